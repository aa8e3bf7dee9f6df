"""What people wear before they are rendered; skipped where anny is missing."""

import dataclasses

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.person import atlas
from emotion_rescue.synthesis.person.bodies import ADULT_AGE
from emotion_rescue.synthesis.person.bodies import BodyFactory
from emotion_rescue.synthesis.person.dressing import BODY_FACE_SLOTS
from emotion_rescue.synthesis.person.dressing import HEAD_FACE_SLOTS
from emotion_rescue.synthesis.person.dressing import VERTEX_SLOTS
from emotion_rescue.synthesis.person.dressing import Wardrobe
from emotion_rescue.synthesis.person.garments import leg_end_m
from emotion_rescue.synthesis.person.garments import sleeve_end
from emotion_rescue.synthesis.person.garments import Tailor
from emotion_rescue.synthesis.person.garments import WAIST_M
from emotion_rescue.synthesis.person.outfits import BOTTOMS
from emotion_rescue.synthesis.person.outfits import HAIR
from emotion_rescue.synthesis.person.outfits import HEADGEAR
from emotion_rescue.synthesis.person.outfits import sample_outfit
from emotion_rescue.synthesis.person.outfits import TOPS
from emotion_rescue.synthesis.rotations import about

pytestmark = pytest.mark.slow
_CROUCH = {'upperleg01.L': about('x', -100), 'upperleg01.R': about('x', -80),
           'lowerleg01.L': about('x', 110), 'upperarm01.R': about('y', 60)}


@pytest.fixture(scope='module')
def bodies():
    try:
        return BodyFactory()
    except MissingPackageError as error:
        pytest.skip(str(error))


@pytest.fixture(scope='module')
def wardrobe(bodies):
    return Wardrobe(bodies.mesh)


@pytest.fixture(scope='module')
def people(bodies):
    """Return bodies of a child, a heavy man and a slim old woman, two of them crouching."""
    return [bodies.vertices({'age': 0.25}, _CROUCH, {}),
            bodies.vertices({'age': 0.7, 'gender': 0.0, 'weight': 0.85}, {}, {'jawOpen': 0.8}),
            bodies.vertices({'age': 1.0, 'gender': 1.0, 'weight': 0.2}, _CROUCH, {})]


def _outfit(seed=0, **changes):
    outfit = sample_outfit(np.random.default_rng(seed), child=False, female=0.5, old=0.2,
                           suit_share=0.2, dust=0.2)
    return dataclasses.replace(outfit, **changes)


def _wardrobes():
    for seed, top in enumerate(TOPS):
        for bottom in BOTTOMS:
            yield _outfit(seed, top=top, bottom=bottom,
                          legs='short' if bottom == 'shorts' else 'long',
                          sleeves='short' if top == 't_shirt' else 'long',
                          open_front=top == 'jacket' and bottom in ('jeans', 'shorts'))


def test_no_outfit_shows_skin_from_neckline_to_hem(wardrobe, bodies):
    """Skin that lies under cloth may be drawn near a hem alone, a hand's width at most."""
    adult, part = bodies.mesh.adult, bodies.mesh.vertex_part
    trunk = (part == 'hips') | ((part == 'torso') & (adult[:, 2] < 0.5))
    for outfit in _wardrobes():
        bare = wardrobe.bare_vertices(outfit)
        assert not (bare & trunk).any()
        legs = np.isin(part, ('upper_leg', 'lower_leg'))
        assert not (bare & legs & (adult[:, 2] > leg_end_m(outfit) + 0.1)).any()
        arms = np.isin(part, ('upper_arm', 'lower_arm'))
        along = atlas.arm_coordinates(adult)[0]
        assert along[bare & arms].min() > sleeve_end(outfit) - 0.2


def test_clothes_have_no_holes_but_their_hems(bodies):
    tailor = Tailor(bodies.mesh)
    for outfit in _wardrobes():
        assert outfit.hem_m < WAIST_M - 0.1
        for garment in tailor.garments(outfit).values():
            faces = garment.pattern.faces
            pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
            edges, counts = np.unique(np.sort(pairs, 1), axis=0, return_counts=True)
            hems = np.unique(np.sort(garment.pattern.hems, 1), axis=0)
            np.testing.assert_array_equal(edges[counts == 1], hems)


def test_top_lies_over_the_trousers(wardrobe, bodies):
    outfit = _outfit(3, top='shirt', bottom='jeans', legs='long', hem_m=-0.07)
    dressed = wardrobe.dress(bodies.mesh.adult, outfit)
    out = {}
    for name in ('top', 'bottom'):
        points = dressed.vertices[np.unique(dressed.faces[dressed.layer == name])]
        ring = points[(np.abs(points[:, 2] - 0.03) < 0.03) & (np.abs(points[:, 0]) < 0.25)]
        out[name] = np.abs(ring[:, 0]).max()
    assert out['top'] > out['bottom'] + 0.004


