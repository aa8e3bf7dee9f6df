import numpy as np
import pytest

from emotion_rescue.evaluation.boosted_trees import learn_probability
from emotion_rescue.evaluation.people_set import people_of
from emotion_rescue.evaluation.shuffled_labels import shuffled_auroc

pytest.importorskip('sklearn')


def _people(count, seed):
    rng = np.random.default_rng(seed)
    distress = rng.random(count).round()
    people = people_of([{'image': '', 'people': [
        {'emotions': [], 'vad': [5, 5, 5], 'distress': value, 'body_seed': i}
        for i, value in enumerate(distress)]}])
    return rng.normal(2 * distress[:, None], 1.0, (count, 4)), people


def test_shuffled_labels_end_at_chance_where_true_ones_do_not():
    (known_values, known), (asked_values, asked) = _people(120, 1), _people(120, 2)
    steps = []

    def learn(labels, seed):
        assert sorted(labels) == sorted(known.distressed)
        assert (labels != known.distressed).any()
        return learn_probability(known_values, labels, seed)

    figure = shuffled_auroc('trees', learn, known.distressed, asked_values, asked,
                            progress=lambda done, count: steps.append((done, count)))
    assert figure.low < 0.5 < figure.high
    assert steps == [(done, 5) for done in range(6)]


def test_labels_that_leak_are_not_at_chance():
    _, known = _people(200, 1)
    asked_values, asked = _people(200, 2)
    # A learner that knows the answers, whatever it is taught.
    figure = shuffled_auroc('leak', lambda labels, seed: lambda values: values[:, 0],
                            known.distressed, asked_values, asked)
    assert figure.low > 0.8
