import math

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.evaluation import intervals
from emotion_rescue.evaluation.affect_baselines import box_features
from emotion_rescue.evaluation.affect_baselines import box_geometry
from emotion_rescue.evaluation.affect_baselines import chance
from emotion_rescue.evaluation.affect_baselines import majority
from emotion_rescue.evaluation.affect_baselines import prior
from emotion_rescue.evaluation.affect_metrics import average_precision
from emotion_rescue.evaluation.affect_metrics import average_precision_11_point
from emotion_rescue.evaluation.affect_metrics import expected_calibration_error
from emotion_rescue.evaluation.affect_metrics import mean_average_precision
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.affect_report import measure
from emotion_rescue.evaluation.affect_report import measure_affect
from emotion_rescue.evaluation.auroc import auroc


def _people(count, seed=0):
    """Return truth in which lying people (wide boxes) are in pain, and their boxes."""
    rng = np.random.default_rng(seed)
    lying = rng.random(count) < 0.4
    emotions = np.zeros((count, 26), bool)
    emotions[:, 17] = lying
    emotions[:, 16] = ~lying & (rng.random(count) < 0.5)
    vad = np.where(lying[:, None], 2.0, 7.0) + rng.normal(0, 0.3, (count, 3))
    width, height = np.where(lying, 90, 30), np.where(lying, 30, 90)
    left, top = rng.uniform(0, 200, count), rng.uniform(0, 200, count)
    boxes = np.stack([left, top, left + width, top + height], axis=1)
    truth = AffectAnswers(emotions, vad, np.where(lying, 0.9, 0.1))
    return truth, box_features(boxes, np.full((count, 2), 320))


