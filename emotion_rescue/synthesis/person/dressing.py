"""Puts an outfit on a body: skin where it shows, clothes, hair, what is on the head, and paint."""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person import atlas
from emotion_rescue.synthesis.person.body_mesh import BodyMesh
from emotion_rescue.synthesis.person.body_mesh import PARTS
from emotion_rescue.synthesis.person.garments import below_neckline
from emotion_rescue.synthesis.person.garments import Garment
from emotion_rescue.synthesis.person.garments import leg_end_m
from emotion_rescue.synthesis.person.garments import SHOE_TOP_M
from emotion_rescue.synthesis.person.garments import sleeve_end
from emotion_rescue.synthesis.person.garments import Tailor
from emotion_rescue.synthesis.person.hairline import hair_offset
from emotion_rescue.synthesis.person.head_pieces import head_pieces
from emotion_rescue.synthesis.person.head_pieces import Piece
from emotion_rescue.synthesis.person.outfits import Outfit
from emotion_rescue.synthesis.person.paint_shop import lies_inside_head
from emotion_rescue.synthesis.person.paint_shop import lies_on_face
from emotion_rescue.synthesis.person.paint_shop import PaintShop
from emotion_rescue.synthesis.person.solid_noise import solid_noise
from emotion_rescue.synthesis.person.surfaces import vertex_normals

# Room for the largest outfit in the renderer's meshes.
VERTEX_SLOTS, HEAD_FACE_SLOTS, BODY_FACE_SLOTS = 26000, 16000, 22000
_KEPT_PLANS = 8
_SUNK_M = 0.006
_TEETH_SHARE, _UPPER_TEETH_DOWN_M = 0.75, 0.003


@dataclass(frozen=True, eq=False)
class Dressed:
    """A dressed body, ready for the renderer.

    Attributes:
        vertices: float32 (v, 3) metres.
        normals: float64 (v, 3), unit length.
        faces: int32 (f, 3), triangles.
        corner_uv: float32 (f, 3, 2), texture coordinates 0..1 of each face's corners.
        is_head: bool (f,), what belongs to the head where a head is looked for.
        layer: str (f,), 'skin', 'eye', 'teeth', 'tongue', 'lashes', 'mouth', 'top', 'bottom',
            'shoes', 'inner', 'hem' or 'piece'.
        atlas_rgb: uint8 (ATLAS_HEIGHT_PX, ATLAS_WIDTH_PX, 3).
    """

    vertices: np.ndarray
    normals: np.ndarray
    faces: np.ndarray
    corner_uv: np.ndarray
    is_head: np.ndarray
    layer: np.ndarray
    atlas_rgb: np.ndarray


@dataclass(frozen=True, eq=False)
class _Plan:
    """All of an outfit that does not depend on the pose."""

    body_vertices: np.ndarray
    stand_off_m: np.ndarray
    teeth: tuple[np.ndarray, ...]
    garments: dict[str, Garment]
    pieces: list[Piece]
    faces: np.ndarray
    corner_uv: np.ndarray
    is_head: np.ndarray
    layer: np.ndarray
    atlas_rgb: np.ndarray


