from hypothesis import assume
from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import hinge_about
from emotion_rescue.synthesis.rotations import shortest
from emotion_rescue.synthesis.rotations import unit

_DIRECTION = st.tuples(*[st.floats(-1, 1, allow_nan=False)] * 3).map(np.array)


def _is_rotation(matrix):
    return np.allclose(matrix @ matrix.T, np.eye(3), atol=1e-9) and np.linalg.det(matrix) > 0


@pytest.mark.parametrize(('axis', 'degrees', 'expected'), [
    ((0, 0, 0), 70, (1, 2, 3)),
    ('z', 90, (-2, 1, 3)),
    ('x', 90, (1, -3, 2)),
    ('y', 180, (-1, 2, -3)),
    ((0, 0, 5), 90, (-2, 1, 3)),
])
def test_about(axis, degrees, expected):
    np.testing.assert_allclose(about(axis, degrees) @ (1, 2, 3), expected, atol=1e-12)


@given(_DIRECTION, _DIRECTION)
def test_shortest_turns_one_direction_into_the_other(start, end):
    assume(np.linalg.norm(start) > 0.01 and np.linalg.norm(end) > 0.01)
    turn = shortest(start, end)
    assert _is_rotation(turn)
    np.testing.assert_allclose(turn @ unit(start), unit(end), atol=1e-6)


def test_shortest_turns_into_the_opposite():
    np.testing.assert_allclose(shortest((0, 0, 1), (0, 0, -1)) @ (0, 0, 1), (0, 0, -1), atol=1e-9)


@given(_DIRECTION, _DIRECTION, _DIRECTION)
def test_a_hinged_limb_points_where_it_is_told(upper, lower, near):
    upper_rest, lower_rest = np.array((0.17, 0.0, -0.19)), np.array((0.12, -0.16, -0.12))
    axis = np.cross(upper, lower) + 0.1 * near
    for direction in (upper, lower):
        assume(np.linalg.norm(direction) > 0.01)
        # An axis along a bone says nothing of how the limb bends.
        assume(np.linalg.norm(np.cross(unit(axis), unit(direction))) > 0.1)
    turns = hinge_about(upper_rest, lower_rest, upper, lower, axis)
    for turn, rest, wanted in zip(turns, (upper_rest, lower_rest), (upper, lower), strict=True):
        assert _is_rotation(turn)
        np.testing.assert_allclose(turn @ unit(rest), unit(wanted), atol=1e-6)


def test_a_limb_bends_about_its_axis_alone():
    upper_rest, lower_rest = np.array((0.17, 0.0, -0.19)), np.array((0.12, -0.16, -0.12))
    upper, axis = np.array((0.0, 0.0, -1.0)), np.array((1.0, 0.0, 0.0))
    first, straight = hinge_about(upper_rest, lower_rest, upper, upper, axis)
    for degrees in (-40.0, 10.0, 90.0):
        again, bent = hinge_about(upper_rest, lower_rest, upper, about(axis, degrees) @ upper,
                                  axis)
        np.testing.assert_allclose(again, first, atol=1e-9)
        np.testing.assert_allclose(bent, about(axis, degrees) @ straight, atol=1e-9)