def _figures(truth, said):
    found = measure(truth, said, np.arange(len(truth.distress)) // 2, rounds=60)
    return {figure.name: figure for figure in found}


def test_the_truth_itself_is_perfect():
    truth, _ = _people(80)
    found = _figures(truth, AffectAnswers(truth.emotions.astype(float), truth.vad, truth.distress))
    for name in ('mAP', 'mAP, 11-point', 'mAP of distress categories', 'distress AUROC'):
        assert (found[name].low, found[name].value, found[name].high) == (1, 1, 1)
    for name in ('valence MAE', 'distress MAE', 'emotions ECE-15'):
        assert found[name].value == 0
    assert str(found['mAP']) == '1.000 [1.000, 1.000]'


def test_the_prior_gets_the_prevalence_and_cannot_rank():
    truth, _ = _people(400)
    found = _figures(truth, prior(truth, 400))
    present = truth.emotions[:, [16, 17]].mean()
    assert found['mAP'].value == pytest.approx(present)
    assert found['distress AUROC'].value == 0.5
    assert found['distress AUROC'].low == found['distress AUROC'].high == 0.5


def test_the_majority_says_what_most_are():
    truth = AffectAnswers(
        np.array([[True] * 2 + [False] * 24] * 2 + [[False] * 26]),
        np.array([[1, 5, np.nan], [2, 5, np.nan], [9, np.nan, np.nan]]),
        np.array([0.9, 0.5, np.nan]))
    said = majority(truth, 2)
    assert said.emotions.tolist() == [[1, 1] + [0] * 24] * 2
    np.testing.assert_array_equal(said.vad, [[2, 5, np.nan]] * 2)
    assert said.distress.tolist() == [1, 1]
    assert majority(truth, 0).emotions.shape == (0, 26)


def test_the_prior_averages_what_is_known():
    truth = AffectAnswers(
        np.eye(2, 26, dtype=bool), np.array([[1, 5, np.nan], [2, np.nan, np.nan]]),
        np.array([np.nan, 0.25]))
    said = prior(truth, 1)
    np.testing.assert_array_equal(said.vad, [[1.5, 5, np.nan]])
    assert said.emotions[0, :3].tolist() == [0.5, 0.5, 0] and said.distress.tolist() == [0.25]


def test_resamples_are_the_same_for_all_answers_about_the_same_people():
    truth, said = _random(60)
    person = np.arange(60) // 2
    found = measure_affect(truth, said, person, rounds=30)
    values = found.resampled['mAP']
    assert values.shape == (31,) and values[0] == found['mAP'].value
    assert tuple(np.percentile(values[1:], (2.5, 97.5))) == pytest.approx(
        (found['mAP'].low, found['mAP'].high))
    assert found.resampled['AP'].shape == (31, 26)
    shifted = AffectAnswers(said.emotions, said.vad + 0.25, said.distress)
    above = AffectAnswers(truth.emotions, said.vad - 1.0, truth.distress)
    first, second = (measure_affect(above, answers, person, rounds=30).resampled['VAD MAE']
                     for answers in (said, shifted))
    np.testing.assert_allclose(second - first, 0.25)


def test_chance_is_near_the_prevalence_within_its_interval():
    truth, _ = _people(2000)
    found = _figures(truth, chance(2000))
    assert found['distress AUROC'].low < 0.5 < found['distress AUROC'].high
    assert found['mAP'].low < found['mAP'].value < found['mAP'].high


def test_box_geometry_finds_what_boxes_give_away():
    train, train_boxes = _people(500)
    truth, boxes = _people(200, seed=1)
    found = _figures(truth, box_geometry(train, train_boxes, boxes))
    assert found['distress AUROC'].value > 0.99
    assert found['mAP of distress categories'].value > 0.99
    assert found['valence MAE'].value < 0.5


def test_unknown_answers_are_left_out_of_errors_and_rank_last():
    truth, _ = _people(50)
    said = AffectAnswers(np.full((50, 26), np.nan), np.full((50, 3), np.nan), np.full(50, np.nan))
    found = _figures(truth, said)
    assert math.isnan(found['valence MAE'].value)
    assert math.isnan(found['emotions ECE-15'].value)
    assert found['mAP'].value == pytest.approx(truth.emotions[:, [16, 17]].mean())


def _random(count, seed=0):
    rng = np.random.default_rng(seed)
    truth = AffectAnswers(rng.random((count, 26)) < np.linspace(0, 0.5, 26),
                          rng.uniform(1, 10, (count, 3)), rng.random(count))
    return truth, chance(count, seed + 1)


def test_figures_over_everything_are_those_of_single_answers():
    truth, said = _random(150)
    found = measure_affect(truth, said, np.arange(150), rounds=20)
    assert found['mAP'].value == pytest.approx(
        mean_average_precision(truth.emotions, said.emotions))
    assert found['mAP, 11-point'].value == pytest.approx(
        mean_average_precision(truth.emotions, said.emotions, average_precision_11_point))
    trouble = [CATEGORY_NAMES.index(name) for name in (
        'Pain', 'Suffering', 'Fear', 'Sadness', 'Disquietment', 'Anger', 'Fatigue')]
    for ap, end in ((average_precision, ''), (average_precision_11_point, ', 11-point')):
        assert found[f'mAP of distress categories{end}'].value == pytest.approx(np.mean(
            [ap(truth.emotions[:, c], said.emotions[:, c]) for c in trouble]))
    assert found['emotions ECE-15'].value == pytest.approx(
        expected_calibration_error(truth.emotions, said.emotions))
    errors = [expected_calibration_error(truth.emotions[:, c], said.emotions[:, c])
              for c in range(26)]
    assert [c['ECE-15'].value for c in found.categories] == pytest.approx(errors)
    assert found['emotions ECE-15, mean of categories'].value == pytest.approx(np.mean(errors))
    gap = said.vad - truth.vad
    assert found['VAD MAE'].value == pytest.approx(np.abs(gap).mean())
    rmse = np.sqrt(((said.vad / 10 - truth.vad / 10) ** 2).mean(axis=0))
    assert found['arousal RMSE / 10'].value == pytest.approx(rmse[1])
    assert found['VAD RMSE / 10'].value == pytest.approx(rmse.mean())
    assert found['distress AUROC'].value == pytest.approx(
        auroc(said.distress, truth.distress >= 0.5))


def test_macro_figures_equal_scikit_learn_on_categories_that_occur():
    metrics = pytest.importorskip('sklearn.metrics')
    truth, said = _random(150)
    found = measure_affect(truth, said, np.arange(150), rounds=2)
    present = said.emotions >= 0.5
    assert not truth.emotions[:, 0].any()
    expected = metrics.precision_recall_fscore_support(
        truth.emotions[:, 1:], present[:, 1:], average='macro', zero_division=0)[:3]
    assert [found[f'{name}, macro'].value for name in ('precision', 'recall', 'F1')
            ] == pytest.approx(expected)
    assert found['Hamming loss'].value == pytest.approx(
        metrics.hamming_loss(truth.emotions, present))


def test_chance_is_beside_each_ap_and_missing_categories_have_none():
    truth, said = _random(300)
    found = measure_affect(truth, said, np.arange(300), rounds=2)
    share = truth.emotions.mean(axis=0)
    assert [c['AP'].chance for c in found.categories] == pytest.approx(share)
    assert found['mAP'].chance == pytest.approx(share[1:].mean())
    assert found['distress AUROC'].chance == 0.5
    assert math.isnan(found['VAD MAE'].chance)
    missing = found.categories[0]
    assert (missing.name, missing.people) == ('Affection', 0)
    assert all(math.isnan(missing[name].value) for name in ('AP', 'AP, 11-point', 'F1'))
    assert missing['ECE-15'].value > 0


def test_what_is_said_to_be_present_goes_before_the_threshold():
    truth, said = _random(80)
    sure = AffectAnswers(said.emotions, said.vad, said.distress, truth.emotions)
    found = measure_affect(truth, sure, np.arange(80), rounds=2)
    assert found['F1, macro'].value == found['subset accuracy'].value == 1
    assert found['Hamming loss'].value == 0


def test_unknown_truth_of_vad_and_distress_is_left_out():
    truth, said = _random(60)
    half = np.where(np.arange(60) < 30, np.nan, 1.0)
    less = AffectAnswers(truth.emotions, truth.vad * half[:, None], truth.distress * half)
    found = measure_affect(less, said, np.arange(60), rounds=5)
    later = AffectAnswers(truth.emotions[30:], truth.vad[30:], truth.distress[30:])
    known = measure_affect(later, AffectAnswers(said.emotions[30:], said.vad[30:],
                                                said.distress[30:]), np.arange(30), rounds=5)
    for name in ('VAD MAE', 'valence RMSE / 10', 'distress AUROC', 'distress MAE',
                 'distress ECE-15'):
        assert found[name].value == pytest.approx(known[name].value)
    nothing = AffectAnswers(truth.emotions, truth.vad * np.nan, truth.distress * np.nan)
    found = measure_affect(nothing, said, np.arange(60), rounds=5)
    assert all(math.isnan(number) for name in ('VAD MAE', 'distress AUROC', 'distress ECE-15')
               for number in (found[name].value, found[name].low))


def test_unknown_distress_ranks_last_but_nothing_said_is_nothing_ranked():
    truth = AffectAnswers(np.zeros((4, 26), bool), np.ones((4, 3)), np.array([1, 1, 0, 0]))
    for said, expected in (([0.2, math.nan, 0.1, 0.05], 0.5), ([math.nan] * 4, math.nan)):
        answers = AffectAnswers(np.zeros((4, 26)), np.ones((4, 3)), np.array(said))
        found = measure_affect(truth, answers, np.arange(4), rounds=2)['distress AUROC'].value
        assert found == pytest.approx(expected, nan_ok=True)


def test_nobody_gives_figures_of_nothing():
    nobody = AffectAnswers(np.zeros((0, 26), bool), np.zeros((0, 3)), np.zeros(0))
    found = measure_affect(nobody, nobody, np.zeros(0, int))
    assert all(math.isnan(number) for figure in found.figures
               for number in (figure.value, figure.low, figure.high, figure.chance)
               if figure.name != 'distress AUROC')
    assert [category.people for category in found.categories] == [0] * 26


def test_progress_ends_with_all_resamples(monkeypatch):
    truth, said = _random(50)
    monkeypatch.setattr(intervals, '_BLOCK_VALUES', 50 * 4)
    steps = []
    measure_affect(truth, said, np.arange(50), 10, lambda *step: steps.append(step))
    assert steps == [(4, 10), (8, 10), (10, 10)]
