import math

import numpy as np
import pytest

from emotion_rescue.evaluation.affect_baselines import box_features
from emotion_rescue.evaluation.affect_baselines import box_geometry
from emotion_rescue.evaluation.affect_baselines import chance
from emotion_rescue.evaluation.affect_baselines import prior
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.affect_report import measure


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
