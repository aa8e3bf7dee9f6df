import math

import numpy as np
import pytest

from emotion_rescue.evaluation.voice_answers import answers_of
from emotion_rescue.models.voice_head import VoiceCalibration
from emotion_rescue.models.voice_head import VoiceHead

LABELS = dict(enumerate(('neu', 'fearful', 'none', 'arousal', 'valence', 'distress')))


def test_no_clip():
    answer = answers_of(VoiceHead(LABELS), np.zeros((0, 6), np.float32))
    assert len(answer.category) == len(answer.distress) == len(answer.somebody) == 0
    assert answer.vad.shape == (0, 3)


def test_names_levels_and_distress():
    head = VoiceHead(LABELS, VoiceCalibration(distress_temperature=2.0))
    answer = answers_of(head, np.array([[0, 5, 0, 0.5, 2.0, 2.0], [0, 0, 9, 1.0, 0.0, -2.0]],
                                       np.float32))
    assert list(answer.category) == ['fear', 'none']
    np.testing.assert_allclose(answer.distress, 1 / (1 + np.exp([-1.0, 1.0])))
    # Valence, arousal, dominance; levels even where the model hears nobody.
    np.testing.assert_allclose(answer.vad, [[10.0, 5.5, math.nan], [1.0, 10.0, math.nan]])
    assert answer.somebody[0] > 0.95 and answer.somebody[1] < 0.01


def test_a_model_of_levels_alone():
    answer = answers_of(VoiceHead(dict(enumerate(('arousal', 'dominance', 'valence')))),
                        np.array([[1.0, 0.5, 0.0]]))
    assert answer.category[0] == '' and math.isnan(answer.somebody[0])
    assert answer.distress[0] == pytest.approx(1.0)
