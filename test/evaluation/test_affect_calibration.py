import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.evaluation.affect_calibration import break_even
from emotion_rescue.evaluation.affect_calibration import fit_calibration
from emotion_rescue.evaluation.affect_calibration import fit_platt
from emotion_rescue.evaluation.affect_metrics import expected_calibration_error
from emotion_rescue.evaluation.logistic import sigmoid
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import log_share


def _draw(scale, bias, count=20000, seed=0):
    rng = np.random.default_rng(seed)
    feature = rng.normal(0, 2, count)
    return feature, rng.random(count) < sigmoid(scale * feature + bias)


@pytest.mark.parametrize(('scale', 'bias'), [(1.0, 0.0), (0.4, -2.0), (2.5, 1.0)])
def test_platt_finds_the_curve_that_made_the_data(scale, bias):
    found = fit_platt(*_draw(scale, bias))
    assert found == pytest.approx((scale, bias), abs=0.1 * max(1, scale))


def test_platt_takes_soft_targets():
    feature = np.linspace(-4, 4, 200)
    assert fit_platt(feature, sigmoid(0.8 * feature + 0.3)) == pytest.approx((0.8, 0.3), abs=0.01)


def test_a_feature_that_misleads_is_left_out():
    feature, positive = _draw(1.0, -1.0)
    scale, bias = fit_platt(-feature, positive)
    assert scale == 0
    assert sigmoid(bias) == pytest.approx(positive.mean(), abs=1e-3)


def test_separable_classes_stay_finite():
    scale, bias = fit_platt(np.array([-1.0, -0.9, 0.9, 1.0]), np.array([0, 0, 1, 1]))
    assert 0 < scale < 100
    assert abs(bias) < 1


@pytest.mark.parametrize(('positive', 'probability', 'expected'), [
    ([True], [0.4], 0.4), ([True, False], [0.8, 0.2], 0.5),
    ([True, False, True, False], [0.9, 0.7, 0.4, 0.1], 0.55)])
def test_break_even_calls_as_many_as_there_are(positive, probability, expected):
    assert break_even(np.array(positive), np.array(probability)) == pytest.approx(expected)


def test_fit_calibration_calibrates_and_leaves_out_what_is_too_rare():
    rng = np.random.default_rng(0)
    count = 3000
    scores = rng.normal(0, 2, (count, len(continuations('Q:'))))
    fields = split_fields(scores)
    shares = log_share(fields[EMOTIONS_FIELD])
    emotions = rng.random((count, CATEGORY_COUNT)) < sigmoid(0.7 * shares + 2)
    emotions[:, 3] = False
    emotions[:4, 3] = True
    odds = fields[DISTRESS_FIELD][:, 1] - fields[DISTRESS_FIELD][:, 0]
    found = fit_calibration(scores, emotions, sigmoid(0.5 * odds - 1))
    assert np.isnan([found.scale[3], found.bias[3], found.threshold[3]]).all()
    assert (found.distress_scale, found.distress_bias) == (
        pytest.approx(0.5, abs=0.01), pytest.approx(-1, abs=0.01))
    said = found.emotions(shares)
    assert expected_calibration_error(emotions, said) < 0.02
    called = (said >= found.threshold)[:, 0].sum()
    assert called == pytest.approx(emotions[:, 0].sum(), abs=1)


def test_thresholds_are_not_below_what_is_worth_attention():
    rng = np.random.default_rng(0)
    emotions = rng.random((400, CATEGORY_COUNT)) < 0.05
    scores = rng.normal(0, 1, (400, len(continuations('Q:'))))
    assert fit_calibration(scores, emotions, rng.random(400)).threshold.min() == 0.3


@pytest.mark.parametrize('known', [0, 400])
def test_distress_that_is_not_known_does_not_count(known):
    rng = np.random.default_rng(0)
    scores = rng.normal(0, 2, (800, len(continuations('Q:'))))
    odds = np.subtract(*split_fields(scores)[DISTRESS_FIELD].T[::-1])
    distress = np.where(np.arange(800) < known, sigmoid(0.6 * odds + 0.2), np.nan)
    found = fit_calibration(scores, np.zeros((800, CATEGORY_COUNT), bool), distress)
    expected = (0.6, 0.2) if known else (np.nan, np.nan)
    assert (found.distress_scale, found.distress_bias) == pytest.approx(
        expected, abs=0.02, nan_ok=True)
