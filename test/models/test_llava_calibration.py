import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_calibration import read_calibration
from emotion_rescue.models.llava_calibration import write_calibration
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import read_distress
from emotion_rescue.models.llava_reading import read_emotions
from emotion_rescue.models.llava_reading import read_vad


def _calibration():
    scale = np.linspace(0.5, 2, CATEGORY_COUNT)
    scale[4] = np.nan
    return Calibration(scale, np.linspace(-1, 1, CATEGORY_COUNT),
                       np.full(CATEGORY_COUNT, 0.25), 1.5, -0.5)


def test_no_file_is_no_calibration(tmp_path):
    assert read_calibration(tmp_path) is None


def test_written_and_read_again(tmp_path):
    write_calibration(tmp_path, _calibration())
    again = read_calibration(tmp_path)
    known = np.arange(CATEGORY_COUNT) != 4
    np.testing.assert_allclose(again.scale[known], _calibration().scale[known], atol=1e-5)
    assert np.isnan([again.scale[4], again.bias[4], again.threshold[4]]).all()
    assert (again.distress_scale, again.distress_bias) == (1.5, -0.5)


def test_probabilities_follow_platts_formula():
    shares = np.log(np.full(CATEGORY_COUNT, 1 / CATEGORY_COUNT))
    found = _calibration().emotions(shares)
    assert found.dtype == np.float32
    assert np.isnan(found[4])
    assert found[0] == pytest.approx(1 / (1 + np.exp(0.5 * np.log(26) + 1)))
    assert _calibration().distress(2.0) == pytest.approx(1 / (1 + np.exp(-2.5)))


def _fields(**values):
    scores = np.log(np.full(len(continuations('Q:')), 0.5))
    fields = split_fields(scores)
    for name, value in values.items():
        fields[name][:] = np.log(np.asarray(value) + 1e-30)
    return fields


def test_vad_is_expectation_and_spread_over_levels():
    certain, split = np.zeros(10), np.zeros(10)
    certain[6] = 1e-9  # only shares count, however unlikely all answers are
    split[[1, 3]] = 0.2
    vad = read_vad(_fields(valence=certain, arousal=split))
    assert (vad.valence, vad.valence_std) == (pytest.approx(7), pytest.approx(0, abs=1e-3))
    assert (vad.arousal, vad.arousal_std) == (pytest.approx(3), pytest.approx(1))
    assert (vad.dominance, vad.dominance_std) == (pytest.approx(5.5), pytest.approx(8.25 ** 0.5))


def test_without_calibration_emotions_and_distress_are_unknown():
    likelihood = np.full(CATEGORY_COUNT, 0.001)
    likelihood[15] = 0.025
    fields = _fields(emotions=likelihood)
    assert np.isnan(read_emotions(fields)).all()
    assert np.isnan(read_distress(fields))
    assert read_distress(_fields(distress=[0.1, 0.1]), _calibration()) == pytest.approx(
        1 / (1 + np.exp(0.5)))
