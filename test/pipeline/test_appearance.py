import math

import cv2
import numpy as np
import pytest

from emotion_rescue.pipeline.appearance import appearance
from emotion_rescue.pipeline.appearance import unlike


def dressed(top_bgr, trousers_bgr, height=120, light=1.0, lying=False):
    """Return an image and the box of a person in plain clothes before a grey wall."""
    random = np.random.default_rng(0)
    bgr = np.full((240, 320, 3), 120, np.uint8)
    width = height // 3
    bgr[60:60 + height // 2, 100:100 + width] = top_bgr
    bgr[60 + height // 2:60 + height, 100:100 + width] = trousers_bgr
    noisy = bgr * light + random.normal(0.0, 6.0, bgr.shape)
    bgr, box = np.clip(noisy, 0, 255).astype(np.uint8), (100, 60, 100 + width, 60 + height)
    if lying:
        bgr, box = cv2.transpose(bgr), (box[1], box[0], box[3], box[2])
    return bgr, tuple(map(float, box))


RED, BLUE, BLACK = (30, 30, 200), (200, 60, 30), (25, 25, 25)


@pytest.mark.parametrize('box', [
    (0.0, 0.0, 0.0, 0.0), (10.0, 10.0, 15.0, 80.0), (400.0, 10.0, 500.0, 200.0),
    (90.0, 90.0, 30.0, 30.0), (math.nan, 0.0, 50.0, 50.0), (0.0, 0.0, math.inf, 50.0)])
def test_a_box_that_shows_nothing(box):
    assert appearance(dressed(RED, BLACK)[0], box) is None


def test_shares_sum_to_one_in_each_band():
    look = appearance(*dressed(RED, BLACK))
    assert (look.shape, look.dtype) == ((3, 18), np.float32)
    assert look.sum(axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize('other', [
    dressed(RED, BLACK, light=0.7), dressed(RED, BLACK, light=1.25),
    dressed(RED, BLACK, height=60), dressed(RED, BLACK, lying=True)],
    ids=['darker', 'brighter', 'further away', 'lying'])
def test_the_same_clothes_are_alike(other):
    assert unlike(appearance(*dressed(RED, BLACK)), appearance(*other)) < 0.3


@pytest.mark.parametrize('top, trousers', [(BLUE, BLACK), (RED, (220, 220, 220)), (BLACK, RED)])
def test_other_clothes_are_not(top, trousers):
    assert unlike(appearance(*dressed(RED, BLACK)), appearance(*dressed(top, trousers))) > 0.37


def test_what_is_not_known_is_not_alike():
    look = appearance(*dressed(RED, BLACK))
    assert unlike(look, look) == pytest.approx(0.0, abs=1e-3)
    assert math.isnan(unlike(look, None)) and math.isnan(unlike(None, look))
