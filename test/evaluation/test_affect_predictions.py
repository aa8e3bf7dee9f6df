from collections import Counter
import math

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.affect_lines import JudgedPeople
from emotion_rescue.evaluation.affect_lines import JudgedPerson
from emotion_rescue.evaluation.affect_predictions import score_predictions
from emotion_rescue.evaluation.affect_table import as_json
from emotion_rescue.evaluation.affect_table import as_text

_PAIN = CATEGORY_INDEX['Pain']


def _entry(name, pain, vad=(5.0, 5.0, 5.0), distress=0.0, person=None, present=None):
    emotions = np.full(26, 0.0 if pain is not None else math.nan)
    emotions[_PAIN] = math.nan if pain is None else pain
    return JudgedPerson(str(name), None, None, person, emotions, present, np.array(vad), distress)


def _truth(persons=(None, None, None, None)):
    return JudgedPeople('truth.jsonl', tuple(
        _entry(i, float(i < 2), distress=float(i < 2), person=person)
        for i, person in enumerate(persons)))


def _score(*said, truth=None, **options):
    return score_predictions(truth or _truth(), JudgedPeople('mine.jsonl', said), rounds=20,
                             **options)


def test_the_truth_itself_is_right_whatever_its_order():
    score = _score(*_truth().people[::-1])
    assert (score.unpredicted, score.surplus, score.silent, score.decided) == (0, 0, 0, 0)
    figures = score.figures
    assert figures['mAP'].value == figures['distress AUROC'].value == 1
    assert figures['VAD MAE'].value == figures['Hamming loss'].value == 0


def test_people_without_a_prediction_are_unknown_and_counted():
    score = _score(_entry(0, 0.9, (6, 5, 5), 0.8), _entry(3, 0.8, (5, 5, 5), 0.1),
                   _entry('nobody', 0.5))
    assert (score.unpredicted, score.surplus) == (2, 1)
    # Ranked: 0 (pain), 3, then 1 (pain) and 2 together.
    assert score.figures['mAP'].value == pytest.approx(0.5 * 1 + 0.5 * 2 / 4)
    assert score.figures['valence MAE'].value == pytest.approx(0.5)
    assert score.figures['subset accuracy'].value == pytest.approx(2 / 4)
    told = as_text(score)
    assert '2 of them have no prediction' in told
    assert '1 predictions are about nobody in the truth' in told


@pytest.mark.parametrize(('threshold', 'recall'), [(0.5, 0.5), (0.3, 1.0), (0.9, 0.0)])
def test_threshold(threshold, recall):
    score = _score(_entry(0, 0.6), _entry(1, 0.4), threshold=threshold)
    assert score.figures['recall, macro'].value == recall
    assert f'from {threshold:g} on count as present' in as_text(score)


def test_who_says_what_is_present_needs_no_threshold_and_no_probability():
    pain = np.arange(26) == _PAIN
    score = _score(*(_entry(i, None, present=pain & (i < 2)) for i in range(4)))
    assert (score.silent, score.decided) == (4, 4)
    assert score.figures['F1, macro'].value == 1
    assert math.isnan(score.figures['emotions ECE-15'].value)
    told = as_text(score)
    assert 'count as present' not in told
    assert '4 predictions give no probability of any emotion' in told


@pytest.mark.parametrize(('persons', 'different'), [
    ((None,) * 4, 4), (('a', 'a', 'b', 'b'), 2), (('0', None, None, '0'), 3)])
def test_resampling_is_of_persons(persons, different):
    score = _score(*_truth().people, truth=_truth(persons))
    assert score.persons == different
    assert f'{different} different ones' in as_text(score)


def test_what_was_ignored_is_told_and_limited():
    known = JudgedPeople('t.jsonl', _truth().people, Counter({"category 'Joy'": 3}))
    said = JudgedPeople('p.jsonl', _truth().people,
                        Counter({f'field {i}': 1 for i in range(30)}))
    score = score_predictions(known, said, rounds=2)
    assert score.notes[0] == "category 'Joy' of t.jsonl is not known and was ignored, 3 times"
    assert len(score.notes) == 12 and score.notes[-1] == 'and 20 more kinds'


@pytest.mark.parametrize(('said', 'about'), [
    (_entry('x', 0.5), "about id 'x'"),
    (JudgedPerson(None, 'a.jpg', (1, 2, 3, 4), None, np.zeros(26), None, np.zeros(3), 0.0),
     r"about image 'a.jpg', xyxy \[1, 2, 3, 4\]")])
def test_predictions_about_nobody_are_refused(said, about):
    with pytest.raises(InputError, match=f'not one of the 1 predictions.*{about}.*truth is about '
                                         "id '0'"):
        _score(said)


def test_json_has_every_figure_and_null_for_what_is_unknown():
    score = _score(_entry(0, 0.9), _entry(1, 0.2), _entry(2, 0.1), _entry(3, 0.3))
    plain = as_json(score)
    assert (plain['people'], plain['persons'], plain['unpredicted']) == (4, 4, 0)
    assert plain['figures']['mAP']['value'] == pytest.approx((1 + 2 / 3) / 2)
    assert plain['figures']['mAP']['chance'] == 0.5
    assert len(plain['figures']['mAP']['interval']) == 2
    assert plain['figures']['VAD MAE']['chance'] is None
    assert len(plain['categories']) == 26
    assert plain['categories']['Pain']['people'] == 2
    assert plain['categories']['Pain']['AP']['value'] == plain['figures']['mAP']['value']
    assert plain['categories']['Fear']['AP'] == {'value': None, 'interval': [None, None],
                                                 'chance': 0.0}


def test_the_table_has_a_line_for_each_figure_and_category():
    score = _score(*_truth().people)
    lines = as_text(score).splitlines()
    assert any(line.split() == 'mAP 1.000 [1.000, 1.000] 0.500'.split() for line in lines)
    fear, = (line for line in lines if line.startswith('Fear '))
    assert fear.split()[:4] == ['Fear', '0', '0.000', '-']
    assert max(map(len, lines)) <= 125
