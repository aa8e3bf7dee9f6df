"""Whether judgements and voices come late after the image or sound that they are about."""

from emotion_rescue.core.due_times import IMAGE_DUE_S
from emotion_rescue.core.due_times import TONE_DUE_S
from emotion_rescue.core.due_times import words_due_s
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.nodes.arrivals import Arrivals
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.nodes.late_messages import LateMessages

# Half a minute of sound also in short chunks: so long words may take.
_MOST_CHUNKS = 3000


class DistressLateness:
    """Thread-safe; times are those of time.monotonic().

    Args:
        settings: of the distress node. In lockstep nothing is late, as everything waits its turn.
    """

    def __init__(self, settings: DistressSettings):
        self._lockstep = settings.lockstep
        self._images, self._sound = Arrivals(), Arrivals(_MOST_CHUNKS)
        self._judgements = LateMessages('judgements', 'their image', IMAGE_DUE_S)
        self._tones = LateMessages('tones', 'their sound', TONE_DUE_S)
        self._words = LateMessages('words', 'their sound', words_due_s(settings))

    def image(self, stamp_ns: int, came_s: float) -> None:
        """Note when an image came."""
        self._images.note(stamp_ns, came_s)

    def sound(self, end_ns: int, came_s: float) -> None:
        """Note when sound that ends at `end_ns` came."""
        self._sound.note(end_ns, came_s)

    def judged(self, stamp_ns: int, detections_came_s: float) -> None:
        """Note that the image of `stamp_ns` has just been judged.

        Where it never came itself, its detections' arrival counts.
        """
        image_came_s = self._images.at(stamp_ns)
        self._judgements.note(detections_came_s if image_came_s is None else image_came_s)

    def told(self, reading: VoiceReading) -> None:
        """Note that what was heard has just been published."""
        came_s = self._sound.reaching(reading.end_ns)
        if came_s is not None:
            (self._words if reading.transcript.text else self._tones).note(came_s)

    def reports(self) -> list[Report]:
        """Return what there is to say of each kind."""
        if self._lockstep:
            return []
        return [late.report() for late in (self._judgements, self._tones, self._words)]
