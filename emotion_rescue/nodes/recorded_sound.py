"""The sound of any recording, also of bags, whose sound is ROS messages."""

from collections.abc import Iterable
from collections.abc import Iterator

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import RecordedItem
from emotion_rescue.pipeline.recording import RecordedMessage


def sound_of(items: Iterable[RecordedItem]) -> Iterator[AudioClip]:
    """Yield the sound among `items` of a recording.

    Raises:
        InputError: sound of a bag that cannot be understood.
    """
    for item in items:
        if isinstance(item, AudioClip):
            yield item
        elif isinstance(item, RecordedMessage) and item.kind == AUDIO:
            yield _clip_of(item)


def _clip_of(message):
    from rclpy.serialization import deserialize_message

    from emotion_rescue.nodes.audio_messages import clip_from_chunk
    from emotion_rescue_msgs.msg import AudioChunk
    return clip_from_chunk(deserialize_message(message.serialised, AudioChunk))
