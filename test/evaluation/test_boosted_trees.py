import numpy as np
import pytest

from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.boosted_trees import field_importances
from emotion_rescue.evaluation.boosted_trees import learn_probability
from emotion_rescue.evaluation.boosted_trees import learn_value
from emotion_rescue.evaluation.feature_table import FeatureTable

pytest.importorskip('sklearn')
_RNG = np.random.default_rng(0)
_VALUES = _RNG.normal(size=(400, 3)).astype(np.float32)
# Only two columns together tell, as no linear learner could find.
_POSITIVE = _VALUES[:, 0] * _VALUES[:, 1] > 0
_KNOWN, _ASKED = slice(0, 300), slice(300, None)


@pytest.mark.parametrize(('positive', 'share'), [
    (np.zeros(0, bool), 0.5), (np.zeros(4, bool), 0.0), (np.ones(4, bool), 1.0)])
def test_labels_that_are_all_alike_are_the_answer(positive, share):
    learned = learn_probability(np.zeros((len(positive), 3)), positive)
    assert learned(np.zeros((2, 3))).tolist() == [share, share]


def test_columns_are_learned_together_and_the_unknown_ignored():
    values = np.concatenate([_VALUES, np.full((400, 1), np.nan, np.float32)], axis=1)
    learned = learn_probability(values[_KNOWN], _POSITIVE[_KNOWN])
    assert auroc(learned(values[_ASKED]), _POSITIVE[_ASKED]) > 0.9
    values[_ASKED, 3] = 7.0
    assert auroc(learned(values[_ASKED]), _POSITIVE[_ASKED]) > 0.9


def test_a_number_is_learned():
    target = 2 * _VALUES[:, 0] + _VALUES[:, 1]
    said = learn_value(_VALUES[_KNOWN], target[_KNOWN])(_VALUES[_ASKED])
    assert np.abs(said - target[_ASKED]).mean() < 0.4 * np.abs(target).mean()


def test_importances_name_the_fields_that_tell():
    learned = learn_probability(_VALUES[_KNOWN], _POSITIVE[_KNOWN])
    table = FeatureTable(('one', 'two', 'noise'), _VALUES[_ASKED])
    losses = dict(field_importances(learned, table, lambda said: auroc(said, _POSITIVE[_ASKED])))
    assert min(losses['one'], losses['two']) > 0.2
    assert abs(losses['noise']) < 0.05
