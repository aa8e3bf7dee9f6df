import math

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.evaluation.spoken_texts import SpokenText
from emotion_rescue.evaluation.text_figures import average_recall
from emotion_rescue.evaluation.text_figures import distress_figures
from emotion_rescue.evaluation.text_figures import label_figures
from emotion_rescue.evaluation.text_figures import text_figures
from emotion_rescue.evaluation.text_figures import worst_errors
from emotion_rescue.evaluation.text_report import figures_table
from emotion_rescue.evaluation.text_report import kinds_table
from emotion_rescue.evaluation.text_report import labels_table
from emotion_rescue.evaluation.text_report import worst_lines
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import split_fields

_NAN = (math.nan,) * 3


def _text(distress=math.nan, label='', kind='', vad=_NAN, misheard=False, text='words'):
    return SpokenText(text, np.zeros(CATEGORY_COUNT, np.float32), np.array(vad, np.float32),
                      distress, label, kind, misheard=misheard)


def test_distress_is_measured_over_what_is_known():
    assert distress_figures([], np.zeros(0), None) == {}
    assert distress_figures([_text()], np.zeros(1), np.zeros(1)) == {}
    texts = [_text(1.0), _text(0.9), _text(0.1), _text(0.0), _text()]
    score = np.array([2.0, 0.5, 1.0, -1.0, 99.0])
    found = distress_figures(texts, score, np.array([0.9, 0.4, 0.6, 0.1, 1.0]))
    assert (found['texts'], found['distressed']) == (4, 2)
    assert found['auroc'] == 0.75
    assert found['auroc_interval'][0] <= 0.75 <= found['auroc_interval'][1]
    assert (found['precision'], found['recall'], found['f1']) == (0.5, 0.5, 0.5)
    assert found['calibration_error'] == pytest.approx((0.1 + 0.6 + 0.6 + 0.1) / 4)


def test_labels_are_answered_by_the_larger_share_of_their_categories():
    texts = [_text(label='fearful'), _text(label='fearful'), _text(label='Peace'), _text()]
    shares = np.full((4, CATEGORY_COUNT), -9.0)
    shares[0, CATEGORY_INDEX['Disquietment']] = -0.1  # 'fearful' means it, too
    shares[1, CATEGORY_INDEX['Peace']] = -0.1
    shares[2, CATEGORY_INDEX['Peace']] = -0.1
    found = label_figures(texts, shares)
    assert found['texts'] == 3 and found['uar'] == 0.75
    assert found['each']['fearful'] == {
        'texts': 2, 'precision': 1.0, 'recall': 0.5, 'f1': pytest.approx(2 / 3)}
    assert found['each']['Peace']['precision'] == 0.5
    assert found['macro_f1'] == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert label_figures([], shares[:0]) == {} and label_figures(texts[:2], shares[:2]) == {}


def test_average_recall_does_not_care_how_frequent_a_class_is():
    assert math.isnan(average_recall(np.zeros(0), np.zeros(0)))
    assert average_recall(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0])) == 0.5


def test_the_worst_errors_come_first_and_right_answers_do_not():
    texts = [_text(1.0, text='missed'), _text(0.0, text='right'), _text(0.0, text='feared'),
             _text(text='unknown')]
    worst = worst_errors(texts, np.array([0.01, 0.2, 0.8, 0.5]))
    assert [one['text'] for one in worst] == ['missed', 'feared']
    assert worst[0]['said'] == pytest.approx(0.01)
    many = [_text(1.0) for _ in range(30)]
    assert len(worst_errors(many, np.zeros(30))) == 10


def _scored(rng, yes):
    """Return log-likelihoods by which 'yes' is the likelier the more `yes` (n,) says so."""
    scores = rng.normal(-5, 0.1, (len(yes), sum(map(len, FIELDS.values()))))
    split_fields(scores)['distress'][:, 1] += yes
    return scores


def test_all_figures_of_a_model_and_their_tables():
    rng = np.random.default_rng(0)
    texts = ([_text(1.0, 'Fear', 'frightened', (2, 8, 2), misheard=i < 3) for i in range(10)]
             + [_text(0.0, 'Peace', 'calm', (7, 3, 7)) for _ in range(10)])
    scores = _scored(rng, np.repeat([3.0, -3.0], 10))
    flat = np.full(CATEGORY_COUNT, np.nan)
    found = text_figures(texts, scores, Calibration(flat, flat, flat, 1.0, 0.0))
    assert found['distress']['auroc'] == 1.0 and found['distress']['recall'] == 1.0
    assert found['kinds']['calm'] == {
        'texts': 10, 'distressed': 0, 'auroc': 1.0, 'called_distressed': 0,
        'mean_probability': pytest.approx(1 / (1 + math.exp(3)), abs=0.02)}
    assert math.isnan(found['misheard']['yes']['auroc'])  # of one side only
    assert set(found['vad']) == {'valence', 'arousal', 'dominance'} and 'worst' not in found
    plain = text_figures(texts, scores, None)
    assert 'worst' not in plain and 'precision' not in plain['distress']
    table = figures_table({'adapter': found, 'zero-shot': plain})
    assert '| AUROC of distress | 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] |' in table
    assert '| recall of distress at 0.5 | 1.000 | - |' in table
    assert '| calm | 10 | 0 | 0 | 0.04 | 1.000 |' in kinds_table(found)
    assert '| calm | 10 | 0 | - | - | 1.000 |' in kinds_table(plain)
    assert '| Fear | 10 |' in labels_table(found)
    assert (kinds_table({}), labels_table({}), worst_lines({})) == ('', '', '')
    assert worst_lines({'worst': [{'text': 'a', 'kind': 'b', 'said': 0.1, 'distress': 1.0}]}) == (
        '- "a" (b): 0.10, true is 1')


def test_what_cannot_be_measured_is_left_out():
    found = text_figures([_text()], np.zeros((1, sum(map(len, FIELDS.values())))), None)
    assert found == {'texts': 1}
