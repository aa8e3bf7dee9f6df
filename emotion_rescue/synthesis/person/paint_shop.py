"""Paints the atlas of an outfit; what does not depend on the outfit is baked once."""

import numpy as np

from emotion_rescue.synthesis.person import atlas
from emotion_rescue.synthesis.person import cloth_paint
from emotion_rescue.synthesis.person import face_paint
from emotion_rescue.synthesis.person.body_mesh import BODY_VERTEX_COUNT
from emotion_rescue.synthesis.person.body_mesh import BodyMesh
from emotion_rescue.synthesis.person.garments import below_neckline
from emotion_rescue.synthesis.person.garments import leg_end_m
from emotion_rescue.synthesis.person.garments import sleeve_end
from emotion_rescue.synthesis.person.garments import Tailor
from emotion_rescue.synthesis.person.outfits import Outfit
from emotion_rescue.synthesis.person.solid_noise import FIELDS
from emotion_rescue.synthesis.person.solid_noise import solid_noise
from emotion_rescue.synthesis.person.surfaces import Pattern
from emotion_rescue.synthesis.person.surfaces import vertex_normals

_ARM_LENGTH_RADIUS_M, _LEG_RADIUS_M, _TORSO_RADIUS_M, _SHOE_RADIUS_M = 0.05, 0.085, 0.155, 0.045


