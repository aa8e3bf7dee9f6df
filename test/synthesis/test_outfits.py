import numpy as np
import pytest

from emotion_rescue.synthesis.outfits import sample_outfit


def _outfits(count=150, **options):
    settings = {'rescuer': False, 'female': 0.5, 'old': 0.3, 'dust': 0.5, 'may_skirt': True}
    return [sample_outfit(np.random.default_rng(i), **(settings | options)) for i in range(count)]


def test_cloth_is_never_in_the_colour_of_the_skin():
    for outfit in _outfits():
        for cloth in (outfit.shirt_rgb, outfit.second_rgb, outfit.trousers_rgb):
            assert np.linalg.norm(np.subtract(cloth, outfit.skin_rgb)) > 90


def test_the_same_seed_gives_the_same_outfit():
    assert _outfits(20) == _outfits(20)


def test_rescuers_wear_helmet_gloves_and_one_signal_colour():
    for outfit in _outfits(30, rescuer=True):
        assert outfit.headgear == 'helmet'
        assert outfit.gloves
        assert outfit.reflective
        assert outfit.sleeves == outfit.legs == 'long'
        assert outfit.shirt_rgb == outfit.trousers_rgb


@pytest.mark.parametrize(('may_skirt', 'expected'), [(False, False), (True, True)])
def test_skirts_need_a_posture_that_lets_them_hang(may_skirt, expected):
    assert any(o.skirt for o in _outfits(may_skirt=may_skirt, female=1.0)) is expected


def test_helmets_and_caps_leave_no_room_for_long_hair():
    assert not any(o.hair == 'long' and o.headgear in ('helmet', 'cap') for o in _outfits())