class Wardrobe:
    """Dresses bodies of one BodyMesh."""

    def __init__(self, mesh: BodyMesh):
        """Prepare everything that all outfits share; takes about two seconds."""
        self._mesh = mesh
        self._tailor = Tailor(mesh)
        self._paint = PaintShop(mesh, self._tailor)
        self._plans: OrderedDict[Outfit, _Plan] = OrderedDict()
        adult, part = mesh.adult, mesh.vertex_part
        skin = np.unique(mesh.layers['skin'])
        on_skull = skin[(part[skin] == 'head') & (adult[skin, 2] > 0.79)]
        on_chest = skin[(part[skin] == 'torso') & (adult[skin, 2] > 0.42)]
        self._skull, self._to_head = _affine_fit(adult, on_skull[::6])
        self._chest, self._to_chest = _affine_fit(adult, on_chest[::6])
        self._adult_size_m = _size_m(adult, on_skull, skin[part[skin] == 'hips'])
        self._size_of = on_skull, skin[part[skin] == 'hips']
        self._head_uv = atlas.head_uv(mesh.skin_uv)
        self._hand_uv = atlas.hand_uv(mesh.skin_uv)
        self._skin_uv = atlas.corner_uv('skin', adult[mesh.layers['skin']])
        teeth = np.unique(mesh.layers['teeth'])
        middle = (teeth.min() + teeth.max()) // 2
        self._teeth = teeth[teeth <= middle], teeth[teeth > middle]
        self._tuft = solid_noise(adult, 'tuft')
        self._along_arm = atlas.arm_coordinates(adult)[0]
        self._is = {name: part == name for name in PARTS}
        self._is_arm = self._is['upper_arm'] | self._is['lower_arm']
        self._is_leg = self._is['upper_leg'] | self._is['lower_leg'] | self._is['foot']
        self._scalp = self._is['head'] & ~self._ear()
        self._fixed = self._fixed_faces()

    def dress(self, body: np.ndarray, outfit: Outfit) -> Dressed:
        """Return `body`, float (19158, 3) metres, wearing `outfit`."""
        plan, mesh = self._plan(outfit), self._mesh
        body = np.asarray(body, np.float32)
        scale = _size_m(body, *self._size_of) / self._adult_size_m
        skin = body[plan.body_vertices]
        normals = vertex_normals(body, mesh.layers['skin'])[plan.body_vertices]
        head = np.linalg.lstsq(self._to_head, body[self._skull], rcond=None)[0]
        if outfit.hair == 'afro':
            # A ball of hair grows away from the middle of the head.
            out = skin - body[self._skull].mean(0) + (0, 0, 0.03 * scale)
            out /= np.linalg.norm(out, axis=1, keepdims=True)
            normals = np.where((plan.stand_off_m > 0)[:, None], out, normals)
        parts = [skin + normals * (plan.stand_off_m * scale)[:, None]]
        for teeth, down_m in zip(plan.teeth, (0.0, _UPPER_TEETH_DOWN_M), strict=True):
            # MakeHuman's teeth touch the lips, and would show through them.
            middle = parts[0][teeth].mean(0)
            parts[0][teeth] = (middle + _TEETH_SHARE * (parts[0][teeth] - middle)
                               - down_m * head[2].astype(np.float32))
        for vertices, inner in self._tailor.hang(plan.garments, body, scale).values():
            parts += [vertices, inner]
        chest = np.linalg.lstsq(self._to_chest, body[self._chest], rcond=None)[0]
        for piece in plan.pieces:
            rest = np.concatenate([piece.vertices, np.ones((len(piece.vertices), 1))], 1)
            share = piece.torso_share[:, None]
            parts.append(rest @ head * (1 - share) + rest @ chest * share)
        vertices = np.concatenate(parts).astype(np.float32)
        return Dressed(
            vertices=vertices, normals=vertex_normals(vertices, plan.faces), faces=plan.faces,
            corner_uv=plan.corner_uv, is_head=plan.is_head, layer=plan.layer,
            atlas_rgb=plan.atlas_rgb)

    def _plan(self, outfit):
        if outfit not in self._plans:
            self._plans[outfit] = self._make_plan(outfit)
            if len(self._plans) > _KEPT_PLANS:
                self._plans.popitem(last=False)
        self._plans.move_to_end(outfit)
        return self._plans[outfit]

    def _make_plan(self, outfit):
        faces, uv, layer, is_head = self._body_faces(outfit)
        renumber = np.zeros(len(self._mesh.adult), np.int32)
        renumber[faces] = 1
        used = np.flatnonzero(renumber)
        renumber[used] = np.arange(len(used))
        faces, count = [renumber[faces]], len(used)
        uv, layer, is_head = [uv], [layer], [is_head]

        def add(new_faces, new_uv, name, on_head, vertex_count):
            nonlocal count
            faces.append(new_faces + count)
            uv.append(new_uv)
            layer.append(np.full(len(new_faces), name))
            is_head.append(np.full(len(new_faces), on_head))
            count += vertex_count

        garments = self._tailor.garments(outfit)
        for name, garment in garments.items():
            pattern = garment.pattern
            size = len(pattern.extend(self._tailor.rest))
            outer = pattern.hems
            inner = size + np.arange(2 * len(outer)).reshape(2, -1).T
            strip = np.concatenate([
                np.stack([outer[:, 1], outer[:, 0], inner[:, 0]], 1),
                np.stack([outer[:, 1], inner[:, 0], inner[:, 1]], 1)])
            start = count
            add(pattern.faces, garment.corner_uv, name, False, size + 2 * len(outer))
            faces.append(strip + start)
            uv.append(atlas.plain_uv('lining', len(strip)))
            layer.append(np.full(len(strip), 'hem'))
            is_head.append(np.zeros(len(strip), bool))
        pieces = head_pieces(outfit)
        for piece in pieces:
            add(piece.faces, piece.corner_uv, 'piece', piece.is_head, len(piece.vertices))
        return _Plan(
            body_vertices=used, teeth=tuple(
                np.flatnonzero(np.isin(used, row)) for row in self._teeth),
            stand_off_m=self._stand_off(outfit, used), garments=garments,
            pieces=pieces, faces=np.concatenate(faces).astype(np.int32),
            corner_uv=np.concatenate(uv).astype(np.float32), is_head=np.concatenate(is_head),
            layer=np.concatenate(layer), atlas_rgb=self._paint.paint(outfit))

    def _fixed_faces(self):
        """Return faces, atlas coordinates, layer and is_head of all of the body that may show."""
        mesh = self._mesh
        skin = mesh.layers['skin']
        on_head = self._is['head'][skin].all(1)
        uv = self._skin_uv.copy()
        face = on_head & lies_on_face(mesh)
        uv[face] = self._head_uv[face]
        hands = self._is['hand'][skin].all(1)
        uv[hands] = self._hand_uv[hands]
        cavity = on_head & lies_inside_head(mesh)
        uv[cavity] = atlas.plain_uv('mouth', int(cavity.sum()))
        layers, uvs, names, heads = (
            [skin], [uv], [np.where(cavity, 'mouth', 'skin')], [on_head])
        for name in ('eye', 'teeth', 'tongue', 'lashes'):
            faces = mesh.layers[name]
            layers.append(faces)
            uvs.append(atlas.eye_uv(mesh.adult[faces], mesh.adult) if name == 'eye'
                       else atlas.plain_uv(name, len(faces)))
            names.append(np.full(len(faces), name))
            heads.append(np.ones(len(faces), bool))
        return (np.concatenate(layers), np.concatenate(uvs), np.concatenate(names),
                np.concatenate(heads))

    def _body_faces(self, outfit):
        """Return faces, atlas coordinates, layer and is_head of all that shows of the body."""
        shown = self.bare_vertices(outfit)[self._fixed[0]].all(1)
        return tuple(values[shown] for values in self._fixed)

    def bare_vertices(self, outfit):
        """Return which of the body's vertices are drawn, bool (19158,), with `outfit` on.

        That is what shows, and a little more under each hem.
        """
        height = self._mesh.adult[:, 2]
        bare = self._is['head'] | self._is['neck'] | self._is['hand']
        bare |= self._is['torso'] & (height > 0.5) & (
            below_neckline(self._mesh.adult, outfit.top) < 0.04)
        bare |= self._is_arm & (self._along_arm > sleeve_end(outfit) - 0.10)
        # Shoes reach into long trousers; nothing shows between them.
        if outfit.legs == 'short':
            bare |= self._is_leg & (height < leg_end_m(outfit) + 0.06) & (
                height > SHOE_TOP_M - 0.02)
        return bare

    def _stand_off(self, outfit, used):
        """Return how far the drawn skin moves out: hair on the scalp, sunk below cloth."""
        adult = self._mesh.adult[used]
        under = self._is['torso'][used] & (below_neckline(adult, outfit.top) > 0)
        under |= self._is_arm[used] & (self._along_arm[used] < sleeve_end(outfit))
        under |= self._is_leg[used] & (
            (adult[:, 2] > leg_end_m(outfit)) | (adult[:, 2] < -0.85))
        hair = hair_offset(adult, outfit.hair, self._tuft[used])
        if outfit.headgear != 'none':
            hair = np.minimum(hair, 0.003)
        return np.where(self._scalp[used], hair, np.where(under, -_SUNK_M, 0.0))

    def _ear(self):
        mesh = self._mesh
        ears = mesh.masks['ears']
        uv = mesh.skin_uv
        column = np.clip((uv[..., 0] * ears.shape[1]).astype(int), 0, ears.shape[1] - 1)
        row = np.clip(((1 - uv[..., 1]) * ears.shape[0]).astype(int), 0, ears.shape[0] - 1)
        marked = np.zeros(len(mesh.adult), bool)
        marked[mesh.layers['skin'][ears[row, column] > 100]] = True
        return marked


def _affine_fit(adult, chosen):
    return chosen, np.concatenate([adult[chosen], np.ones((len(chosen), 1))], 1)


def _size_m(body, skull, hips):
    return float(np.linalg.norm(body[skull].mean(0) - body[hips].mean(0)))
