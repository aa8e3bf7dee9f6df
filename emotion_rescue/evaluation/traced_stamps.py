"""Which input a message was made of, told by its stamp."""

from bisect import bisect_left
from bisect import bisect_right
from dataclasses import dataclass

from emotion_rescue.core.frames import NS_PER_S

# Nodes bridge holes in the sound up to this length, and go by sample numbers within.
_BRIDGED_NS = round(0.2 * NS_PER_S)
# Stamps of chunks may differ by this from what sample numbers say.
_JITTER_NS = round(0.02 * NS_PER_S)
# Topics about sound; all others are about an image.
TONE, WORDS = 'voice, tone', 'voice, words'
# Made at an image, or, where images lack, at a chunk of sound.
SURVIVORS = 'survivors'


@dataclass(frozen=True)
class OutputMessage:
    """A message that a node has published.

    Attributes:
        topic: relative name, or TONE or WORDS.
        stamp_ns: of its header; None where it has no place for one, as an empty list of markers.
        end_ns: end of what it is about; the stamp itself but for sound.
        arrival_ns: when it came, in wall time.
    """

    topic: str
    stamp_ns: int | None
    end_ns: int | None
    arrival_ns: int


class PublishedInputs:
    """When each image and each chunk of sound was published; stamps rise."""

    def __init__(self):
        self._images: dict[int, int] = {}
        self._begins_ns: list[int] = []
        self._ends_ns: list[int] = []
        self._published_ns: list[int] = []

    @property
    def counts(self) -> dict[str, int]:
        """How many images and chunks there were."""
        return {'images': len(self._images), 'audio': len(self._begins_ns)}

    def add_image(self, stamp_ns: int, published_ns: int) -> None:
        """Note an image."""
        self._images[stamp_ns] = published_ns

    def add_sound(self, begin_ns: int, end_ns: int, published_ns: int) -> None:
        """Note a chunk of sound; one that begins before the newest is put in its place."""
        at = bisect_right(self._begins_ns, begin_ns)
        self._begins_ns.insert(at, begin_ns)
        self._ends_ns.insert(at, end_ns)
        self._published_ns.insert(at, published_ns)

    def published_ns(self, message: OutputMessage) -> int | None:
        """Return when the input that completes what `message` is about was published.

        None where its stamp belongs to no input: to no image, or, of sound, to no chunk and no
        hole that nodes bridge.
        """
        if message.stamp_ns is None:
            return None
        if message.topic in (TONE, WORDS):
            return self._sound(message.stamp_ns, message.end_ns)
        found = self._images.get(message.stamp_ns)
        return self._chunk(message.stamp_ns) if (
            found is None and message.topic == SURVIVORS) else found

    def _chunk(self, stamp_ns):
        at = bisect_left(self._begins_ns, stamp_ns)
        exact = at < len(self._begins_ns) and self._begins_ns[at] == stamp_ns
        return self._published_ns[at] if exact else None

    def _sound(self, begin_ns, end_ns):
        at = bisect_right(self._begins_ns, begin_ns + _JITTER_NS) - 1
        if at < 0 or begin_ns > self._ends_ns[at] + _BRIDGED_NS:
            return None
        last = bisect_left(self._ends_ns, end_ns - _JITTER_NS)
        return self._published_ns[last] if last < len(self._ends_ns) else None
