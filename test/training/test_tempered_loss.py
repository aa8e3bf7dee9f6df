import math

import numpy as np
import pytest

from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.training.tempered_loss import tempered_loss

COUNT = sum(map(len, FIELDS.values()))


def told(people):
    """Return targets of that many people whose distress alone is known, every level in turn."""
    targets = np.zeros((people, COUNT))
    levels = len(FIELDS[DISTRESS_FIELD])
    split_fields(targets)[DISTRESS_FIELD][np.arange(people), np.arange(people) % levels] = 1
    return targets


def test_of_nobody_there_is_no_loss():
    assert math.isnan(tempered_loss(np.zeros((0, COUNT)), np.zeros((0, COUNT))))
    assert math.isnan(tempered_loss(np.zeros((3, COUNT)), np.zeros((3, COUNT))))


def test_who_does_not_know_loses_the_logarithm_of_the_answers():
    loss = tempered_loss(np.full((30, COUNT), -7.0), told(30))
    assert loss == pytest.approx(np.log(len(FIELDS[DISTRESS_FIELD])))


@pytest.mark.parametrize('surer', [0.5, 2.0, 4.0])
def test_how_sure_somebody_is_is_of_no_account_but_how_right(surer):
    targets = told(200)
    said = 2.0 * targets + np.random.default_rng(0).normal(size=targets.shape)
    loss = tempered_loss(said, targets)
    assert tempered_loss(surer * said, targets) == pytest.approx(loss, abs=2e-3)
    assert tempered_loss(said + 3.0 * targets, targets) < loss
    plain = split_fields(surer * said)[DISTRESS_FIELD]
    shares = np.exp(plain) / np.exp(plain).sum(axis=1, keepdims=True)
    wanted = split_fields(targets)[DISTRESS_FIELD]
    assert loss <= -np.log((shares * wanted).sum(axis=1)).mean() + 1e-9
