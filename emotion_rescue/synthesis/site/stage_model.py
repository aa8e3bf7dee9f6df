"""The mujoco model of the stage: slots for people and things, a camera and lamps."""

import os

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.person.atlas import ATLAS_HEIGHT_PX
from emotion_rescue.synthesis.person.atlas import ATLAS_WIDTH_PX
from emotion_rescue.synthesis.person.dressing import BODY_FACE_SLOTS
from emotion_rescue.synthesis.person.dressing import HEAD_FACE_SLOTS
from emotion_rescue.synthesis.person.dressing import VERTEX_SLOTS
from emotion_rescue.synthesis.site.surface_textures import KINDS

PEOPLE = 5
# Slots for things by the most triangles they hold: small, middle, large.
SLOTS = {'small': (72, 64), 'middle': (44, 400), 'large': (32, 1500)}
SURFACE_PX = 512
# Pictures of each kind of surface that the stage keeps.
VARIANTS = 2
# Lamps without a shadow that paint a soft sky, and the bright spots of lit tunnels and rooms.
SKY_LIGHTS, LAMPS = 4, 3
NEAR_M, FAR_M = 0.05, 160.0


def import_mujoco():
    """Return the module mujoco, told to draw through EGL, which needs no screen.

    Raises:
        MissingPackageError: it is not installed, or EGL is not.
    """
    # mujoco picks its way to the graphics when it is first imported.
    os.environ.setdefault('MUJOCO_GL', 'egl')
    try:
        import mujoco
    except ModuleNotFoundError as error:
        raise MissingPackageError(
            f'pictures are rendered by mujoco, which needs the package {error.name}; '
            'pip install -r requirements/development.txt') from error
    except Exception as error:  # noqa: BLE001 - without libEGL its import fails in many ways
        raise no_egl(error) from error
    return mujoco


def no_egl(error: Exception) -> MissingPackageError:
    """Return what to say where EGL does not start for the reason `error`."""
    return MissingPackageError(
        f'pictures are rendered through EGL, which does not start here ({error}); '
        'apt-get install libegl1 libgl1-mesa-dri')


def compile_stage(mesh, width_px: int, height_px: int):
    """Return the mujoco.MjModel of an empty stage.

    Args:
        mesh: the BodyMesh of all people, which fills the slots until somebody is dressed.
        width_px: largest width of a picture.
        height_px: largest height of a picture.
    """
    mujoco = import_mujoco()
    spec = mujoco.MjSpec()
    _set_quality(spec, width_px, height_px)
    for kind in KINDS:
        for variant in range(VARIANTS):
            _add_material(spec, f'{kind}{variant}', SURFACE_PX, SURFACE_PX,
                          emission=1.0 if kind == 'lamp' else 0.0,
                          specular=0.4 if kind in ('metal', 'glass') else 0.0)
    for i in range(PEOPLE):
        _add_material(spec, f'person{i}', ATLAS_WIDTH_PX, ATLAS_HEIGHT_PX, specular=0.03)
        _add_person_part(spec, mesh, f'head{i}', f'person{i}', HEAD_FACE_SLOTS)
        _add_person_part(spec, mesh, f'body{i}', f'person{i}', BODY_FACE_SLOTS)
    for size, (count, triangles) in SLOTS.items():
        for i in range(count):
            _add_thing(spec, f'{size}{i}', triangles)
    spec.add_texture(name='sky', type=mujoco.mjtTexture.mjTEXTURE_SKYBOX, width=4, height=24,
                     builtin=mujoco.mjtBuiltin.mjBUILTIN_FLAT)
    _add_lights(spec)
    spec.worldbody.add_camera(name='robot')
    model = spec.compile()
    _take_world_axes(mujoco, model)
    return model


def _set_quality(spec, width_px, height_px):
    spec.visual.global_.offwidth, spec.visual.global_.offheight = width_px, height_px
    spec.visual.quality.shadowsize = 2048
    spec.visual.quality.offsamples = 4
    spec.visual.map.znear, spec.visual.map.zfar = NEAR_M, FAR_M
    spec.visual.map.shadowclip = 9.0
    # Distances above are multiples of the extent; so they are metres.
    spec.stat.extent, spec.stat.center = 1.0, (0, 4, 0)


def _add_lights(spec):
    mujoco = import_mujoco()
    kinds = mujoco.mjtLightType
    spec.worldbody.add_light(name='sun', pos=(0, 4, 9), dir=(0, 0, -1), castshadow=True,
                             type=kinds.mjLIGHT_DIRECTIONAL)
    for i in range(SKY_LIGHTS):
        spec.worldbody.add_light(name=f'sky{i}', dir=(0, 0, -1), castshadow=False,
                                 type=kinds.mjLIGHT_DIRECTIONAL)
    for i in range(LAMPS):
        spec.worldbody.add_light(name=f'lamp{i}', dir=(0, 0, -1), castshadow=False, cutoff=89,
                                 exponent=1, type=kinds.mjLIGHT_SPOT)


def _add_person_part(spec, mesh, name, material, face_slots):
    mujoco = import_mujoco()
    faces = np.resize(mesh.layers['skin'], (face_slots, 3))
    vertices = np.resize(mesh.adult, (VERTEX_SLOTS, 3))
    corners = np.arange(3 * len(faces), dtype=np.int32)
    spec.add_mesh(
        name=name, inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL,
        uservert=vertices.ravel(), userface=faces.ravel(),
        usernormal=np.tile((0.0, 0.0, 1.0), VERTEX_SLOTS), userfacenormal=faces.ravel(),
        usertexcoord=np.zeros(6 * len(faces)), userfacetexcoord=corners)
    _add_mesh_geom(spec, name, material)


def _add_thing(spec, name, triangles):
    mujoco = import_mujoco()
    # The compiler wants a solid of some size; what it looks like is overwritten.
    corners = np.random.default_rng(triangles).uniform(-1, 1, (3 * triangles, 3))
    order = np.arange(3 * triangles, dtype=np.int32)
    spec.add_mesh(
        name=name, inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL,
        uservert=corners.ravel(), userface=order, usernormal=np.tile((0.0, 0.0, 1.0), len(order)),
        userfacenormal=order, usertexcoord=np.zeros(2 * len(order)), userfacetexcoord=order)
    _add_mesh_geom(spec, name, f'{KINDS[0]}0')


def _add_material(spec, name, width_px, height_px, *, specular, emission=0.0):
    mujoco = import_mujoco()
    texture = spec.add_texture(
        name=name, type=mujoco.mjtTexture.mjTEXTURE_2D, width=width_px, height=height_px,
        builtin=mujoco.mjtBuiltin.mjBUILTIN_FLAT)
    material = spec.add_material(name=name, specular=specular, shininess=0.3, emission=emission)
    material.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = texture.name


def _add_mesh_geom(spec, name, material):
    mujoco = import_mujoco()
    geom = spec.worldbody.add_geom(
        name=name, type=mujoco.mjtGeom.mjGEOM_MESH, material=material, contype=0, conaffinity=0)
    geom.meshname = name


def _take_world_axes(mujoco, model):
    # Else mujoco takes the frames of things at the origin as fixed and ignores geom_pos.
    model.geom_sameframe[:] = mujoco.mjtSameFrame.mjSAMEFRAME_NONE
    # The compiler moves meshes to their centre of mass; here all are given in world axes.
    model.geom_pos[:], model.geom_quat[:] = 0, (1, 0, 0, 0)
