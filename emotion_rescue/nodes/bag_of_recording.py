"""Writes a recording as a bag, its images as JPEG, to be played again and again."""

from pathlib import Path

from rclpy.serialization import serialize_message

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.nodes.audio_messages import chunk_from_clip
from emotion_rescue.nodes.bag_file import BagFile
from emotion_rescue.nodes.image_messages import compressed_from_frame
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import available_ns
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import Recording

_JPEG_QUALITY = 90
_TYPES = {COMPRESSED_IMAGE: 'sensor_msgs/msg/CompressedImage',
          AUDIO: 'emotion_rescue_msgs/msg/AudioChunk'}
# Hashes are looked at by rosbag2's own player only, and no publisher is here to tell them.
_NO_HASH = 'RIHS01_' + 64 * '0'


def write_bag(recording: Recording, folder: Path) -> None:
    """Write all images and sound of `recording`, which is no bag, into the new bag `folder`.

    Raises:
        InputError: the bag exists already or cannot be made.
        MissingPackageError: rosbags is not installed.
    """
    bag = BagFile(folder)
    bag.open()
    try:
        handles = {kind: bag.add_topic(f'/{kind}', name, _NO_HASH)
                   for kind, name in _TYPES.items()}
        samples = 0
        for item in recording.items():
            kind, message = _message(item, samples)
            bag.write(handles[kind], available_ns(item), serialize_message(message))
            if isinstance(item, AudioClip):
                samples += len(item.samples)
    finally:
        bag.close()


def _message(item: ImageFrame | AudioClip, samples: int):
    if isinstance(item, AudioClip):
        return AUDIO, chunk_from_clip(item, samples)
    return COMPRESSED_IMAGE, compressed_from_frame(item, _JPEG_QUALITY)