class PaintShop:
    """Paints outfits for the bodies of one BodyMesh."""

    def __init__(self, mesh: BodyMesh, tailor: Tailor):
        """Bake places, light and noise of all charts; takes about two seconds."""
        light = _vertex_light(mesh)
        self._head = face_paint.HeadPainter(
            self._bake_skin(mesh, light, 'head', atlas.head_uv))
        self._hands = self._bake_skin(mesh, light, 'hand', atlas.hand_uv)
        self._cloth = {}
        whole = Pattern(tailor.faces, len(tailor.rest))
        corners_light = light[tailor.slice][tailor.faces]
        for legs in (False, True):
            charts = tailor.chart_of_faces(whole.faces, whole, legs=legs)
            for name in np.unique(charts):
                chosen = charts == name
                if name == 'torso':
                    chosen &= ~_between_legs(tailor.rest[whole.faces])
                self._bake_cloth(str(name), tailor.rest[whole.faces[chosen]],
                                 corners_light[chosen])
        foot = tailor.rest[whole.faces][..., 2].max(1) < -0.80
        self._bake_cloth('shoes', tailor.rest[whole.faces[foot]], corners_light[foot])

    def paint(self, outfit: Outfit) -> np.ndarray:
        """Return the atlas, uint8 (ATLAS_HEIGHT_PX, ATLAS_WIDTH_PX, 3) RGB."""
        picture = np.zeros((atlas.ATLAS_HEIGHT_PX, atlas.ATLAS_WIDTH_PX, 3), np.uint8)

        def put(chart, rgb):
            picture[atlas.chart_slice(chart)] = np.clip(rgb, 0, 255).astype(np.uint8)

        def shape(chart):
            return atlas.CHARTS[chart][3], atlas.CHARTS[chart][2]

        put('head', self._head.paint(outfit))
        put('hands', face_paint.paint_hands(outfit, self._hands))
        put('skin', face_paint.paint_bare_skin(outfit, shape('skin')))
        put('eye', face_paint.paint_eye(outfit, *atlas.chart_grid('eye')))
        put('plain', _plain(outfit))
        torso = self._cloth['torso']
        put('torso', cloth_paint.paint_top(
            outfit, torso, arm=False, hem=outfit.hem_m,
            neck_m=below_neckline(torso.position, outfit.top)))
        for side in ('left', 'right'):
            put(f'arm_{side}', cloth_paint.paint_top(
                outfit, self._cloth[f'arm_{side}'], arm=True, hem=sleeve_end(outfit)))
            put(f'leg_{side}', cloth_paint.paint_bottom(
                outfit, self._cloth[f'leg_{side}'], hem=leg_end_m(outfit)))
        put('shoes', cloth_paint.paint_shoes(outfit, self._cloth['shoes']))
        put('inner', cloth_paint.paint_plain(outfit, outfit.inner_rgb, shape('inner'), 0))
        put('headgear', _headgear(outfit, shape('headgear')))
        put('hair', _hanging_hair(outfit, shape('hair')))
        return picture

    def _bake_skin(self, mesh, light, part, to_uv):
        faces, uv = mesh.layers['skin'], mesh.skin_uv
        chosen = (mesh.vertex_part[faces] == part).all(1)
        if part == 'head':
            chosen &= lies_on_face(mesh)
        faces, uv = faces[chosen], uv[chosen]
        chart = 'head' if part == 'head' else 'hands'
        if part == 'hand':
            left = mesh.adult[faces][:, 0, 0] > 0
            faces, uv = faces[left], uv[left]
        baked = atlas.bake(chart, mesh.adult[faces], to_uv(uv), light[faces], uv)
        masks = {name: _sample(mask, baked.skin_uv) for name, mask in mesh.masks.items()}
        return face_paint.SkinChart(
            position=baked.position, light=baked.light, masks=masks,
            noise={name: solid_noise(baked.position, name) for name in FIELDS})

    def _bake_cloth(self, chart, corners, light):
        uv = atlas.corner_uv(chart, corners)
        baked = atlas.bake(chart, corners, uv, light, np.zeros((*corners.shape[:2], 2)))
        place = baked.position
        if chart.startswith('arm'):
            along, angle, _ = atlas.arm_coordinates(place)
            around = angle * _ARM_LENGTH_RADIUS_M
        elif chart.startswith('leg'):
            along, around = place[..., 2], atlas.leg_coordinates(place)[0] * _LEG_RADIUS_M
        elif chart == 'torso':
            along, around = place[..., 2], atlas.torso_angle(place) * _TORSO_RADIUS_M
            # Over the shoulders a print goes straight on.
            high = np.clip((along - 0.30) / 0.15, 0, 1)
            around = around + (place[..., 0] - around) * high
        else:
            along = place[..., 2]
            around = np.arctan2(np.abs(place[..., 0]) - 0.21,
                                place[..., 2] + 0.94) * _SHOE_RADIUS_M
        noise = {name: solid_noise(place, name) for name in FIELDS}
        lit = (0.56 + 0.44 * np.clip(baked.light * 1.1, 0, 1)) * (
            1 + 0.05 * noise['grain'] + 0.04 * noise['broad'])
        self._cloth[chart] = cloth_paint.ClothChart(
            position=place, lit=lit.astype(np.float32), around_m=around.astype(np.float32),
            along=along.astype(np.float32), noise=noise)


def _between_legs(corners):
    """Return which faces, (f, 3, 3), lie inside of what a top covers: it ends above them."""
    middle = corners.mean(1)
    return (middle[:, 2] < -0.095) | ((middle[:, 2] < -0.03) & (np.abs(middle[:, 0]) < 0.07) & (
        np.abs(middle[:, 1] - atlas.TORSO_Y) < 0.075))


def lies_on_face(mesh: BodyMesh) -> np.ndarray:
    """Return which faces of the layer 'skin' MakeHuman's texture keeps with the face, bool (f,).

    Of a head, the throat lies with the trunk, and the insides of mouth and eye sockets apart.
    """
    u, v = np.moveaxis(mesh.skin_uv, -1, 0)
    return ((u > 0.63) & (v > 0.147) & (v < 0.83)).all(1)


def lies_inside_head(mesh: BodyMesh) -> np.ndarray:
    """Return which faces of the layer 'skin' line the mouth and the eye sockets, bool (f,)."""
    u, v = np.moveaxis(mesh.skin_uv, -1, 0)
    return ((u > 0.74) & (v < 0.147)).all(1) | ((u < 0.17) & (v > 0.53) & (v < 0.66)).all(1)


