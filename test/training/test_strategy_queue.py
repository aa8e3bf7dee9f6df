import threading

import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.training import strategy_queue
from emotion_rescue.training.comparison import Comparison
from emotion_rescue.training.strategies import STRATEGIES
from emotion_rescue.training.strategies import strategies_named
from emotion_rescue.training.strategy_queue import Run
from emotion_rescue.training.strategy_queue import run_all
from emotion_rescue.training.strategy_queue import RunMaker
from emotion_rescue.training.strategy_queue import runs_of

_DEADLINE_S = 20.0
_BASELINES = strategies_named(['random', 'prior', 'majority'])


def _comparison(data, out, **settings):
    return Comparison(data, out, {'train': 0, 'val': 0, 'test': 0}, settings)


def _names(runs):
    return [(run.seed, run.name) for run in runs]


def test_bases_come_first_and_only_where_they_are_needed(tmp_path):
    comparison = _comparison(tmp_path, tmp_path)
    assert runs_of(comparison, [], (0, 1)) == []
    assert _names(runs_of(comparison, _BASELINES[:1], (0, 1))) == [(0, 'random'), (1, 'random')]
    assert _names(runs_of(comparison, strategies_named(['prior,emotions']), (0, 1))) == [
        (0, 'base'), (1, 'base'), (0, 'prior'), (0, 'emotions'), (1, 'prior'), (1, 'emotions')]


def test_a_checkpoint_of_the_user_needs_no_base(tmp_path):
    comparison = _comparison(tmp_path, tmp_path, base='mine')
    assert _names(runs_of(comparison, strategies_named(['emotions']), (0,))) == [(0, 'emotions')]


def test_what_has_run_is_not_run_again(tmp_path):
    comparison = _comparison(tmp_path, tmp_path)
    (tmp_path / 'seed-0').mkdir()
    comparison.facts('base', 0).write_text('{}')
    comparison.predictions('emotions', 0).write_text('')
    assert _names(runs_of(comparison, strategies_named(['emotions,zero-shot']), (0,))) == [
        (0, 'zero-shot')]


def test_several_processes_write_what_one_does(painted, tmp_path):
    told = []
    for jobs in (1, 2):
        run_all(_comparison(painted, tmp_path / str(jobs)), _BASELINES, (0, 1), jobs, told.append)
    for seed in (0, 1):
        for strategy in _BASELINES:
            one, two = ((tmp_path / f'{jobs}/seed-{seed}/{strategy.name}.jsonl').read_bytes()
                        for jobs in (1, 2))
            assert one == two and one
    assert '6 runs to do, in 2 processes' in told
    assert any(text.startswith('1 of 6 runs done, about ') for text in told)
    assert told[-1] == '6 of 6 runs done'
    told.clear()
    run_all(_comparison(painted, tmp_path / '1'), _BASELINES, (0, 1), 2, told.append)
    assert told == []


@pytest.mark.parametrize('jobs', [1, 2])
def test_a_run_that_fails_ends_all_with_its_reason(tmp_path, jobs):
    with pytest.raises(InputError, match='test: there is no .*gone; name a'):
        run_all(_comparison(tmp_path / 'gone', tmp_path / 'out'), _BASELINES, (0,), jobs, print)


def test_a_run_waits_for_the_base_that_another_process_trains(tmp_path, monkeypatch):
    monkeypatch.setattr(strategy_queue, '_POLL_S', 0.001)
    asked, ran = threading.Event(), threading.Event()

    def is_done(comparison, name, seed):
        asked.set()
        return comparison.facts(name, seed).is_file()

    monkeypatch.setattr(strategy_queue, 'is_done', is_done)
    monkeypatch.setattr(strategy_queue, 'run_strategy', lambda *of: ran.set())
    comparison = _comparison(tmp_path, tmp_path)
    maker = RunMaker(comparison, [Run(0, STRATEGIES['emotions'])], print)
    thread = threading.Thread(target=maker.make, args=(0,), daemon=True)
    thread.start()
    assert asked.wait(_DEADLINE_S) and not ran.is_set()
    (tmp_path / 'seed-0').mkdir()
    comparison.facts('base', 0).write_text('{}')
    assert ran.wait(_DEADLINE_S)
    thread.join(_DEADLINE_S)
    assert not thread.is_alive()
