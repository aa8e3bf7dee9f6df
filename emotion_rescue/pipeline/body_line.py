"""Lets posture and motion of people be watched beside everything else, image by image."""

from collections.abc import Sequence
from dataclasses import dataclass
import logging

from emotion_rescue.core.body import ResponsivenessReading
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.pipeline.frame_store import OpenFrame
from emotion_rescue.pipeline.graver_level import with_responsiveness
from emotion_rescue.pipeline.newest_slot import NewestSlot
from emotion_rescue.pipeline.person_record import PersonRecord
from emotion_rescue.pipeline.responsiveness import ResponsivenessWatch
from emotion_rescue.pipeline.responsiveness_rules import THEIR_VOICE
from emotion_rescue.pipeline.worker import Worker

_log = logging.getLogger(__name__)

# Images that follow sooner show nothing more of what is looked for: trembling ends at 10 Hz, and
# is told from 10 images a second on.
_EVERY_NS = NS_PER_S // 12


@dataclass(frozen=True, eq=False)
class _Shown:
    people: PeopleInView
    open_frame: OpenFrame

    @property
    def stamp_ns(self):
        return self.people.stamp_ns


class BodyLine:
    """Thread-safe. Live, a thread of its own watches between `start` and the end of its worker.

    Attributes:
        broken: images that could not be opened.
    """

    def __init__(self, enabled: bool, lockstep: bool):
        """Prepare; nothing runs before `start`.

        Args:
            enabled: whether anybody is watched; else nothing is known of posture and motion.
            lockstep: whether `see` watches by itself, instead of a thread.
        """
        self.broken = 0
        self._enabled, self._lockstep = enabled, lockstep
        self._watch = ResponsivenessWatch()
        self._due: NewestSlot[_Shown] = NewestSlot()
        self._watched_ns: int | None = None

    def start(self) -> Sequence[Worker]:
        """Return the started thread, if one is needed."""
        self._due = NewestSlot()
        if self._lockstep or not self._enabled:
            return []
        return [Worker('motion', self._due, self._look).start()]

    @property
    def untold(self) -> int:
        """How many images told nothing of motion so far."""
        return self.broken + sum(self._watch.counts.values())

    def see(self, people: PeopleInView, open_frame: OpenFrame | None) -> None:
        """Take the next image and who is in it; None shows nothing."""
        if open_frame is None or not self._enabled:
            return
        shown = _Shown(people, open_frame)
        if self._lockstep:
            self._look(shown)
        else:
            self._due.put(shown)

    def call(self, stamp_ns: int) -> None:
        """Note that the robot has called to people, and that its sound ended at `stamp_ns`."""
        self._watch.call(stamp_ns)

    def judged(self, record: PersonRecord, stamp_ns: int) -> DistressEstimate:
        """Return the emotional distress of somebody with what posture and motion say."""
        reading = self.reading(record, stamp_ns)
        age_s = max(0, stamp_ns - record.last_ns) / NS_PER_S
        return with_responsiveness(record.emotional, reading, age_s)

    def reading(self, record: PersonRecord, stamp_ns: int) -> ResponsivenessReading:
        """Return whether somebody reacts, by posture, motion and voices."""
        return self._watch.reading(record.spans, stamp_ns, map(_as_answer, record.heard))

    def _look(self, shown):
        before_ns = self._watched_ns
        if before_ns is not None and 0 <= shown.stamp_ns - before_ns < _EVERY_NS:
            return
        try:
            frame = shown.open_frame()
        except Exception as error:  # noqa: BLE001 (decoders raise what they like)
            self.broken += 1
            _log.debug('an image of %d ns cannot be opened: %s', shown.stamp_ns, error)
            return
        self._watched_ns = shown.stamp_ns
        self._watch.see(shown.people, frame.bgr, shown.stamp_ns)


def _as_answer(voice: AttributedVoice) -> tuple[int, float]:
    """Return when a voice began, and how surely it shows that this person can answer.

    Words do. Whoever only moans may be unconscious: that says no more than that there is a voice.
    """
    share = voice.share
    if not voice.reading.transcript.text:
        share = min(share, 0.99 * THEIR_VOICE)
    return voice.reading.stamp_ns, share
