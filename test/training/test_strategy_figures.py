"""Figures of strategies from predictions written here."""

import json
import math

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.affect_lines import read_prediction_lines
from emotion_rescue.evaluation.affect_lines import read_truth_lines
from emotion_rescue.evaluation.affect_predictions import score_predictions
from emotion_rescue.training.strategy_figures import compare_predictions
from emotion_rescue.training.strategy_figures import SeedsFigure

_FEAR, _PEACE = CATEGORY_INDEX['Fear'], CATEGORY_INDEX['Peace']


def _write(path, records):
    path.write_text(''.join(f'{json.dumps(record)}\n' for record in records))
    return path


@pytest.fixture
def truth(tmp_path):
    """Return the truth about 40 people, in pairs of one name."""
    rng = np.random.default_rng(0)
    return read_truth_lines(_write(tmp_path / 'truth.jsonl', [
        {'id': i, 'person': i // 2, 'emotions': ['Fear'] if rng.random() < 0.5 else ['Peace'],
         'vad': [5, 5, 5], 'distress': float(rng.random() < 0.5)} for i in range(40)]))


def _said(path, truth, noise, seed, vad=True):
    """Write predictions that are right but for noise."""
    rng = np.random.default_rng(seed)
    people = [(p, np.clip(p.emotions + rng.normal(0, noise, 26), 0, 1)) for p in truth.people]
    return _write(path, [
        {'id': p.id, 'emotions': {'Fear': said[_FEAR], 'Peace': said[_PEACE]},
         'distress': float(np.clip(p.distress + rng.normal(0, noise), 0, 1)),
         **({'vad': [5 + noise] * 3} if vad else {})} for p, said in people])


def test_means_are_over_seeds_and_intervals_over_people(truth, tmp_path):
    paths = [_said(tmp_path / f'{seed}.jsonl', truth, 0.8, seed) for seed in range(3)]
    found = compare_predictions(truth, {'emotions': paths}, 40)
    assert (found.people, found.persons, found.rounds) == (40, 20, 40)
    scores = [score_predictions(truth, read_prediction_lines(path), rounds=40).figures
              for path in paths]
    figure = found.strategies['emotions'].figures['mAP']
    assert figure.seeds == tuple(score['mAP'].value for score in scores)
    assert figure.value == pytest.approx(np.mean(figure.seeds))
    rows = np.mean([score.resampled['mAP'] for score in scores], axis=0)
    assert (figure.low, figure.high) == pytest.approx(tuple(np.percentile(rows[1:], (2.5, 97.5))))
    of_fear = found.strategies['emotions'].categories['Fear']['AP']
    assert of_fear.value == pytest.approx(np.mean(
        [next(c for c in score.categories if c.name == 'Fear')['AP'].value for score in scores]))
    assert found.shares['Fear'] == sum(p.emotions[_FEAR] for p in truth.people)


def test_differences_are_paired(truth, tmp_path):
    good = [_said(tmp_path / f'a{seed}.jsonl', truth, 0.1, seed) for seed in range(2)]
    bad = [_said(tmp_path / f'b{seed}.jsonl', truth, 1.0, seed) for seed in range(2)]
    found = compare_predictions(truth, {'emotions': bad, 'emotions-vad': good}, 60)
    difference, = found.differences
    assert (difference.of, difference.minus) == ('emotions-vad', 'emotions')
    figure = difference.figures.figures['VAD MAE']
    # The same for every person, so that pairing leaves no doubt.
    assert (figure.value, figure.low, figure.high) == pytest.approx((-0.9, -0.9, -0.9))
    assert figure.clear and difference.figures.figures['mAP'].low > 0
    same = compare_predictions(truth, {'emotions': good, 'emotions-vad': good}, 60)
    assert same.differences[0].figures.figures['mAP'] == SeedsFigure(0, 0, 0, (0, 0))


def test_what_a_strategy_does_not_tell_is_not_a_number_and_nothing_differs(truth, tmp_path):
    with_vad = [_said(tmp_path / 'a.jsonl', truth, 0.1, 0)]
    without = [_said(tmp_path / 'b.jsonl', truth, 0.1, 0, vad=False)]
    found = compare_predictions(truth, {'emotions': without, 'emotions-vad': with_vad}, 20)
    assert math.isnan(found.strategies['emotions'].figures['VAD MAE'].value)
    figure = found.differences[0].figures.figures['VAD MAE']
    assert math.isnan(figure.value) and not figure.clear


@pytest.mark.parametrize(('figure', 'clear'), [
    (SeedsFigure(0.2, 0.1, 0.3, (0.1, 0.3)), True),
    (SeedsFigure(-0.2, -0.3, -0.1, (-0.1, -0.3)), True),
    (SeedsFigure(0.2, 0.1, 0.3, (-0.1, 0.5)), False),
    (SeedsFigure(0.2, 0.0, 0.3, (0.1, 0.3)), False),
    (SeedsFigure(0.2, -0.1, 0.3, (0.1, 0.3)), False),
    (SeedsFigure(math.nan, math.nan, math.nan, (math.nan,)), False)])
def test_clear_is_one_sign_in_the_interval_and_in_all_seeds(figure, clear):
    assert figure.clear is clear


def test_progress_is_told_and_a_missing_file_is_named(truth, tmp_path):
    told = []
    path = _said(tmp_path / 'a.jsonl', truth, 0.1, 0)
    compare_predictions(truth, {'prior': [path, path]}, 5, lambda *of: told.append(of))
    assert told == [(1, 2), (2, 2)]
    with pytest.raises(InputError, match='gone.jsonl cannot be read'):
        compare_predictions(truth, {'prior': [tmp_path / 'gone.jsonl']}, 5)
