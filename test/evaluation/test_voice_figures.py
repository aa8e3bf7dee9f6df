import math

import numpy as np
import pytest

from emotion_rescue.evaluation.voice_figures import HeardClips
from emotion_rescue.evaluation.voice_figures import loudness_baseline
from emotion_rescue.evaluation.voice_figures import voice_figures

NAMES = np.array(['calm', 'fear', 'joy', 'none'] * 20)
DISTRESS = np.array([0.02, 0.9, 0.02, 0.0] * 20)
VAD = np.array([[6, 3, 6], [2, 8, 2], [8, 7, 7], [math.nan] * 3] * 20, float)
VAD += np.linspace(-1, 1, 80)[:, None]
TRUTH = HeardClips(NAMES, DISTRESS, VAD, (NAMES != 'none').astype(float))
SPEAKERS = np.arange(80) // 2


def measured(answer):
    return {f.name: f for f in voice_figures(TRUTH, answer, TRUTH, SPEAKERS, rounds=20)}


def test_a_perfect_answer_is_perfect():
    for figure in measured(TRUTH).values():
        assert figure.value == pytest.approx(1.0) and figure.interval == pytest.approx((1, 1))


def test_an_answer_turned_round_is_at_the_other_end():
    figures = measured(HeardClips(np.roll(NAMES, 1), 1 - DISTRESS, 10 - VAD,
                                  1 - TRUTH.somebody))
    assert figures['AUROC distressed against calm voices'].value == 0.0
    assert figures['AUROC somebody against noise'].value == 0.0
    assert figures['macro F1 of categories'].value == 0.0
    assert figures['CCC valence'].value < 0.0
    assert figures['CCC valence'].baseline == pytest.approx(1.0)


def test_noise_that_is_taken_for_distress_does_not_hide_in_the_figures_of_voices():
    loud = HeardClips(NAMES, np.where(NAMES == 'none', 1.0, DISTRESS), VAD, TRUTH.somebody)
    assert measured(loud)['AUROC distressed against calm voices'].value == 1.0


def test_baseline_tells_what_equally_loud_clips_were():
    db = np.where(NAMES == 'fear', -10.0, -40.0) + np.linspace(0, 1, 80)
    told = loudness_baseline(db, TRUTH, np.array([-9.9, -39.9]), bins=4)
    assert told.category[0] == 'fear' and told.distress[0] == pytest.approx(0.9)
    assert told.category[1] != 'fear' and told.distress[1] < 0.1
