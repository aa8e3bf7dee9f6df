import numpy as np
import pytest

from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.label_figures import roc_curve


@pytest.mark.parametrize(('score', 'positive', 'alarms', 'hits'), [
    ([0.9, 0.1], [True, False], [0, 0, 1], [0, 1, 1]),
    ([0.9, 0.1], [False, True], [0, 1, 1], [0, 0, 1]),
    # Ties count together.
    ([0.5, 0.5], [True, False], [0, 1], [0, 1]),
])
def test_roc_curve(score, positive, alarms, hits):
    found = roc_curve(np.array(score), np.array(positive))
    assert (found[0].tolist(), found[1].tolist()) == (alarms, hits)


def test_the_area_below_it_is_the_auroc():
    rng = np.random.default_rng(0)
    positive = rng.random(200) < 0.4
    score = np.round(rng.normal(positive, 1.0), 1)
    alarms, hits = roc_curve(score, positive)
    area = np.sum(np.diff(alarms) * (hits[1:] + hits[:-1]) / 2)
    assert area == pytest.approx(auroc(score, positive))
