"""How one person moved up to one image.

Speeds are in body lengths a second, a body being the longer side of the box. The thresholds were
chosen on generated clips (docs/responsiveness.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.core.frames import NS_PER_S

# Motion by which parts move apart over a fifth of a second, and over a second.
FAST_PER_S, SLOW_PER_S = 0.05, 0.016
# Above this it is more than a breath, and may be trembling that images are too rare to show.
STIR_FAST, STIR_SLOW = 0.013, 0.009
# Where the background shows this much, the rest would be hidden: nothing can be told.
HIDDEN_FAST, HIDDEN_SLOW = 0.05, 0.016
# Between images further apart nobody was watched.
_LONGEST_GAP_S = 1.0


@dataclass(frozen=True)
class Moment:
    """How one person moved between images that end at one stamp; NaN where not known.

    Attributes:
        stamp_ns: of the newest image.
        fast: speed of the own motion over a fifth of a second, body lengths a second.
        fast_noise: what of it would be hidden.
        slow: the same over a second.
        slow_noise: what of that would be hidden.
        upper_share: part 0..1 of the fast motion in the upper half.
        arm: shift (right, down) of the upper half against the whole over a fifth of a second,
            body lengths.
        shake: the same between the newest two images, where they are close enough.
        trunk: shift down of the trunk against the whole over a fifth of a second, body lengths.
        camera_px: shift of the camera over that, in pixels of the small image.
        track_id: under which the person was seen.
    """

    stamp_ns: int
    fast: float = math.nan
    fast_noise: float = math.nan
    slow: float = math.nan
    slow_noise: float = math.nan
    upper_share: float = math.nan
    arm: tuple[float, float] = (math.nan, math.nan)
    shake: tuple[float, float] = (math.nan, math.nan)
    trunk: float = math.nan
    camera_px: float = math.nan
    track_id: str = ''

    @property
    def moves(self) -> bool:
        """Whether a motion that is larger than breathing was seen."""
        return self.fast >= FAST_PER_S or self.slow >= SLOW_PER_S

    @property
    def stirs(self) -> bool:
        """Whether a motion was seen that breathing does not make, however small."""
        return self.fast >= STIR_FAST or self.slow >= STIR_SLOW

    @property
    def tells(self) -> bool:
        """Whether a motion would have been seen if there had been one."""
        return self.moves or (self.fast_noise < HIDDEN_FAST and not self.slow_noise >= HIDDEN_SLOW)


def watched_s(moments: Sequence[Moment]) -> np.ndarray:
    """Return float64 (n - 1,): the seconds up to each of the n moments but the first.

    0 where nobody watched: between images too far apart, and from one track to the next.
    """
    return np.array([
        seconds if seconds <= _LONGEST_GAP_S and before.track_id == after.track_id else 0.0
        for before, after in zip(moments, moments[1:], strict=False)
        for seconds in [(after.stamp_ns - before.stamp_ns) / NS_PER_S]])
