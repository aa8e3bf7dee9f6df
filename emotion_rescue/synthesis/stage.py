"""A mujoco model compiled once, with slots for people, things and textures filled per picture.

Compiling a model for every picture would take seconds; overwriting the arrays of one and
uploading what changed takes milliseconds.
"""

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.debris import Thing
from emotion_rescue.synthesis.dressing import Dressed
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.scenes import Camera
from emotion_rescue.synthesis.stage_model import compile_stage
from emotion_rescue.synthesis.stage_model import import_mujoco

_HIDDEN_M = 1000.0


class Stage:
    """Renders scenes of dressed people, boxes and round things.

    Things are addressed by name: 'ground', 'box0'.., 'round0'.. (cylinders), each with one of the
    materials 'surface0'..'surface5'.
    """

    def __init__(self, mesh, width_px: int, height_px: int):
        """Compile the model for pictures up to `width_px` x `height_px`; `mesh` is a BodyMesh."""
        self.width_px, self.height_px = width_px, height_px
        self._mesh = mesh
        is_head = mesh.vertex_part[mesh.faces] == 'head'
        # Long hair may reach the waist; a head's box must not.
        self._head_faces = is_head.all(1) & (mesh.layer != 'hair')
        self._mujoco = import_mujoco()
        self.model = compile_stage(mesh, self._head_faces, width_px, height_px)
        self.data = self._mujoco.MjData(self.model)
        self._open_context()

    def close(self):
        """Give the graphics memory back."""
        if self._context is not None:
            self._context.free()
            self._gl.free()
            self._context = None

    def _open_context(self):
        try:
            from mujoco.egl import GLContext
            self._gl = GLContext(self.width_px, self.height_px)
            self._gl.make_current()
            self._context = self._mujoco.MjrContext(
                self.model, self._mujoco.mjtFontScale.mjFONTSCALE_100)
        except Exception as error:  # noqa: BLE001 - however EGL fails, the remedy is the same
            raise MissingPackageError(
                f'pictures are rendered through EGL, which does not start here ({error}); '
                'apt-get install libegl1 libgl1-mesa-dri') from error
        self._mujoco.mjr_setBuffer(self._mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._context)
        self._scene = self._mujoco.MjvScene(self.model, maxgeom=200)
        self._camera = self._mujoco.MjvCamera()
        self._camera.type = self._mujoco.mjtCamera.mjCAMERA_FIXED
        self._camera.fixedcamid = 0
        self._option = self._mujoco.MjvOption()

    def geom_id(self, name: str) -> int:
        """Return the number of the thing `name` in segmentations."""
        return self.model.geom(name).id

    def clear(self):
        """Take away all people and things."""
        model = self.model
        for geom in range(model.ngeom):
            if model.geom(geom).name != 'ground':
                model.geom_pos[geom] = (0, 0, -_HIDDEN_M)

    def set_person(self, slot: int, dressed: Dressed):
        """Put a dressed person, in world coordinates, into `slot` (0..4)."""
        model = self.model
        for part, chosen in (('head', self._head_faces), ('body', ~self._head_faces)):
            mesh = model.mesh(f'{part}{slot}').id
            model.geom_pos[self.geom_id(f'{part}{slot}')] = 0
            first, count = model.mesh_vertadr[mesh], model.mesh_vertnum[mesh]
            model.mesh_vert[first:first + count] = dressed.vertices
            first, count = model.mesh_normaladr[mesh], model.mesh_normalnum[mesh]
            model.mesh_normal[first:first + count] = dressed.normals
            first, count = model.mesh_faceadr[mesh], model.mesh_facenum[mesh]
            # A face that is not shown shrinks to one point.
            model.mesh_face[first:first + count] = np.where(
                dressed.shown[chosen, None], self._mesh.faces[chosen], 0)
            first, count = model.mesh_texcoordadr[mesh], model.mesh_texcoordnum[mesh]
            model.mesh_texcoord[first:first + count] = dressed.corner_uv[chosen].reshape(-1, 2)
            self._mujoco.mjr_uploadMesh(model, self._context, mesh)
        self.set_texture(f'person{slot}', dressed.atlas_rgb)

    def set_texture(self, name: str, rgb: np.ndarray):
        """Replace a texture by `rgb`, uint8 (size, size, 3); wrapped ones take it on all sides."""
        texture = self.model.texture(name).id
        first = self.model.tex_adr[texture]
        rgb = np.tile(rgb, (self.model.tex_height[texture] // len(rgb), 1, 1))
        self.model.tex_data[first:first + rgb.size] = rgb.ravel()
        self._mujoco.mjr_uploadTexture(self.model, self._context, texture)

    def set_thing(self, name: str, thing: Thing):
        """Give the slot `name` ('box0', 'round3') the shape, place and look of `thing`."""
        model, geom = self.model, self.geom_id(name)
        kinds = self._mujoco.mjtGeom
        model.geom_type[geom] = {
            'box': kinds.mjGEOM_BOX, 'cylinder': kinds.mjGEOM_CYLINDER,
            'capsule': kinds.mjGEOM_CAPSULE, 'ball': kinds.mjGEOM_SPHERE}[thing.shape]
        model.geom_pos[geom], model.geom_size[geom] = thing.centre, thing.half_size
        x, y, z = thing.turn_deg
        turn = about('z', z) @ about('y', y) @ about('x', x)
        self._mujoco.mju_mat2Quat(model.geom_quat[geom], turn.ravel())
        model.geom_matid[geom] = model.material(f'surface{thing.surface}').id
        model.geom_rgba[geom] = (*thing.tint_rgb, 1)

    def set_camera(self, camera: Camera):
        """Put the camera above the origin, looking along y."""
        turn = about('x', 90 + camera.pitch_deg) @ about('z', camera.roll_deg)
        self.model.cam_pos[0] = (0, 0, camera.height_m)
        self._mujoco.mju_mat2Quat(self.model.cam_quat[0], turn.ravel())
        self.model.cam_fovy[0] = camera.fov_vertical_deg

    def set_fog(self, start_m: float, end_m: float, rgb: np.ndarray):
        """Let dust hide everything from `start_m` (nothing) to `end_m` (all); rgb (3,) 0..1."""
        # The context keeps its own copy of what the model says of fog.
        self._context.fogStart, self._context.fogEnd = start_m, end_m
        self._context.fogRGBA[:] = (*rgb, 1)

    def render(self, *, shadows: bool = True, fog: bool = False) -> np.ndarray:
        """Return the picture, uint8 (height, width, 3) RGB."""
        self._update(segment=False)
        flags, names = self._scene.flags, self._mujoco.mjtRndFlag
        flags[names.mjRND_SHADOW], flags[names.mjRND_FOG] = shadows, fog
        return self._read(self.width_px, self.height_px)

    def segment(self, scale: int = 1, only: frozenset[int] | None = None) -> np.ndarray:
        """Return the number of the thing at each pixel, int32 (height, width) / scale; -1 none.

        Args:
            scale: divisor of the picture's size.
            only: draw these things alone.
        """
        self._update(segment=True, only=only)
        rgb = self._read(self.width_px // scale, self.height_px // scale).astype(np.int32)
        drawn = rgb[..., 0] + (rgb[..., 1] << 8) + (rgb[..., 2] << 16)
        number = np.full(self._scene.ngeom + 1, -1, np.int32)
        for geom in self._scene.geoms[:self._scene.ngeom]:
            if geom.objtype == self._mujoco.mjtObj.mjOBJ_GEOM:
                number[geom.segid + 1] = geom.objid
        return number[np.clip(drawn, 0, self._scene.ngeom)]

    def _update(self, segment, only=None):
        mujoco = self._mujoco
        mujoco.mj_forward(self.model, self.data)
        if only is not None:
            for geom in set(range(self.model.ngeom)) - only:
                self.data.geom_xpos[geom] = (0, 0, -_HIDDEN_M)
        mujoco.mjv_updateScene(self.model, self.data, self._option, None, self._camera,
                               mujoco.mjtCatBit.mjCAT_ALL, self._scene)
        flags = self._scene.flags
        flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = segment
        flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = segment
        flags[mujoco.mjtRndFlag.mjRND_SHADOW] = flags[mujoco.mjtRndFlag.mjRND_FOG] = False
        flags[mujoco.mjtRndFlag.mjRND_SKYBOX] = not segment

    def _read(self, width, height):
        rect = self._mujoco.MjrRect(0, 0, width, height)
        self._mujoco.mjr_render(rect, self._scene, self._context)
        rgb = np.empty((height, width, 3), np.uint8)
        self._mujoco.mjr_readPixels(rgb, None, rect, self._context)
        return rgb[::-1]
