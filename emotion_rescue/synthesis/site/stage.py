"""A mujoco model compiled once, with slots for people and things filled per picture.

Compiling a model for every picture would take seconds; overwriting the arrays of one and
uploading what changed takes milliseconds. Surfaces are uploaded once and only chosen later.
"""

import numpy as np

from emotion_rescue.synthesis.person.dressing import Dressed
from emotion_rescue.synthesis.rotations import about
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.stage_model import compile_stage
from emotion_rescue.synthesis.site.stage_model import FAR_M
from emotion_rescue.synthesis.site.stage_model import import_mujoco
from emotion_rescue.synthesis.site.stage_model import NEAR_M
from emotion_rescue.synthesis.site.stage_model import no_egl
from emotion_rescue.synthesis.site.stage_model import SLOTS
from emotion_rescue.synthesis.site.stage_model import VARIANTS
from emotion_rescue.synthesis.site.surface_textures import TILE_M
from emotion_rescue.synthesis.site.thing_shapes import SHAPES
from emotion_rescue.synthesis.site.things import Thing

# What is in mujoco's group 0 is drawn, what is in group 3 is not.
_SHOWN, _HIDDEN = 0, 3


class Stage:
    """Renders scenes of dressed people and things.

    Names of what is in a picture: 'head0'.., 'body0'.. of people, 'small0'.., 'middle0'..,
    'large0'.. of things.
    """

    def __init__(self, mesh, width_px: int, height_px: int):
        """Compile the model for pictures up to `width_px` x `height_px`; `mesh` is a BodyMesh."""
        self.width_px, self.height_px = width_px, height_px
        self._mujoco = import_mujoco()
        self.model = compile_stage(mesh, width_px, height_px)
        self.data = self._mujoco.MjData(self.model)
        self._open_context()
        self.clear()

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
            raise no_egl(error) from error
        self._mujoco.mjr_setBuffer(self._mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._context)
        # Depth from far to near keeps its precision at a distance.
        self._context.readDepthMap = self._mujoco.mjtDepthMap.mjDEPTH_ZEROFAR
        self._scene = self._mujoco.MjvScene(self.model, maxgeom=self.model.ngeom + 10)
        self._camera = self._mujoco.MjvCamera()
        self._camera.type = self._mujoco.mjtCamera.mjCAMERA_FIXED
        self._camera.fixedcamid = 0
        self._option = self._mujoco.MjvOption()

    def geom_id(self, name: str) -> int:
        """Return the number of the thing `name` in segmentations."""
        return self.model.geom(name).id

    def clear(self):
        """Take away all people and things."""
        self.model.geom_group[:] = _HIDDEN
        self._filled = dict.fromkeys(SLOTS, 0)

    def set_person(self, slot: int, dressed: Dressed):
        """Put a dressed person, in world coordinates, into `slot` (0..4)."""
        model = self.model
        for part, chosen in (('head', dressed.is_head), ('body', ~dressed.is_head)):
            mesh = model.mesh(f'{part}{slot}').id
            model.geom_group[self.geom_id(f'{part}{slot}')] = _SHOWN
            count = len(dressed.vertices)
            first = model.mesh_vertadr[mesh]
            model.mesh_vert[first:first + count] = dressed.vertices
            first = model.mesh_normaladr[mesh]
            model.mesh_normal[first:first + count] = dressed.normals
            faces = dressed.faces[chosen]
            first, slots = model.mesh_faceadr[mesh], model.mesh_facenum[mesh]
            for indices in (model.mesh_face, model.mesh_facenormal):
                indices[first:first + len(faces)] = faces
                # Slots that are left over shrink to one point.
                indices[first + len(faces):first + slots] = 0
            first = model.mesh_texcoordadr[mesh]
            model.mesh_texcoord[first:first + 3 * len(faces)] = (
                dressed.corner_uv[chosen].reshape(-1, 2))
            self._mujoco.mjr_uploadMesh(model, self._context, mesh)
        self.set_texture(f'person{slot}', dressed.atlas_rgb)

    def set_texture(self, name: str, rgb: np.ndarray):
        """Replace the texture `name` by `rgb`, uint8 of its own size, (height, width, 3)."""
        texture = self.model.texture(name).id
        first = self.model.tex_adr[texture]
        self.model.tex_data[first:first + rgb.size] = rgb.ravel()
        self._mujoco.mjr_uploadTexture(self.model, self._context, texture)

    def add_thing(self, thing: Thing) -> str | None:
        """Put `thing` into the smallest free slot that holds it; return its name, None if full."""
        turn = about('z', thing.turn_deg[2]) @ about('y', thing.turn_deg[1]) @ about(
            'x', thing.turn_deg[0])
        shape = SHAPES[thing.shape](thing.half_size, np.random.default_rng(thing.seed)).moved(
            turn, thing.centre)
        for size, (count, triangles) in SLOTS.items():
            if len(shape.corners) <= triangles and self._filled[size] < count:
                name = f'{size}{self._filled[size]}'
                self._filled[size] += 1
                self._set_mesh(name, shape, TILE_M.get(thing.surface, 1.0))
                geom = self.geom_id(name)
                material = f'{thing.surface}{thing.seed % VARIANTS}'
                self.model.geom_group[geom] = _SHOWN
                self.model.geom_matid[geom] = self.model.material(material).id
                self.model.geom_rgba[geom] = (*thing.tint_rgb, 1)
                return name
        return None

    def _set_mesh(self, name, shape, tile_m):
        model, mesh = self.model, self.model.mesh(name).id
        count = 3 * len(shape.corners)
        first, most = model.mesh_vertadr[mesh], model.mesh_vertnum[mesh]
        model.mesh_vert[first:first + count] = shape.corners.reshape(-1, 3)
        # The rest of the slot shrinks to one point.
        model.mesh_vert[first + count:first + most] = shape.corners[0, 0]
        first = model.mesh_normaladr[mesh]
        model.mesh_normal[first:first + count] = shape.normals.reshape(-1, 3)
        first = model.mesh_texcoordadr[mesh]
        model.mesh_texcoord[first:first + count] = shape.uv_m.reshape(-1, 2) / tile_m
        self._mujoco.mjr_uploadMesh(model, self._context, mesh)

    def set_camera(self, camera: Camera):
        """Put the camera above the origin, turned as it says."""
        self.model.cam_pos[0] = (0, 0, camera.height_m)
        self._mujoco.mju_mat2Quat(self.model.cam_quat[0], camera.turn.ravel())
        self.model.cam_fovy[0] = camera.fov_vertical_deg

    def render(self, *, shadows: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """Return the picture, uint8 (height, width, 3) RGB, and its depth.

        The depth is float32 (height, width), metres along the optical axis, inf for the sky.
        """
        self._update(segment=False)
        self._scene.flags[self._mujoco.mjtRndFlag.mjRND_SHADOW] = shadows
        rect = self._draw(self.width_px, self.height_px)
        rgb = np.empty((self.height_px, self.width_px, 3), np.uint8)
        depth = np.empty((self.height_px, self.width_px), np.float32)
        self._mujoco.mjr_readPixels(rgb, depth, rect, self._context)
        return rgb[::-1], _metres(depth[::-1])

    def segment(self, scale: int = 1, only: frozenset[int] | None = None) -> np.ndarray:
        """Return the number of the thing at each pixel, int32 (height, width) / scale; -1 none.

        Args:
            scale: divisor of the picture's size.
            only: draw these things alone.
        """
        self._update(segment=True, only=only)
        width, height = self.width_px // scale, self.height_px // scale
        rect = self._draw(width, height)
        rgb = np.empty((height, width, 3), np.uint8)
        self._mujoco.mjr_readPixels(rgb, None, rect, self._context)
        rgb = rgb[::-1].astype(np.int32)
        drawn = rgb[..., 0] + (rgb[..., 1] << 8) + (rgb[..., 2] << 16)
        number = np.full(self._scene.ngeom + 1, -1, np.int32)
        for geom in self._scene.geoms[:self._scene.ngeom]:
            if geom.objtype == self._mujoco.mjtObj.mjOBJ_GEOM:
                number[geom.segid + 1] = geom.objid
        return number[np.clip(drawn, 0, self._scene.ngeom)]

    def _update(self, segment, only=None):
        mujoco = self._mujoco
        groups = self.model.geom_group.copy()
        if only is not None:
            self.model.geom_group[[g for g in range(self.model.ngeom) if g not in only]] = _HIDDEN
        mujoco.mj_forward(self.model, self.data)
        mujoco.mjv_updateScene(self.model, self.data, self._option, None, self._camera,
                               mujoco.mjtCatBit.mjCAT_ALL, self._scene)
        self.model.geom_group[:] = groups
        flags, names = self._scene.flags, mujoco.mjtRndFlag
        flags[names.mjRND_SEGMENT] = flags[names.mjRND_IDCOLOR] = segment
        for off in (names.mjRND_SHADOW, names.mjRND_FOG, names.mjRND_HAZE,
                    names.mjRND_REFLECTION):
            flags[off] = False
        flags[names.mjRND_SKYBOX] = not segment
        # Shadows are drawn from the sides away from the lamp, which keeps them off lit faces.
        flags[names.mjRND_CULL_FACE] = True

    def _draw(self, width, height):
        rect = self._mujoco.MjrRect(0, 0, width, height)
        self._mujoco.mjr_render(rect, self._scene, self._context)
        return rect


def _metres(buffer):
    """Return metres from a depth buffer that is 1 at NEAR_M and 0 at FAR_M."""
    depth = NEAR_M * FAR_M / (NEAR_M + buffer * (FAR_M - NEAR_M))
    # The sky is a box of its own, more than half as far away as can be seen.
    return np.where(depth > 0.5 * FAR_M, np.inf, depth).astype(np.float32)
