"""What the models say about a person, and what the package concludes from it.

A reading is one model's answer about one view or one stretch of sound. An assessment is the
conclusion about a person from all readings. Unknown is always said as unknown: NaN, None,
`DistressLevel.UNKNOWN` or `Responsiveness.UNKNOWN`, never 0.
"""

from dataclasses import dataclass
from dataclasses import field
from enum import IntEnum
import math

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import unknown_emotions
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.vad import UNKNOWN_VAD
from emotion_rescue.core.vad import Vad
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading


class DistressLevel(IntEnum):
    """How bad it is. The numbers are those of emotion_rescue_msgs/PersonDistress."""

    UNKNOWN = 0
    NONE = 1
    MILD = 2
    MODERATE = 3
    SEVERE = 4


class Responsiveness(IntEnum):
    """Whether a person reacts. The numbers are those of emotion_rescue_msgs/PersonDistress."""

    UNKNOWN = 0
    RESPONSIVE = 1
    UNRESPONSIVE = 2


class Modality(IntEnum):
    """Where evidence comes from. The numbers are those of emotion_rescue_msgs/Evidence."""

    SIGHT = 0
    VOICE_TONE = 1
    WORDS = 2
    MOTION = 3


@dataclass(frozen=True, eq=False)
class SightReading:
    """What a vision-language model says of one view of one person.

    Attributes:
        person_id: whom it is about.
        stamp_ns: capture time of the image that was judged.
        emotions: float32 (26,) probabilities in the order of `CATEGORIES`; NaN where unknown.
        vad: valence, arousal, dominance on 1..10.
        distress: probability 0..1 that the person is in distress as the model itself says it;
            NaN where the model has no such output.
        quality: 0..1, how much the view deserved a judgement (1: near and whole).
        judged: False where there was no time to look at the view; the rest says nothing then,
            and the person should be looked at again at once.
    """

    person_id: str
    stamp_ns: int
    emotions: np.ndarray = field(default_factory=unknown_emotions)
    vad: Vad = UNKNOWN_VAD
    distress: float = math.nan
    quality: float = 1.0
    judged: bool = True

    def __post_init__(self):
        if self.emotions.shape != (CATEGORY_COUNT,):
            raise ValueError(f'emotions have the shape ({CATEGORY_COUNT},), '
                             f'not {self.emotions.shape}')

    @property
    def known(self) -> bool:
        """Whether the model said anything at all."""
        return (self.vad.known or not math.isnan(self.distress)
                or not bool(np.isnan(self.emotions).all()))


@dataclass(frozen=True, eq=False)
class VoiceReading:
    """What was heard in one stretch of sound: the tone of a window, or the words of an utterance.

    Attributes:
        stamp_ns: capture time of the first sample.
        duration_s: length of the stretch.
        frame_id: the microphone's frame.
        speech_probability: 0..1 that somebody speaks or makes a vocal sound; NaN where unknown.
        emotions: mapping of the classifier's own labels to probabilities; empty where the model
            has no categories or nothing was heard.
        vad: valence, arousal, dominance on 1..10; unknown where nothing was heard.
        distress: probability 0..1 that the voice is in distress; NaN where unknown.
        transcript: what was said, as far as it was understood.
        words: what the words say; None where they were not judged.
        bearing_rad: where it comes from, about the z axis of the microphone's frame, 0 along x,
            positive to the left (REP-103); NaN where unknown.
        bearing_std_rad: standard deviation of that; NaN where unknown.
        ahead_assumed: whether it may as well come from the mirror image of the bearing behind.
    """

    stamp_ns: int
    duration_s: float
    frame_id: str = ''
    speech_probability: float = math.nan
    emotions: dict[str, float] = field(default_factory=dict)
    vad: Vad = UNKNOWN_VAD
    distress: float = math.nan
    transcript: Transcript = Transcript()
    words: WordsReading | None = None
    bearing_rad: float = math.nan
    bearing_std_rad: float = math.nan
    ahead_assumed: bool = False

    @property
    def end_ns(self) -> int:
        """Capture time of the end, in nanoseconds."""
        return self.stamp_ns + round(self.duration_s * NS_PER_S)

    @property
    def heard(self) -> bool:
        """Whether a voice was heard, as far as the models say anything about one."""
        return (bool(self.emotions) or self.vad.known or not math.isnan(self.distress)
                or bool(self.transcript.text))


@dataclass(frozen=True, eq=False)
class AttributedVoice:
    """A voice that may be the voice of a certain person, with the chance 0..1 that it is."""

    reading: VoiceReading
    share: float


@dataclass(frozen=True)
class Evidence:
    """One reason for a conclusion, in words that an operator can read.

    Attributes:
        modality: where it comes from.
        what: a plain sentence fragment, such as 'looks like Fear (0.81)'.
        weight: contribution to the log-odds of distress after discounting; above 0 speaks for
            distress.
        age_s: seconds between the evidence and the stamp of the conclusion.
    """

    modality: Modality
    what: str
    weight: float
    age_s: float


@dataclass(frozen=True)
class DistressEstimate:
    """A fused judgement.

    Attributes:
        probability: 0..1 of distress; NaN where nothing is known.
        level: UNKNOWN where the probability is not to be trusted.
        confidence: 0..1, how much evidence stands behind it; 0 where there is none.
        responsiveness: whether the person reacts.
        evidence: the reasons, heaviest first.
        to_border: how far the probability is from where another level begins, 0..1; NaN where
            nothing is known.
        lower_since_ns: stamp since which the probability is that of a lower level than the one
            that still holds; None where it is not.
    """

    probability: float = math.nan
    level: DistressLevel = DistressLevel.UNKNOWN
    confidence: float = 0.0
    responsiveness: Responsiveness = Responsiveness.UNKNOWN
    evidence: tuple[Evidence, ...] = ()
    to_border: float = math.nan
    lower_since_ns: int | None = None


@dataclass(frozen=True, eq=False)
class PersonAssessment:
    """Everything that is known about one person at the stamp of one image.

    Attributes:
        person_id: track id.
        in_view: whether the person is in the image of that stamp.
        assessed_ns: capture time of the newest view that was judged; None before the first.
        emotions: float32 (26,), NaN where unknown.
        vad: on 1..10, NaN where unknown.
        distress: the fused judgement.
        position_m: in metres in the camera's optical frame, or None.
    """

    person_id: str
    in_view: bool
    assessed_ns: int | None = None
    emotions: np.ndarray = field(default_factory=unknown_emotions)
    vad: Vad = UNKNOWN_VAD
    distress: DistressEstimate = DistressEstimate()
    position_m: tuple[float, float, float] | None = None
