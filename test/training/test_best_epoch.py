import math

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.best_epoch import train_to_best
from emotion_rescue.training.kept_state import Keeper


def _line(evaluate=None, loss=None, people=10, keeper=None, report=print, **schedule):
    """Learn one number, the mean of 0..9, by least squares; return the module."""
    import torch

    module = torch.nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        module.weight.fill_(0.0)
    truth = torch.arange(10.0)
    ones = torch.ones(1, 1)

    def error(chosen, rng):
        return ((module(ones) - truth[chosen]) ** 2).mean()

    def val():
        if evaluate is not None:
            return evaluate(module.weight.item())
        return ((module(ones) - truth.mean()) ** 2).item(), {'weight': module.weight.item()}

    train_to_best(module, people, loss or error, val, Schedule(**{
        'epochs': 20, 'batch': 4, 'rate': 0.5, 'weight_decay': 0.0, **schedule}), report, keeper)
    return module


def test_it_learns_and_tells_figures_of_every_epoch():
    history, said = [], []
    module = _line(keeper=Keeper(told=lambda epochs: history.append(epochs[-1])),
                   report=said.append)
    assert module.weight.item() == pytest.approx(4.5, abs=0.5)
    assert [epoch['epoch'] for epoch in history] == list(range(1, 21))
    assert said[-1].startswith('epoch 20 of 20: loss')
    assert ', weight ' in said[-1]
    assert not module.training


def test_the_best_epoch_stays_not_the_last():
    values, weights = iter([3.0, 1.0, 2.0]), []

    def evaluate(weight):
        weights.append(weight)
        return next(values), ''

    assert _line(evaluate, epochs=3).weight.item() == weights[1]
    assert len(set(weights)) == 3


def test_buffers_are_those_of_the_best_epoch(tmp_path):
    """Such as batch norm's averages, which belong to the weights they were taken with."""
    import torch

    def averaged(keeper):
        module, values = torch.nn.BatchNorm1d(1), iter([3.0, 1.0, 2.0])

        def evaluate():
            value = next(values)
            module.running_mean.fill_(value)
            return value, ''

        train_to_best(module, 4, lambda chosen, rng: module.weight.sum(), evaluate,
                      Schedule(3), print, keeper)
        return module.running_mean.item()

    assert averaged(None) == 1.0
    assert averaged(Keeper(tmp_path, 'norm')) == 1.0
    assert averaged(Keeper(tmp_path, 'norm')) == 1.0  # from what was kept


@pytest.mark.parametrize('folder', [False, True])
def test_a_kept_training_ends_as_one_that_is_not(tmp_path, folder):
    keeper = Keeper(tmp_path if folder else None, 'line', every_steps=1)
    assert _line(keeper=keeper).weight.item() == _line().weight.item()
    assert sorted(p.name.split('-')[1] for p in tmp_path.iterdir()) == (
        ['best', 'state.pt'] if folder else [])


def test_a_training_that_is_done_is_not_repeated(tmp_path):
    first = _line(keeper=Keeper(tmp_path, 'line')).weight.item()

    def unasked(*arguments):
        raise AssertionError('nothing is left to learn')

    assert _line(unasked, unasked, keeper=Keeper(tmp_path, 'line')).weight.item() == first


def test_parts_of_a_step_add_up_to_the_step():
    whole, parts = (_line(accumulation=n).weight.item() for n in (1, 3))
    assert parts == pytest.approx(whole, rel=1e-4)


def test_a_step_with_fewer_people_than_parts_is_done():
    assert _line(accumulation=20).weight.item() == pytest.approx(4.5, abs=0.5)


def test_nobody_to_learn_from_is_an_error():
    with pytest.raises(InputError, match='nobody to learn from'):
        _line(people=0)


def test_no_epochs_leave_everything_as_it_is():
    assert _line(epochs=0).weight.item() == 0.0


def test_a_loss_that_is_no_number_ends_it_with_the_remedy():
    import torch

    def broken(chosen, rng):
        return torch.tensor(math.nan, requires_grad=True)

    with pytest.raises(UnfinishedError, match='lower rate'):
        _line(loss=broken)


def test_what_is_drawn_depends_on_seed_and_place_alone():
    import torch

    drawn = []

    def loss(chosen, rng):
        drawn.append((chosen.tolist(), rng.random(), torch.rand(1).item()))
        return torch.zeros(1, requires_grad=True).sum()

    for seed in (0, 0, 1):
        torch.manual_seed(np.random.default_rng().integers(1000))
        _line(loss=loss, epochs=1, seed=seed)
    assert drawn[:3] == drawn[3:6]
    assert drawn[:3] != drawn[6:]
