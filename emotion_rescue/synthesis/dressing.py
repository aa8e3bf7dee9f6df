"""Puts an outfit on a body: which surfaces show, how far they stand off, how they are painted."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.body_mesh import BODY_VERTEX_COUNT
from emotion_rescue.synthesis.body_mesh import BodyMesh
from emotion_rescue.synthesis.body_mesh import EYES
from emotion_rescue.synthesis.body_mesh import HAIR
from emotion_rescue.synthesis.body_mesh import SKIRT
from emotion_rescue.synthesis.outfits import Outfit

ATLAS_PX = 256
_CELLS = 4
CELL_NAMES = ('skin', 'lips', 'eye', 'iris', 'hair', 'shirt', 'trousers', 'shoes', 'headgear',
              'gloves', 'brow')
_CELL = {name: i for i, name in enumerate(CELL_NAMES)}


@dataclass(frozen=True, eq=False)
class Dressed:
    """A dressed body, ready for the renderer; arrays share the faces of BodyMesh.

    Attributes:
        vertices: float64 (19158, 3) metres.
        normals: float64 (19158, 3), unit length.
        shown: bool (f,), faces that are drawn.
        corner_uv: float32 (f, 3, 2), texture coordinates 0..1 of each face's corners.
        atlas_rgb: uint8 (256, 256, 3).
    """

    vertices: np.ndarray
    normals: np.ndarray
    shown: np.ndarray
    corner_uv: np.ndarray
    atlas_rgb: np.ndarray


class Wardrobe:
    """Dresses bodies of one BodyMesh."""

    def __init__(self, mesh: BodyMesh):
        self._mesh = mesh
        adult = mesh.adult
        self._cell_uv = np.stack([
            np.clip(adult[:, 0] / 1.2 + 0.5, 0.03, 0.97),
            np.clip((adult[:, 2] + 0.95) / 1.85, 0.03, 0.97)], 1)

    def dress(self, body: np.ndarray, outfit: Outfit) -> Dressed:
        """Return `body`, float64 (19158, 3) metres, wearing `outfit`."""
        cell = self._vertex_cells(outfit)
        offset = self._offsets(outfit, cell)
        vertices = body + offset[:, None] * vertex_normals(body, self._mesh.faces)
        if outfit.headgear in ('helmet', 'cap'):
            vertices = self._round_headgear(vertices, 1.12 if outfit.headgear == 'helmet' else 1.0)
        face_cell = cell[self._mesh.faces[:, 0]]
        uv = self._cell_uv[self._mesh.faces]
        corner = np.stack([face_cell % _CELLS, face_cell // _CELLS], 1)[:, None, :] + uv
        return Dressed(
            vertices=vertices, normals=vertex_normals(vertices, self._mesh.faces),
            shown=self._shown(outfit), corner_uv=(corner / _CELLS).astype(np.float32),
            atlas_rgb=paint_atlas(outfit))

    def _vertex_cells(self, outfit):
        mesh, part = self._mesh, self._mesh.vertex_part
        cell = np.full(len(part), _CELL['skin'])
        cell[mesh.vertex_is_lip] = _CELL['lips']
        cell[mesh.vertex_is_brow] = _CELL['brow']
        cell[EYES] = _CELL['eye']
        cell[mesh.vertex_is_iris] = _CELL['iris']
        cell[self._clothed(outfit)] = _CELL['shirt']
        cell[self._clothed(outfit) & mesh.vertex_is_trousers] = _CELL['trousers']
        cell[part == 'foot'] = _CELL['shoes']
        if outfit.gloves:
            cell[part == 'hand'] = _CELL['gloves']
        if outfit.headgear != 'none':
            cell[mesh.vertex_is_scalp] = _CELL['headgear']
        elif outfit.hair != 'bald':
            cell[mesh.vertex_is_scalp] = _CELL['hair']
        cell[SKIRT] = _CELL['shirt']
        cell[HAIR] = _CELL['headgear' if outfit.headgear == 'scarf' else 'hair']
        return cell

    def _clothed(self, outfit):
        parts = ['torso', 'hips', 'upper_arm', 'upper_leg', 'foot']
        parts += ['lower_arm'] if outfit.sleeves == 'long' else []
        parts += ['lower_leg'] if outfit.legs == 'long' else []
        parts += ['neck'] if outfit.turtleneck else []
        return np.isin(self._mesh.vertex_part, parts)

    def _offsets(self, outfit, cell):
        """Return how far each vertex moves along its normal, in metres."""
        rng = np.random.default_rng(outfit.texture_seed)
        body = np.arange(len(cell)) < BODY_VERTEX_COUNT
        clothed = self._clothed(outfit) | (cell == _CELL['shoes'])
        folds = _folds(rng, self._mesh.adult) * outfit.loose_m * 0.5
        offset = np.where(clothed & ~body, outfit.loose_m + folds, 0.0)
        offset[clothed & body] = -0.008
        offset[(cell == _CELL['shirt']) & ~body] += 0.005
        # Trousers hang from the hips; they do not follow every contour of the body.
        hanging = np.isin(self._mesh.vertex_part, ('hips', 'upper_leg'))
        offset[hanging & clothed & ~body] += 0.008
        offset[(cell == _CELL['shoes']) & ~body] = 0.010
        offset[SKIRT] = 0.008
        if outfit.hair != 'bald':
            offset[self._mesh.vertex_is_scalp] = 0.012 + 0.004 * _folds(
                rng, self._mesh.adult[self._mesh.vertex_is_scalp] * 4)
        return offset

    def _round_headgear(self, vertices, scale):
        scalp = self._mesh.vertex_is_scalp
        centre = (vertices[scalp].min(0) + vertices[scalp].max(0)) / 2
        out = vertices[scalp] - centre
        distance = np.linalg.norm(out, axis=1, keepdims=True)
        vertices = vertices.copy()
        wanted = np.maximum(distance, np.quantile(distance, 0.8)) * scale
        vertices[scalp] = centre + out / np.maximum(distance, 1e-6) * wanted
        return vertices

    def _shown(self, outfit):
        mesh = self._mesh
        clothed = self._clothed(outfit) | (mesh.vertex_part == 'foot')
        long_hair = outfit.headgear == 'scarf' or (
            outfit.headgear == 'none' and outfit.hair == 'long')
        shown = np.isin(mesh.layer, ('skin', 'eye'))
        shown |= (mesh.layer == 'tights') & clothed[mesh.faces].all(1)
        shown |= (mesh.layer == 'skirt') & outfit.skirt
        shown |= (mesh.layer == 'hair') & long_hair
        return shown


def vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Return unit normals, (v, 3), averaged over the faces (weighted by area) of each vertex."""
    x, y, z = vertices.T
    first, second, third = faces.T
    ax, ay, az = x[second] - x[first], y[second] - y[first], z[second] - z[first]
    bx, by, bz = x[third] - x[first], y[third] - y[first], z[third] - z[first]
    index = faces.T.ravel()
    normals = np.stack([np.bincount(index, np.tile(part, 3), len(vertices)) for part in (
        ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx)], 1)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def _folds(rng, points):
    """Return smooth noise, about -1..1, over points (n, 3) in metres: cloth is never flat."""
    waves = sum(np.sin(points @ rng.normal(0, scale, 3) + rng.uniform(0, 2 * np.pi))
                for scale in (12, 20, 30, 45))
    return waves / 3


