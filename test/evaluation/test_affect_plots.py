import math

import cv2
import numpy as np
import pytest

from emotion_rescue.evaluation.affect_lines import JudgedPeople
from emotion_rescue.evaluation.affect_lines import JudgedPerson
from emotion_rescue.evaluation.affect_plots import draw_score
from emotion_rescue.evaluation.affect_plots import reliability
from emotion_rescue.evaluation.affect_predictions import score_predictions
from emotion_rescue.evaluation.resampled_errors import calibration_error


def _score(distress, said):
    rng = np.random.default_rng(0)

    def people(values):
        return JudgedPeople('some', tuple(
            JudgedPerson(str(i), None, None, None, (rng.random(26) < 0.3).astype(float), None,
                         rng.uniform(1, 10, 3), value) for i, value in enumerate(values)))

    return score_predictions(people(distress), people(said), rounds=5)


@pytest.mark.parametrize(('distress', 'said', 'drawn'), [
    ([0.9, 0.1, 0.8, 0.2], [0.7, 0.3, 0.1, math.nan], ['categories', 'reliability', 'roc']),
    # One kind only has no curve; what is not known or not said has nothing.
    ([0.9, 0.8], [0.7, 0.3], ['categories', 'reliability']),
    ([math.nan] * 2, [0.7, 0.3], ['categories']),
    ([0.9, 0.1], [math.nan] * 2, ['categories'])])
def test_what_there_is_is_drawn(tmp_path, distress, said, drawn):
    pytest.importorskip('matplotlib')
    paths = draw_score(_score(distress, said), tmp_path / 'new')
    assert paths == [tmp_path / f'new/{name}.png' for name in drawn]
    assert all(cv2.imread(str(path)).std() > 5 for path in paths)


@pytest.mark.parametrize(('positive', 'probability', 'expected'), [
    ([], [], ([], [], [])),
    ([True], [math.nan], ([], [], [])),
    ([True, False, True, True], [0.5, 0.52, 1.0, math.nan], ([0.51, 1.0], [0.5, 1.0], [2, 1]))])
def test_reliability(positive, probability, expected):
    found = reliability(np.array(positive, bool), np.array(probability, float))
    for values, wanted in zip(found, expected, strict=True):
        assert values == pytest.approx(wanted)


def test_the_gaps_of_the_diagram_are_the_calibration_error():
    rng = np.random.default_rng(0)
    said = rng.random(300)
    positive = rng.random(300) < said ** 2
    predicted, observed, count = reliability(positive, said)
    assert (np.abs(predicted - observed) * count).sum() / count.sum() == pytest.approx(
        calibration_error(positive, said, np.ones((1, 300)))[0])
