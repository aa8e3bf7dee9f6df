"""Images and sound of any recording, also of bags, whose content is ROS messages."""

from collections.abc import Iterable
from collections.abc import Iterator

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.nodes.recorded_sound import sound_of
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import RecordedItem
from emotion_rescue.pipeline.recording import RecordedMessage


class RecordedContent:
    """Yields what is in a recording as images and sound; depth and calibration are left out.

    Attributes:
        broken: messages that could not be understood and were left out.
        problem: what was wrong with the last of them; '' where there is none.
    """

    def __init__(self, items: Iterable[RecordedItem]):
        """Take the items of a recording."""
        self.broken = 0
        self.problem = ''
        self._items = items

    def __iter__(self) -> Iterator[ImageFrame | AudioClip]:
        """Yield images and sound in the order of the recording."""
        for item in self._items:
            try:
                opened = _opened(item)
            except InputError as error:
                self.broken += 1
                self.problem = str(error)
                continue
            if opened is not None:
                yield opened


def _opened(item):
    if not isinstance(item, RecordedMessage):
        return item
    if item.kind == AUDIO:
        return next(sound_of([item]))
    if item.kind in (IMAGE, COMPRESSED_IMAGE):
        return _frame_of(item)
    return None


def _frame_of(message):
    from sensor_msgs.msg import CompressedImage

    from emotion_rescue.nodes.image_messages import frame_from_compressed
    from emotion_rescue.nodes.image_messages import frame_from_wire
    from emotion_rescue.nodes.serialised import message_from
    if message.kind == COMPRESSED_IMAGE:
        return frame_from_compressed(message_from(message.serialised, CompressedImage))
    return frame_from_wire(message.serialised)