@pytest.mark.parametrize(('bottom', 'height_m'), [('jeans', -0.878), ('shorts', -0.50)])
def test_hems_are_straight(wardrobe, bodies, bottom, height_m):
    outfit = _outfit(1, bottom=bottom, legs='short' if bottom == 'shorts' else 'long')
    dressed = wardrobe.dress(bodies.mesh.adult, outfit)
    points = dressed.vertices[np.unique(dressed.faces[dressed.layer == 'bottom'])]
    lowest = points[points[:, 2] < np.quantile(points[:, 2], 0.03)]
    assert np.ptp(lowest[:, 2]) < 0.04
    assert lowest[:, 2].mean() == pytest.approx(height_m, abs=0.02)


@pytest.mark.parametrize('headgear', HEADGEAR)
def test_all_hair_and_headgear_fits_the_renderers_slots(wardrobe, people, headgear):
    for seed, hair in enumerate(HAIR):
        dressed = wardrobe.dress(people[seed % 3], _outfit(
            seed, hair=hair, headgear=headgear, top='jacket', open_front=True, glasses=True,
            legs='short', bottom='shorts'))
        assert len(dressed.vertices) <= VERTEX_SLOTS
        assert dressed.is_head.sum() <= HEAD_FACE_SLOTS
        assert (~dressed.is_head).sum() <= BODY_FACE_SLOTS
        assert len(dressed.faces) < 30_000
        assert np.isfinite(dressed.vertices).all()
        assert dressed.faces.min() >= 0
        assert dressed.faces.max() < len(dressed.vertices)
        assert 0 <= dressed.corner_uv.min() <= dressed.corner_uv.max() <= 1


def test_headgear_sits_on_the_head_in_every_pose(wardrobe, bodies):
    for headgear in HEADGEAR[1:]:
        for rotations in ({}, _CROUCH, {'neck02': about('x', 30), 'root': about('x', 90)}):
            body = bodies.vertices({'age': 0.3}, rotations, {})
            dressed = wardrobe.dress(body, _outfit(2, headgear=headgear, hair='short',
                                                   glasses=False))
            piece = np.unique(dressed.faces[(dressed.layer == 'piece') & dressed.is_head])
            head = body[np.flatnonzero(bodies.mesh.vertex_part[:13380] == 'head')]
            apart = np.linalg.norm(dressed.vertices[piece].mean(0) - head.mean(0))
            assert apart < 0.13


def test_the_same_outfit_gives_the_same_bytes_whatever_came_before(wardrobe, people):
    one = wardrobe.dress(people[2], _outfit(7))
    # Enough others that nothing of the first is kept.
    for seed in range(20, 30):
        wardrobe.dress(people[0], _outfit(seed))
    other = wardrobe.dress(people[2], _outfit(7))
    assert one.faces is not other.faces
    for name in ('vertices', 'normals', 'faces', 'corner_uv', 'atlas_rgb'):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_atlas_shows_colours_of_skin_and_cloth(wardrobe, bodies):
    outfit = _outfit(4, top='t_shirt', pattern='plain', top_rgb=(30, 60, 160),
                     skin_rgb=(226, 188, 164), dust=0.0, dirt=0.0, reflective=False)
    rgb = wardrobe.dress(bodies.mesh.adult, outfit).atlas_rgb
    assert rgb.shape == (atlas.ATLAS_HEIGHT_PX, atlas.ATLAS_WIDTH_PX, 3)
    assert rgb.dtype == np.uint8
    shirt = np.median(rgb[atlas.chart_slice('torso')], (0, 1))
    assert shirt[2] > 1.5 * shirt[1] > 1.5 * shirt[0]
    hands = np.median(rgb[atlas.chart_slice('hands')], (0, 1)) if not outfit.gloves else None
    assert hands is None or hands[0] > hands[1] > hands[2]


def test_people_grow_and_open_their_mouths(bodies):
    child = bodies.vertices({'age': 0.25}, {}, {})
    adult = bodies.vertices({'age': ADULT_AGE}, {}, {})
    assert np.ptp(child[:, 2]) < 0.8 * np.ptp(adult[:, 2])
    shouting = bodies.vertices({'age': ADULT_AGE}, {}, {'jawOpen': 1.0})
    moved = np.linalg.norm(shouting - adult, axis=1) > 0.003
    assert moved.any()
    assert set(bodies.mesh.vertex_part[moved]) <= {'head', 'neck'}


def test_turning_a_body_turns_all_of_it(bodies):
    straight = bodies.vertices({}, {}, {})
    turned = bodies.vertices({}, {'root': about('x', 90)}, {})
    assert np.ptp(turned[:13380, 1]) == pytest.approx(np.ptp(straight[:13380, 2]), abs=1e-3)
