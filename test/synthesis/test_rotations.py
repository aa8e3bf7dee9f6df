from hypothesis import assume
from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.rotations import hinge
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


@given(_DIRECTION, _DIRECTION)
def test_a_hinged_limb_points_where_it_is_told(upper, lower):
    assume(np.linalg.norm(upper) > 0.01 and np.linalg.norm(lower) > 0.01)
    upper_rest, lower_rest = np.array((0.17, 0.0, -0.19)), np.array((0.12, -0.16, -0.12))
    first, second = hinge(upper_rest, lower_rest, upper, lower)
    assert _is_rotation(first)
    assert _is_rotation(second)
    np.testing.assert_allclose(first @ unit(upper_rest), unit(upper), atol=1e-6)
    np.testing.assert_allclose(first @ second @ unit(lower_rest), unit(lower), atol=1e-6)
    if np.linalg.norm(np.cross(unit(upper), unit(lower))) > 0.2:
        # The second bone turns about the normal of the limb's own plane: a hinge.
        normal = np.cross(upper_rest, lower_rest)
        np.testing.assert_allclose(second @ normal, normal, atol=1e-6)
