import math

import numpy as np
import pytest

from emotion_rescue.evaluation.intervals import bootstrap_interval


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
