"""A rosbag2 bag; its messages are passed on as they lie in it."""

from collections.abc import Iterator
import contextlib
import os
from pathlib import Path
import struct

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import CAMERA_INFO
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import DEPTH
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import RecordedMessage
from emotion_rescue.pipeline.recording import stamp_of_serialised

_RAW = 'sensor_msgs/msg/Image'
_COMPRESSED = 'sensor_msgs/msg/CompressedImage'
_INFO = 'sensor_msgs/msg/CameraInfo'
_AUDIO = 'emotion_rescue_msgs/msg/AudioChunk'
# What this package itself draws is no input.
_DRAWN = 'overlay'


class BagRecording:
    """Images, depth, camera information and sound of a bag, in the order of recording.

    Args:
        path: the bag's folder, or its one file.
        image_topic: which images; '' where there is only one such topic.

    Raises:
        InputError: it is no bag, has no such images, or several and none was chosen.
        MissingPackageError: rosbags is not installed.
    """

    live = False

    def __init__(self, path: Path, image_topic: str = ''):
        self._path = path
        with self._open() as reader:
            types = {c.topic: c.msgtype for c in reader.connections}
            counts = {t: sum(c.msgcount for c in reader.connections if c.topic == t)
                      for t in types}
            self._duration_s = reader.duration / NS_PER_S
        self.topics = choose_topics(types, image_topic, str(path))
        self.kinds = frozenset(self.topics.values())
        self._images = next((topic, counts[topic]) for topic, kind in self.topics.items()
                            if kind in (IMAGE, COMPRESSED_IMAGE))

    def describe(self) -> str:
        """Return one line about it."""
        topic, count = self._images
        others = ', '.join(t for t in self.topics if t != topic)
        return (f'{self._path}, {count} images of {topic}' + (f', {others}' if others else '')
                + f', {self._duration_s:.1f} s')

    def items(self, start_s: float = 0.0,
              duration_s: float | None = None) -> Iterator[RecordedMessage]:
        """Yield the messages; the part is chosen by the time of recording."""
        with self._open() as reader:
            start_ns = reader.start_time + round(start_s * NS_PER_S)
            stop_ns = None if duration_s is None else start_ns + round(duration_s * NS_PER_S)
            wanted = [c for c in reader.connections if c.topic in self.topics]
            for connection, _, data in reader.messages(wanted, start_ns, stop_ns):
                yield RecordedMessage(
                    self.topics[connection.topic], stamp_of_serialised(data), bytes(data))

    @contextlib.contextmanager
    def _open(self):
        try:
            from rosbags.rosbag2 import Reader
        except ImportError as error:
            raise MissingPackageError('reading a bag needs the Python package rosbags; install '
                                      'it with: pip install rosbags') from error
        try:
            with Reader(self._path) as reader:
                yield reader
        except _broken() as error:
            raise InputError(
                f'the bag {str(self._path)!r} is damaged or incomplete ({error}); a bag whose '
                'recording was cut off may be mended by: mcap recover') from error


def _broken():
    from rosbags.rosbag2 import ReaderError

    # The reader meets the end of a cut file in any of these forms.
    return (ReaderError, OSError, struct.error, TypeError, ValueError, AssertionError, KeyError,
            IndexError)


def choose_topics(types: dict[str, str], image_topic: str, bag: str) -> dict[str, str]:
    """Return topic -> kind of what is to be replayed.

    Args:
        types: topic -> message type of everything in the bag.
        image_topic: the chosen images, or ''.
        bag: how to name the bag in an error.

    Raises:
        InputError: no images, or several and none was chosen.
    """
    image_topic = image_topic or _only_image_topic(types, bag)
    kind = {_RAW: IMAGE, _COMPRESSED: COMPRESSED_IMAGE}.get(types.get(image_topic))
    if kind is None:
        raise InputError(f'the bag {bag!r} has no images on {image_topic!r}; it has '
                         f'{", ".join(_image_topics(types)) or "none at all"}')
    depths = [t for t, name in types.items() if name == _RAW and 'depth' in t]
    infos = [t for t, name in types.items() if name == _INFO]
    sounds = [t for t, name in types.items() if name == _AUDIO]
    chosen = {image_topic: kind}
    for topics, other in ((depths, DEPTH), (infos, CAMERA_INFO), (sounds, AUDIO)):
        if topics:
            chosen[max(sorted(topics), key=lambda t: _kinship(t, image_topic))] = other
    return chosen


def _image_topics(types):
    return sorted(t for t, name in types.items()
                  if name in (_RAW, _COMPRESSED) and 'depth' not in t and _DRAWN not in t)


def _only_image_topic(types, bag):
    topics = _image_topics(types)
    # The same images in two forms are one choice: the one without loss.
    topics = [t for t in topics if t.removesuffix('/compressed') == t
              or t.removesuffix('/compressed') not in topics]
    if len(topics) != 1:
        found = f'several image topics ({", ".join(topics)})' if topics else 'no image topic'
        raise InputError(f'the bag {bag!r} has {found}; choose one with --image-topic')
    return topics[0]


def _kinship(topic, image_topic):
    return len(os.path.commonprefix([topic, image_topic]))
