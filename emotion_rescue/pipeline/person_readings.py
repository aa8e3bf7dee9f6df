"""Everything that was read of one person."""

from collections.abc import Sequence
from dataclasses import dataclass

from emotion_rescue.core.body import ResponsivenessReading
from emotion_rescue.core.body import UNKNOWN_RESPONSIVENESS
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import SightReading


@dataclass(frozen=True, eq=False)
class PersonReadings:
    """What the models said of one person, oldest first, and whether the person reacts.

    Attributes:
        sight: how the person looked.
        heard: voices that may be this person's.
        body: by posture, motion and voices, at the newest image.
    """

    sight: Sequence[SightReading] = ()
    heard: Sequence[AttributedVoice] = ()
    body: ResponsivenessReading = UNKNOWN_RESPONSIVENESS
