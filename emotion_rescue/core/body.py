"""What a body does: how it is held and how it moves; what is not known is UNKNOWN or NaN."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from enum import IntEnum
import math

from emotion_rescue.core.readings import Responsiveness


class Posture(IntEnum):
    """How a person holds the body; LIMB_ONLY is an arm or a leg of somebody covered."""

    UNKNOWN = 0
    STANDING = 1
    SITTING = 2
    KNEELING = 3
    LYING = 4
    LIMB_ONLY = 5


@dataclass(frozen=True)
class PostureReading:
    """How one person is held, as far as it can be told.

    Attributes:
        chances: posture -> probability 0..1, together 1; empty where nothing is known.
        why_unknown: words for an operator where nothing is known, such as 'too small'.
        may_lie: whether nothing is known as the picture ends within the person, and what is seen
            has a shape that somebody who lies may have.
    """

    chances: Mapping[Posture, float] = field(default_factory=dict)
    why_unknown: str = ''
    may_lie: bool = False

    @property
    def likeliest(self) -> Posture:
        """The posture with the highest probability; UNKNOWN where nothing is known."""
        return max(self.chances, key=self.chances.get, default=Posture.UNKNOWN)

    def chance(self, *postures: Posture) -> float:
        """Return the probability 0..1 of any of `postures`; NaN where nothing is known."""
        if not self.chances:
            return math.nan
        return sum(self.chances.get(posture, 0.0) for posture in postures)


@dataclass(frozen=True)
class BodyMotion:
    """How one person moved while watched; each chance is a question of its own.

    Attributes:
        still: probability 0..1 that nothing moved but at most the breath; NaN where unknown.
        moving: that arms, legs or trunk moved as they do on purpose.
        waving: that an arm was swung to and fro beside or above the trunk.
        trembling: that the body shook at 4..10 Hz; NaN where images are too rare to show it.
        breathing: that the trunk rose and fell as in breathing; NaN where that could not be seen,
            which says nothing of whether there is a breath.
        watched_s: seconds of which this speaks, without those in which nothing could be told.
        still_s: seconds from the last motion to the newest image; 0 where it moves now.
        onset_ns: stamp at which the newest motion began; None where none was seen.
        moved_ns: stamp of the newest image with a motion; None where none was seen.
        why_unknown: words for an operator where motion is not known, such as 'the camera moves'.
    """

    still: float = math.nan
    moving: float = math.nan
    waving: float = math.nan
    trembling: float = math.nan
    breathing: float = math.nan
    watched_s: float = 0.0
    still_s: float = 0.0
    onset_ns: int | None = None
    moved_ns: int | None = None
    why_unknown: str = ''

    @property
    def known(self) -> bool:
        """Whether anything can be said of motion and stillness."""
        return not math.isnan(self.moving)

    def because(self, why: str) -> 'BodyMotion':
        """Return the same with another `why_unknown`."""
        return replace(self, why_unknown=why)


@dataclass(frozen=True)
class ResponsivenessReading:
    """Whether one person reacts, by what the body does and what was heard.

    Attributes:
        state: UNKNOWN where neither can be said.
        confidence: 0..1 that `state` is so; 0 where it is UNKNOWN.
        what: plain words for an operator, such as 'lies still for 14 s'; '' where there are none.
        motion: how the person moves.
        posture: how the person is held.
        still_s: seconds of watched stillness up to the newest image; a planner may raise the
            priority by it while `state` is still UNKNOWN.
    """

    state: Responsiveness = Responsiveness.UNKNOWN
    confidence: float = 0.0
    what: str = ''
    motion: BodyMotion = field(default_factory=BodyMotion)
    posture: PostureReading = field(default_factory=PostureReading)
    still_s: float = 0.0


UNKNOWN_POSTURE = PostureReading()
UNKNOWN_MOTION = BodyMotion()
UNKNOWN_RESPONSIVENESS = ResponsivenessReading()
