import dataclasses

import numpy as np
import pytest

from emotion_rescue.synthesis.person.outfits import sample_outfit

_CLOTH = ('top_rgb', 'second_rgb', 'inner_rgb', 'bottom_rgb')


def _outfits(count=150, **options):
    settings = {'child': False, 'female': 0.5, 'old': 0.3, 'suit_share': 0.3, 'dust': 0.5}
    return [sample_outfit(np.random.default_rng(i), **(settings | options)) for i in range(count)]


def test_cloth_is_never_in_the_colour_of_the_skin():
    for outfit in _outfits() + _outfits(child=True):
        for name in _CLOTH:
            assert np.linalg.norm(np.subtract(getattr(outfit, name), outfit.skin_rgb)) > 80


def test_the_same_seed_gives_the_same_outfit():
    assert _outfits(20) == _outfits(20)


@pytest.mark.parametrize(('share', 'expected'), [(0.0, 0), (1.0, 60)])
def test_work_suits_are_as_frequent_as_asked(share, expected):
    assert sum(o.work_suit for o in _outfits(60, suit_share=share)) == expected


def test_hi_vis_belongs_to_work_suits_with_long_sleeves():
    suits = [o for o in _outfits(suit_share=1.0) if o.reflective]
    assert 0 < len(suits) < 150
    assert all(o.work_suit and o.sleeves == o.legs == 'long' for o in suits)


def test_children_wear_neither_suits_nor_beards_nor_helmets():
    for outfit in _outfits(child=True, suit_share=1.0, female=0.0):
        assert not outfit.work_suit
        assert outfit.facial_hair == 'none'
        assert outfit.headgear != 'helmet'
        assert outfit.hair not in ('bald', 'receding')


def test_fields_are_plain_enough_for_a_listing():
    for value in dataclasses.asdict(_outfits(1)[0]).values():
        assert type(value) in (str, bool, int, float) or (
            isinstance(value, tuple) and all(type(c) is int for c in value))


def test_only_jackets_are_open_in_front():
    assert {o.top for o in _outfits() if o.open_front} == {'jacket'}
