from hypothesis import given
from hypothesis import strategies as st
import numpy as np

from emotion_rescue.synthesis.person.surfaces import Pattern
from emotion_rescue.synthesis.person.surfaces import Smoothing
from emotion_rescue.synthesis.person.surfaces import vertex_normals


def _sheet(size=8):
    """Return vertices and faces of a flat square with sides of 1 m."""
    y, x = np.mgrid[:size, :size] / (size - 1)
    index = np.arange(size * size).reshape(size, size)
    a, b, c, d = (index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1])
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3),
                            np.stack([a, c, d], -1).reshape(-1, 3)])
    return np.stack([x.ravel(), y.ravel(), np.zeros(size * size)], 1), faces


def _area(vertices, faces):
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


def test_normals_point_outwards_and_have_length_1():
    corners = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], float)
    faces = np.array([(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)])
    normals = vertex_normals(corners, faces)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1)
    assert (((corners - corners.mean(0)) * normals).sum(1) > 0).all()


def test_nothing_is_cut_where_all_lies_below():
    vertices, faces = _sheet()
    pattern = Pattern(faces, len(vertices)).keep_below(np.full(len(vertices), -1.0))
    assert len(pattern.faces) == len(faces)
    assert len(pattern.hems) == 0


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_two_cuts_leave_a_rectangle_with_straight_hems(right, top):
    vertices, faces = _sheet()
    pattern = Pattern(faces, len(vertices))
    pattern = pattern.keep_below(vertices[:, 0] - right).keep_below(vertices[:, 1] - top)
    points = pattern.extend(vertices)
    np.testing.assert_allclose(_area(points, pattern.faces), right * top, atol=1e-4)
    ends = points[pattern.hems]
    on_line = (np.abs(ends[..., 0] - right) < 1e-4) | (np.abs(ends[..., 1] - top) < 1e-4)
    assert on_line.all()
    length = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1).sum()
    np.testing.assert_allclose(length, right + top, atol=1e-3)


def test_what_is_left_of_a_cut_keeps_its_side_up():
    vertices, faces = _sheet()
    pattern = Pattern(faces, len(vertices)).keep_below(
        np.hypot(vertices[:, 0] - 0.5, vertices[:, 1] - 0.5) - 0.4)
    points = pattern.extend(vertices)
    a, b, c = (points[pattern.faces[:, k]] for k in range(3))
    up = np.cross(b - a, c - a)[:, 2]
    assert (up > -1e-9).all()
    # Both faces at an edge share its vertices: the hem is one closed line.
    starts, ends = np.sort(pattern.hems[:, 0]), np.sort(pattern.hems[:, 1])
    np.testing.assert_array_equal(starts, ends)


def test_smoothing_flattens_a_bump_and_keeps_the_border():
    vertices, faces = _sheet()
    bump = vertices.copy()
    bump[27, 2] = 1.0
    smooth = Smoothing(faces, len(vertices))(bump, 5)
    border = (vertices[:, :2] == 0).any(1) | (vertices[:, :2] == 1).any(1)
    assert 0 < smooth[27, 2] < 0.5
    np.testing.assert_allclose(smooth[border], bump[border], atol=1e-6)
