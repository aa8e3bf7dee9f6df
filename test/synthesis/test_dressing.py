"""What bodies look like before they are rendered; skipped where anny is missing."""

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.bodies import ADULT_AGE
from emotion_rescue.synthesis.bodies import BodyFactory
from emotion_rescue.synthesis.dressing import CELL_NAMES
from emotion_rescue.synthesis.dressing import vertex_normals
from emotion_rescue.synthesis.dressing import Wardrobe
from emotion_rescue.synthesis.inner_states import sample_state
from emotion_rescue.synthesis.limb_poses import LEGS
from emotion_rescue.synthesis.outfits import sample_outfit
from emotion_rescue.synthesis.postures import Posture
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.situations import SITUATIONS

pytestmark = pytest.mark.slow
_ALWAYS_CLOTHED = ('torso', 'hips', 'upper_leg')


@pytest.fixture(scope='module')
def bodies():
    try:
        return BodyFactory()
    except MissingPackageError as error:
        pytest.skip(str(error))


def test_no_outfit_shows_skin_from_shoulder_to_knee(bodies):
    mesh, wardrobe = bodies.mesh, Wardrobe(bodies.mesh)
    inside = np.isin(mesh.vertex_part[mesh.faces], _ALWAYS_CLOTHED).all(1)
    for seed in range(40):
        outfit = sample_outfit(np.random.default_rng(seed), rescuer=seed % 5 == 0, female=0.5,
                               old=0.2, dust=0.2, may_skirt=True)
        dressed = wardrobe.dress(mesh.adult, outfit)
        column, row = np.moveaxis((dressed.corner_uv.mean(1) * 4).astype(int), 1, 0)
        painted = np.array([*CELL_NAMES, *[''] * 5])[row * 4 + column]
        assert not (dressed.shown & inside & (painted == 'skin')).any()
        tights = dressed.shown & (mesh.layer == 'tights')
        assert (tights & inside).sum() == ((mesh.layer == 'tights') & inside).sum()


def test_people_grow_and_open_their_mouths(bodies):
    child = bodies.vertices({'age': 0.25}, {}, {})
    adult = bodies.vertices({'age': ADULT_AGE}, {}, {})
    assert np.ptp(child[:, 2]) < 0.8 * np.ptp(adult[:, 2])
    shouting = bodies.vertices({'age': ADULT_AGE}, {}, {'jawOpen': 1.0})
    moved = np.linalg.norm(shouting - adult, axis=1) > 0.003
    assert moved.any()
    assert set(bodies.mesh.vertex_part[moved]) <= {'head', 'neck'}


@pytest.mark.parametrize('situation', SITUATIONS, ids=lambda s: s.name)
def test_postures_have_the_height_they_should(bodies, situation):
    tallest = 1.95
    for seed in range(3):
        rng = np.random.default_rng(seed)
        state = sample_state(rng, (situation,))
        rotations = Posture(bodies.rest_heads).rotations(state, 0.0, rng)
        skin = bodies.vertices({'age': ADULT_AGE}, rotations, {})[:13380]
        trunk = np.isin(bodies.mesh.vertex_part[:13380], ('torso', 'hips', 'head'))
        height = np.ptp(skin[trunk, 2])
        if state.posture.startswith('lie'):
            assert height < 0.75
        else:
            assert 0.45 < height < 1.15
        assert np.ptp(skin[:, 2]) < tallest + 0.6
        assert state.posture in LEGS


def test_normals_point_outwards_and_have_length_1():
    corners = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], float)
    faces = np.array([(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)])
    normals = vertex_normals(corners, faces)
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1)
    assert (((corners - corners.mean(0)) * normals).sum(1) > 0).all()


def test_turning_a_body_turns_all_of_it(bodies):
    straight = bodies.vertices({}, {}, {})
    turned = bodies.vertices({}, {'root': about('x', 90)}, {})
    assert np.ptp(turned[:13380, 1]) == pytest.approx(np.ptp(straight[:13380, 2]), abs=1e-3)
