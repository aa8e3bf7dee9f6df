import math

import numpy as np
import pytest

from emotion_rescue.evaluation.voice_category_figures import category_figures

TRUTH = np.array(list('aaabbc') * 10)
ANSWER = np.array(list('aabbba') * 10)
GROUP = np.repeat(np.arange(10), 6)


def measured(truth, answer, names='abcd', group=GROUP):
    return {each.name: each for each in category_figures(
        truth, answer, np.full(len(truth), 'a'), group, names, rounds=50)}


def test_no_clip():
    empty = np.array([], str)
    for each in measured(empty, empty, group=empty).values():
        assert each.clips == 0 and all(map(math.isnan, each.value.values()))
        assert all(math.isnan(low) for low, _ in each.interval.values())


def test_counted_by_hand():
    figures = measured(TRUTH, ANSWER)
    assert figures['a'].clips == 30
    assert figures['a'].value == pytest.approx(
        {'precision': 2 / 3, 'recall': 2 / 3, 'F1': 2 / 3})
    assert figures['b'].value == pytest.approx({'precision': 2 / 3, 'recall': 1.0, 'F1': 0.8})
    assert figures['a'].baseline == pytest.approx({'precision': 0.5, 'recall': 1.0, 'F1': 2 / 3})
    # Never said: no precision; it occurs, so its recall is known.
    assert math.isnan(figures['c'].value['precision']) and figures['c'].value['recall'] == 0.0
    assert all(map(math.isnan, figures['d'].value.values()))


def test_intervals_are_over_speakers():
    same = measured(TRUTH, ANSWER)['a'].interval['recall']
    assert same == pytest.approx((2 / 3, 2 / 3))  # every speaker has the same clips
    good_and_bad = np.where(GROUP < 5, TRUTH, 'c')
    low, high = measured(TRUTH, good_and_bad)['a'].interval['recall']
    assert low < 0.35 and high > 0.65
