"""The mujoco model of the stage: slots for people, things and surfaces, a camera and two lamps."""

import os

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.dressing import ATLAS_PX

PEOPLE = 5
BOXES = 48
ROUNDS = 12
# Flat surfaces cover ground and walls, wrapped ones all sides of boxes and round things.
FLAT_SURFACES, SURFACES = 3, 6
SURFACE_PX = 256


def import_mujoco():
    """Return the module mujoco, told to draw through EGL, which needs no screen.

    Raises:
        MissingPackageError: it is not installed.
    """
    # mujoco picks its way to the graphics when it is first imported.
    os.environ.setdefault('MUJOCO_GL', 'egl')
    try:
        import mujoco
    except ImportError as error:
        raise MissingPackageError(
            'pictures are rendered by mujoco, which is not installed; '
            'pip install -r requirements/development.txt') from error
    return mujoco


def compile_stage(mesh, head_faces: np.ndarray, width_px: int, height_px: int):
    """Return the mujoco.MjModel of an empty stage.

    Args:
        mesh: the BodyMesh of all people.
        head_faces: bool (f,), the faces that belong to the thing 'headN', the rest to 'bodyN'.
        width_px: largest width of a picture.
        height_px: largest height of a picture.
    """
    mujoco = import_mujoco()
    spec = mujoco.MjSpec()
    _set_quality(spec, width_px, height_px)
    for i in range(SURFACES):
        _add_material(spec, f'surface{i}', SURFACE_PX, uniform=True, wrapped=i >= FLAT_SURFACES)
    for i in range(PEOPLE):
        _add_material(spec, f'person{i}', ATLAS_PX, uniform=False)
        _add_person_part(spec, mesh, f'head{i}', f'person{i}', head_faces)
        _add_person_part(spec, mesh, f'body{i}', f'person{i}', ~head_faces)
    spec.add_texture(name='sky', type=mujoco.mjtTexture.mjTEXTURE_SKYBOX, width=SURFACE_PX,
                     height=SURFACE_PX * 6, builtin=mujoco.mjtBuiltin.mjBUILTIN_FLAT)
    _add_geom(spec, 'ground', mujoco.mjtGeom.mjGEOM_PLANE, 'surface0', (40, 40, 0.1))
    for kind, shape, count in (('box', mujoco.mjtGeom.mjGEOM_BOX, BOXES),
                               ('round', mujoco.mjtGeom.mjGEOM_CYLINDER, ROUNDS)):
        for i in range(count):
            _add_geom(spec, f'{kind}{i}', shape, 'surface0', (0.1, 0.1, 0.1))
    spec.worldbody.add_light(name='sun', pos=(0, 5, 8), castshadow=True,
                             type=mujoco.mjtLightType.mjLIGHT_DIRECTIONAL)
    spec.worldbody.add_light(name='headlamp', castshadow=False, cutoff=50, exponent=2,
                             dir=(0, 1, 0), type=mujoco.mjtLightType.mjLIGHT_SPOT)
    spec.worldbody.add_camera(name='robot')
    model = spec.compile()
    _take_world_axes(mujoco, model)
    return model


def _set_quality(spec, width_px, height_px):
    spec.visual.global_.offwidth, spec.visual.global_.offheight = width_px, height_px
    spec.visual.quality.shadowsize = 1024
    # Camera blur hides jagged edges at a tenth of the cost of sampling each pixel repeatedly.
    spec.visual.quality.offsamples = 0
    spec.visual.map.znear, spec.visual.map.zfar = 0.02, 60.0
    spec.visual.map.shadowclip = 8.0
    # Distances above are multiples of the extent; so they are metres.
    spec.stat.extent, spec.stat.center = 1.0, (0, 0, 0)


def _add_person_part(spec, mesh, name, material, chosen):
    mujoco = import_mujoco()
    faces = mesh.faces[chosen]
    corners = np.arange(3 * len(faces), dtype=np.int32)
    spec.add_mesh(
        name=name, inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL,
        uservert=mesh.adult.ravel(), userface=faces.ravel(),
        usernormal=np.tile((0.0, 0.0, 1.0), len(mesh.adult)), userfacenormal=faces.ravel(),
        usertexcoord=np.zeros(6 * len(faces)), userfacetexcoord=corners)
    geom = _add_geom(spec, name, mujoco.mjtGeom.mjGEOM_MESH, material, (1, 1, 1))
    geom.meshname = name


def _add_material(spec, name, size_px, *, uniform, wrapped=False):
    mujoco = import_mujoco()
    kinds = mujoco.mjtTexture
    texture = spec.add_texture(
        name=name, type=kinds.mjTEXTURE_CUBE if wrapped else kinds.mjTEXTURE_2D,
        width=size_px, height=size_px * (6 if wrapped else 1),
        builtin=mujoco.mjtBuiltin.mjBUILTIN_FLAT)
    material = spec.add_material(name=name, texuniform=uniform, specular=0.05, shininess=0.1)
    material.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = texture.name


def _add_geom(spec, name, kind, material, size):
    return spec.worldbody.add_geom(name=name, type=kind, material=material, size=size,
                                   contype=0, conaffinity=0)


def _take_world_axes(mujoco, model):
    # Else mujoco takes the frames of things at the origin as fixed and ignores geom_pos.
    model.geom_sameframe[:] = mujoco.mjtSameFrame.mjSAMEFRAME_NONE
    # The compiler moves meshes to their centre of mass; people are given in world axes.
    people = model.geom_type == mujoco.mjtGeom.mjGEOM_MESH
    model.geom_pos[people], model.geom_quat[people] = 0, (1, 0, 0, 0)
