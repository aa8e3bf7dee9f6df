import numpy as np
import pytest

from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import log_share
from emotion_rescue.models.llava_reading import read_distress
from emotion_rescue.models.llava_reading import read_emotions
from emotion_rescue.models.llava_reading import read_vad
from emotion_rescue.training.scored_answers import calibrated_answers
from emotion_rescue.training.scored_answers import raw_answers

_ANSWERS = sum(map(len, FIELDS.values()))


def _scores(count, seed=0):
    return np.random.default_rng(seed).normal(-5, 2, (count, _ANSWERS))


def _calibration():
    scale, bias, threshold = np.full(26, 1.2), np.full(26, 2.0), np.full(26, 0.4)
    scale[3] = bias[3] = threshold[3] = np.nan
    return Calibration(scale, bias, threshold, 0.5, 0.1)


@pytest.mark.parametrize('count', [0, 1, 7])
def test_calibrated_answers_are_those_of_a_reading(count):
    scores, calibration = _scores(count), _calibration()
    said = calibrated_answers(scores, calibration)
    assert said.emotions.shape == (count, 26) and said.vad.shape == (count, 3)
    for i, row in enumerate(scores):
        fields = split_fields(row)
        np.testing.assert_allclose(said.emotions[i], read_emotions(fields, calibration), rtol=1e-6)
        vad = read_vad(fields)
        np.testing.assert_allclose(said.vad[i], [vad.valence, vad.arousal, vad.dominance])
        assert said.distress[i] == pytest.approx(read_distress(fields, calibration))
    assert (said.present == (said.emotions >= 0.4)).all() and not said.present[:, 3].any()
    assert np.isnan(said.emotions[:, 3]).all()


def test_vad_that_was_not_taught_stays_unknown():
    for said in (calibrated_answers(_scores(4), _calibration(), with_vad=False),
                 raw_answers(_scores(4), with_vad=False)):
        assert np.isnan(said.vad).all() and said.vad.shape == (4, 3)


def test_raw_answers_rank_as_the_scores_do():
    scores = _scores(50)
    said = raw_answers(scores)
    shares = log_share(split_fields(scores)['emotions'])
    assert (np.argsort(said.emotions, axis=0) == np.argsort(shares, axis=0)).all()
    assert ((said.emotions >= 0) & (said.emotions <= 1)).all() and said.present is None
    odds = split_fields(scores)['distress']
    assert (np.argsort(said.distress) == np.argsort(odds[:, 1] - odds[:, 0])).all()