def paint_atlas(outfit: Outfit) -> np.ndarray:
    """Return the outfit's texture, uint8 (256, 256, 3) RGB, one square for each of CELL_NAMES."""
    rng = np.random.default_rng(outfit.texture_seed + 1)
    skin = np.asarray(outfit.skin_rgb)
    lips = np.clip(skin * (0.88, 0.62, 0.62) + (12, 4, 6), 0, 255)
    iris = (np.array(((60, 40, 25), (45, 30, 20), (80, 110, 130), (70, 90, 50)))
            [rng.integers(4)])
    colours = {
        'skin': skin, 'lips': lips, 'eye': (225, 222, 216), 'iris': iris,
        'hair': outfit.hair_rgb, 'shirt': outfit.shirt_rgb, 'trousers': outfit.trousers_rgb,
        'shoes': outfit.shoes_rgb, 'headgear': outfit.headgear_rgb,
        'gloves': outfit.second_rgb, 'brow': np.asarray(outfit.hair_rgb) * 0.6 + skin * 0.2}
    size = ATLAS_PX // _CELLS
    atlas = np.zeros((_CELLS, size, _CELLS, size, 3))
    for name, colour in colours.items():
        row, column = divmod(_CELL[name], _CELLS)
        atlas[row, :, column] = np.asarray(colour, float)
    shirt_row, shirt_column = divmod(_CELL['shirt'], _CELLS)
    atlas[shirt_row, :, shirt_column] = _pattern(rng, outfit, size)
    atlas = atlas.reshape(ATLAS_PX, ATLAS_PX, 3)
    grain = rng.normal(0, 1, (ATLAS_PX, ATLAS_PX, 1)) * 5
    dust = outfit.dust * rng.beta(2, 2, (ATLAS_PX, ATLAS_PX, 1))
    atlas = atlas * (1 - dust) + np.array((150, 145, 138)) * dust + grain
    return np.clip(atlas, 0, 255).astype(np.uint8)


def _pattern(rng, outfit, size):
    """Return the shirt's square, float (size, size, 3)."""
    y, x = np.mgrid[:size, :size]
    step = int(rng.integers(2, 6))
    second = {
        'plain': np.zeros((size, size), bool),
        'stripes': (y // step) % 2 == 0,
        'checks': ((y // step) + (x // step)) % 2 == 0,
        'blocks': y > size * rng.uniform(0.55, 0.75),
    }[outfit.pattern]
    cloth = np.where(second[..., None], outfit.second_rgb, outfit.shirt_rgb).astype(float)
    if outfit.reflective:
        cloth[[size * 3 // 5, size * 3 // 5 + 1, size * 7 // 10]] = (235, 235, 225)
    return cloth
