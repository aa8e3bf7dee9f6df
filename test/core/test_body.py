import math

import pytest

from emotion_rescue.core.body import BodyMotion
from emotion_rescue.core.body import Posture
from emotion_rescue.core.body import PostureReading
from emotion_rescue.core.body import UNKNOWN_RESPONSIVENESS
from emotion_rescue.core.readings import Responsiveness


@pytest.mark.parametrize(('chances', 'likeliest'), [
    ({}, Posture.UNKNOWN), ({Posture.LYING: 1.0}, Posture.LYING),
    ({Posture.STANDING: 0.4, Posture.SITTING: 0.6}, Posture.SITTING)])
def test_the_likeliest_posture_is_said(chances, likeliest):
    assert PostureReading(chances).likeliest is likeliest


def test_an_unknown_posture_has_no_chances():
    assert math.isnan(PostureReading().chance(Posture.LYING))
    held = PostureReading({Posture.LYING: 0.5, Posture.LIMB_ONLY: 0.25, Posture.SITTING: 0.25})
    assert held.chance(Posture.LYING, Posture.LIMB_ONLY) == 0.75
    assert held.chance(Posture.KNEELING) == 0


def test_motion_is_unknown_until_told():
    assert not BodyMotion().known
    assert all(math.isnan(value) for value in (
        BodyMotion().still, BodyMotion().waving, BodyMotion().trembling, BodyMotion().breathing))
    assert BodyMotion(moving=0.0).known
    assert BodyMotion(moving=0.3).because('fog') == BodyMotion(moving=0.3, why_unknown='fog')


def test_nobody_is_responsive_by_default():
    assert UNKNOWN_RESPONSIVENESS.state is Responsiveness.UNKNOWN
    assert UNKNOWN_RESPONSIVENESS.confidence == 0
