from importlib.util import find_spec
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.synthesis.person.action_units import arkit_actions
from emotion_rescue.synthesis.person.action_units import blend
from emotion_rescue.synthesis.person.action_units import ONE_SIDED
from emotion_rescue.synthesis.person.action_units import PAIN_FACE
from emotion_rescue.synthesis.person.action_units import PROTOTYPES
from emotion_rescue.synthesis.person.action_units import pspi
from emotion_rescue.synthesis.person.action_units import UNITS

_intensity = st.floats(0, 1)
_faces = st.dictionaries(st.sampled_from(UNITS), _intensity)


@pytest.mark.parametrize(('actions', 'expected'), [
    ({}, 0.0),
    ({'browDownLeft': 1.0}, 5.0),
    ({'cheekSquintLeft': 0.4, 'eyeSquintRight': 0.8}, 4.0),
    ({'noseSneerLeft': 1.0, 'mouthUpperUpLeft': 1.0}, 5.0),
    ({'eyeBlinkLeft': 0.4, 'eyeBlinkRight': 0.4}, 0.0),
    ({'eyeBlinkLeft': 0.6}, 1.0),
    ({'mouthSmileLeft': 1.0, 'jawOpen': 1.0}, 0.0),
    (dict.fromkeys(('browDownLeft', 'eyeSquintLeft', 'noseSneerLeft', 'eyeBlinkLeft'), 1.0), 16.0),
])
def test_pspi_is_the_published_sum(actions, expected):
    assert pspi(actions) == pytest.approx(expected)


def test_prototypes_are_categories_made_of_known_units():
    assert set(PROTOTYPES) <= set(CATEGORY_INDEX)
    for units in (*PROTOTYPES.values(), PAIN_FACE):
        assert set(units) <= set(UNITS)
        assert all(0 < intensity <= 1 for intensity in units.values())
    # Pain is told by its own strength, not by the label.
    assert 'Pain' not in PROTOTYPES
    assert {4, 7, 9, 10, 43} <= set(PAIN_FACE)


def test_all_actions_are_ones_that_anny_takes():
    anny = find_spec('anny')
    if anny is None:
        pytest.skip('anny is not installed')
    # Read, not imported: that takes ten seconds.
    code = (Path(anny.origin).parent / 'models/facial_actions.py').read_text(encoding='utf-8')
    for action in arkit_actions(dict.fromkeys(UNITS, 1.0)):
        sides = [''] if action in ONE_SIDED else ['Left', 'Right']
        assert all(f'"{action}{side}"' in code for side in sides), action


@given(_faces, _faces, _intensity)
def test_blends_only_add_and_stay_within_0_and_1(units, more, strength):
    mixed = blend(units, more, strength)
    assert set(mixed) == set(units) | set(more)
    for unit, intensity in mixed.items():
        assert units.get(unit, 0.0) - 1e-9 <= intensity <= 1
    actions = arkit_actions(mixed)
    assert all(0 <= value <= 1 for value in actions.values())


def test_nothing_added_changes_nothing():
    assert blend({1: 0.5}, {1: 1.0, 4: 1.0}, 0.0) == {1: 0.5, 4: 0.0}
    assert arkit_actions({}) == {}


def test_shut_lids_are_not_raised():
    assert arkit_actions({5: 1.0, 43: 1.0})['eyeWide'] == 0
    assert arkit_actions({5: 1.0})['eyeWide'] == 1
