"""Batches around a double of the model: it answers, takes time by its own clock, and fails."""

import logging

import numpy as np
import pytest

from emotion_rescue.models.llava_batches import Batches
from emotion_rescue.models.llava_memory import GROW_AFTER

torch = pytest.importorskip('torch')


class Model:
    """Gives each picture back; a picture is a number here.

    Attributes:
        fits: most pictures at once.
        seconds: for one picture.
        odd: pictures on which it fails.
        calls: sizes of all batches.
        now_s: its clock.
    """

    def __init__(self, fits=100, seconds=1.0, odd=()):
        self.fits, self.seconds, self.odd = fits, seconds, odd
        self.calls, self.released, self.now_s = [], 0, 0.0

    def run(self, pictures):
        self.calls.append(len(pictures))
        if len(pictures) > self.fits:
            raise torch.OutOfMemoryError('CUDA out of memory')
        if any(picture in self.odd for picture in pictures):
            raise ValueError('an odd picture')
        self.now_s += self.seconds * len(pictures)
        return np.array(pictures, float)

    def release(self):
        self.released += 1

    def batches(self, largest=4, budget_s=0.0):
        return Batches(self.run, self.release, largest=largest, budget_s=budget_s,
                       clock=lambda: self.now_s)


@pytest.mark.parametrize('count, calls', [(0, []), (1, [1]), (4, [4]), (9, [4, 4, 1])])
def test_batches_are_no_larger_than_set(count, calls):
    model = Model()
    assert model.batches().rows(list(range(count))) == list(range(count))
    assert model.calls == calls


def test_where_memory_runs_out_the_batch_is_halved_and_remembered():
    model = Model(fits=1)
    batches = model.batches()
    assert batches.rows([5, 6, 7]) == [5, 6, 7]
    assert model.calls == [3, 1, 1, 1]
    assert (batches.memory.size, batches.memory.halvings, model.released) == (1, 1, 1)
    assert batches.rows([8, 9]) == [8, 9]
    assert model.calls[4:] == [1, 1], 'it is remembered'


def test_it_grows_back_once_memory_is_there_again():
    model = Model(fits=1)
    batches = model.batches(largest=2)
    batches.rows([1, 2])
    model.fits = 2
    for _ in range(GROW_AFTER):
        batches.rows([1])
    assert batches.rows([1, 2]) == [1, 2]
    assert model.calls[-1] == 2


def test_a_view_that_does_not_fit_even_alone_stays_unread_and_nothing_is_raised():
    model = Model(fits=0)
    batches = model.batches()
    assert batches.rows([1, 2, 3, 4]) == [None] * 4
    assert model.calls == [4, 2, 1, 1, 1, 1]
    assert (batches.memory.halvings, batches.memory.unread, batches.memory.size) == (2, 4, 1)
    model.fits = 1
    assert batches.rows([1, 2]) == [1, 2]


def test_an_odd_picture_costs_only_itself(caplog):
    model = Model(odd=[2])
    assert model.batches().rows([1, 2, 3]) == [1, None, 3]
    assert model.calls == [3, 1, 1, 1]
    assert 'an odd picture' in caplog.text


def test_an_odd_picture_where_memory_is_short_too():
    model = Model(odd=[2], fits=1)
    batches = model.batches()
    assert batches.rows([1, 2, 3]) == [1, None, 3]
    assert batches.memory.unread == 0


def test_a_model_that_fails_on_everything_says_so(caplog):
    caplog.set_level(logging.CRITICAL)
    with pytest.raises(RuntimeError, match='failed on all of 2 views: an odd picture'):
        Model(odd=[1, 2]).batches().rows([1, 2])


def test_without_a_budget_everything_is_taken():
    assert len(Model(seconds=1000.0).batches().rows([1] * 9)) == 9


def test_as_many_as_fit_into_the_budget_the_first_one_alone_to_learn_from():
    model = Model(seconds=1.0)
    batches = model.batches(budget_s=3.5)
    assert batches.rows([1, 2, 3, 4, 5]) == [1, 2, 3]
    assert model.calls == [1, 2]
    assert (batches.postponed, batches.time.seconds) == (2, 1.0)
    assert batches.rows([4, 5]) == [4, 5]
    assert model.calls[2:] == [2]


def test_one_is_taken_however_long_it_takes():
    model = Model(seconds=60.0)
    batches = model.batches(budget_s=0.1)
    for _ in range(3):
        assert batches.rows([1, 2]) == [1]
    assert batches.postponed == 3


def test_the_budget_holds_where_memory_allows_one_at_a_time():
    model = Model(seconds=1.0, fits=1)
    batches = model.batches(budget_s=3.5)
    assert batches.rows([1, 2, 3, 4, 5]) == [1, 2, 3]
    assert batches.postponed == 2