def _vertex_light(mesh):
    """Return the light that reaches each vertex of the average adult at rest, (19158,) 0..1."""
    light = np.ones(len(mesh.adult), np.float32)
    skin, tights = mesh.layers['skin'], mesh.layers['tights']
    normals = vertex_normals(mesh.adult, np.concatenate([skin, tights]))
    head = (mesh.vertex_part[skin] == 'head').all(1)
    on_head = np.unique(skin[head])
    light[on_head] = atlas.light_reaching(
        mesh.adult[on_head], normals[on_head], atlas.spread_points(mesh, skin[head], 6),
        cell_m=0.005, bias_m=0.006)
    rest = np.unique(np.concatenate([skin[~head].ravel(), tights.ravel()]))
    light[rest] = atlas.light_reaching(
        mesh.adult[rest], normals[rest], atlas.spread_points(mesh, skin[:, :], 3),
        cell_m=0.022, bias_m=0.035)
    light[BODY_VERTEX_COUNT:tights.min()] = 1
    return light


def _sample(mask, skin_uv):
    import cv2
    across = skin_uv[..., 0] * mask.shape[1]
    down = (1 - skin_uv[..., 1]) * mask.shape[0]
    return cv2.remap(mask, across.astype(np.float32), down.astype(np.float32),
                     cv2.INTER_LINEAR).astype(np.float32) / 255


def _plain(outfit):
    colours = {'mouth': (58, 20, 22), 'teeth': (206, 199, 184), 'tongue': (150, 74, 74),
               'lashes': (22, 17, 15), 'lining': (24, 24, 27), 'frame': (28, 26, 26),
               'glove': outfit.second_rgb, 'trim': outfit.second_rgb}
    _, _, width, height = atlas.CHARTS['plain']
    picture = np.zeros((height, width, 3), np.float32)
    step = width // 4
    for i, name in enumerate(atlas.PLAIN):
        row, column = divmod(i, 4)
        picture[row * step:(row + 1) * step, column * step:(column + 1) * step] = colours[name]
    return picture


def _headgear(outfit, shape):
    cloth = cloth_paint.paint_plain(outfit, outfit.headgear_rgb, shape, 1)
    if outfit.headgear == 'helmet':
        rng = np.random.default_rng((outfit.texture_seed, 12))
        plain = np.float32(outfit.headgear_rgb) * np.linspace(1.08, 0.85, shape[0])[:, None, None]
        scuffs = rng.random((*shape, 1)) < 0.004 * outfit.dirt
        cloth = np.where(scuffs, 90, plain) * (1 - 0.4 * outfit.dust) + 150 * 0.4 * outfit.dust
        cloth = np.broadcast_to(cloth, (*shape, 3)).copy()
        if rng.random() < 0.5:
            cloth[shape[0] * 7 // 10:shape[0] * 8 // 10] = outfit.second_rgb
    elif outfit.headgear == 'beanie':
        across = np.arange(shape[1])[None, :, None]
        cloth = cloth * (1 + 0.09 * np.sin(across * 1.3))
    return cloth


def _hanging_hair(outfit, shape):
    rng = np.random.default_rng((outfit.texture_seed, 13))
    across = np.linspace(0, 1, shape[1], dtype=np.float32)[None, :]
    down = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    sway = 0.02 * np.sin(down * 6 + across * 9)
    value = np.ones(shape, np.float32)
    for count, depth in ((34, 0.16), (78, 0.14), (150, 0.10)):
        value += depth * np.sin((across + sway) * count * 2 * np.pi + rng.uniform(0, 6))
    value += 0.25 * np.exp(-((down - 0.22) / 0.08) ** 2) - 0.2 * down
    colour = np.float32(outfit.hair_rgb) * value[..., None] + 5 * (value[..., None] - 1)
    return colour * (1 - 0.4 * outfit.dust) + np.float32((152, 146, 138)) * 0.4 * outfit.dust
