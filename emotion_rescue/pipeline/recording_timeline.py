"""The order and time in which a recording is played."""

from collections.abc import Iterable
from collections.abc import Iterator
import dataclasses

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import available_ns
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import kind_of
from emotion_rescue.pipeline.recording import RecordedItem
from emotion_rescue.pipeline.recording import RecordedMessage
from emotion_rescue.pipeline.recording import Recording

# Between the end of a recording and its begin when it is played in a loop.
_SEAM_NS = NS_PER_S // 10


def played(recording: Recording, start_s: float = 0.0, duration_s: float | None = None,
           loop: bool = False) -> Iterator[RecordedItem]:
    """Yield the items of a recording; in a loop time goes on instead of jumping back."""
    offset_ns = 0
    while True:
        first_ns = last_ns = None
        for item in recording.items(start_s, duration_s):
            time_ns = available_ns(item)
            first_ns = time_ns if first_ns is None else min(first_ns, time_ns)
            last_ns = time_ns if last_ns is None else max(last_ns, time_ns)
            yield _later(item, offset_ns)
        if not loop or first_ns is None:
            return
        offset_ns += last_ns - first_ns + _SEAM_NS


def images_last(items: Iterable[RecordedItem]) -> Iterator[RecordedItem]:
    """Yield an image after whatever else has the same stamp, such as its depth."""
    waiting = None
    for item in items:
        if waiting is not None:
            if is_image(item) or item.stamp_ns != waiting.stamp_ns:
                yield waiting
                waiting = None
        if is_image(item):
            waiting = item
        else:
            yield item
    if waiting is not None:
        yield waiting


def last_image_last(items: Iterable[RecordedItem]) -> Iterator[RecordedItem]:
    """Yield the last image after all sound, so that its judgement says that all was heard."""
    held: list[RecordedItem] = []  # an image, and what has come after it
    for item in items:
        if is_image(item):
            yield from held
            held = [item]
        elif held:
            held.append(item)
        else:
            yield item
    yield from held[1:]
    yield from held[:1]


def is_image(item: RecordedItem) -> bool:
    """Return whether an item is a camera image, in whatever form."""
    return kind_of(item) in (IMAGE, COMPRESSED_IMAGE)


def _later(item, offset_ns):
    if not offset_ns:
        return item
    stamp_ns = item.stamp_ns + offset_ns
    if isinstance(item, RecordedMessage):
        return item.restamped(stamp_ns)
    return dataclasses.replace(item, stamp_ns=stamp_ns)
