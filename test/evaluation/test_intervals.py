import math

import numpy as np
import pytest

from emotion_rescue.evaluation import intervals
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.evaluation.intervals import percentile_interval
from emotion_rescue.evaluation.intervals import resample_counts


def test_interval_holds_the_mean_and_narrows_with_more_groups():
    rng = np.random.default_rng(0)
    widths = []
    for count in (20, 500):
        low, high = bootstrap_interval(np.mean, rng.normal(3.0, 1.0, count),
                                       group=np.arange(count))
        assert low < 3.0 < high
        widths.append(high - low)
    assert widths[1] < widths[0] / 3


def test_copies_of_one_speaker_are_no_more_evidence():
    values = np.random.default_rng(0).normal(size=30)
    alone = bootstrap_interval(np.mean, values, group=np.arange(30))
    copied = bootstrap_interval(np.mean, np.repeat(values, 9), group=np.repeat(np.arange(30), 9))
    assert copied == pytest.approx(alone, abs=0.05)
    assert all(map(math.isnan, bootstrap_interval(np.mean, np.array([]), group=np.array([]))))


def test_counts_are_those_of_the_resamples_and_whole_people_stay_together():
    rng = np.random.default_rng(0)
    values, group = rng.normal(size=60), np.array(list('abcdefghijkl'))[np.arange(60) % 12]
    counts = np.concatenate(list(resample_counts(group, rounds=40, seed=3)))
    assert counts.shape == (40, 60)
    for name in np.unique(group):
        assert (counts[:, group == name] == counts[:, [np.argmax(group == name)]]).all()
    found = percentile_interval(counts @ values / counts.sum(axis=1))
    assert found == pytest.approx(
        bootstrap_interval(np.mean, values, group=group, rounds=40, seed=3))


def test_many_values_come_in_blocks_and_nobody_in_none(monkeypatch):
    group = np.arange(10)
    whole = np.concatenate(list(resample_counts(group, rounds=7)))
    monkeypatch.setattr(intervals, '_BLOCK_VALUES', 30)
    blocks = list(resample_counts(group, rounds=7))
    assert [len(block) for block in blocks] == [3, 3, 1]
    assert (np.concatenate(blocks) == whole).all()
    assert list(resample_counts(group[:0])) == []


@pytest.mark.parametrize(('results', 'low'), [
    ([], math.nan), ([math.nan], math.nan), ([math.nan, 2.0], 2.0)])
def test_what_is_unknown_is_no_part_of_an_interval(results, low):
    assert percentile_interval(results)[0] == pytest.approx(low, nan_ok=True)
