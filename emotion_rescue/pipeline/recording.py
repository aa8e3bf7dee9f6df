"""What can be fed to the nodes in place of a robot: a bag, a video, a folder, a camera.

A recording gives its content in the order of its own time. Sound comes when its last sample was
captured, so that everything heard before an image precedes that image.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import struct
from typing import Protocol

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S

# Kinds of content; also the names of the topics that carry them.
IMAGE = 'image'
COMPRESSED_IMAGE = 'image/compressed'
DEPTH = 'depth'
CAMERA_INFO = 'camera_info'
AUDIO = 'audio'

# CDR in little endian, then a message that starts with std_msgs/Header: seconds, nanoseconds.
_CDR_LITTLE_ENDIAN = b'\x00\x01'
_STAMP = struct.Struct('<iI')
_STAMP_OFFSET = 4
_LENGTH = struct.Struct('<I')


@dataclass(frozen=True)
class RecordedMessage:
    """A message of a bag as it was on the wire.

    Attributes:
        kind: one of the kinds above.
        stamp_ns: the stamp in its header.
        serialised: CDR.
    """

    kind: str
    stamp_ns: int
    serialised: bytes

    def restamped(self, stamp_ns: int) -> 'RecordedMessage':
        """Return the same message with another stamp in its header."""
        head, tail = self.serialised[:_STAMP_OFFSET], self.serialised[_STAMP_OFFSET + 8:]
        stamp = _STAMP.pack(*divmod(stamp_ns, NS_PER_S))
        return RecordedMessage(self.kind, stamp_ns, head + stamp + tail)


RecordedItem = ImageFrame | AudioClip | RecordedMessage


class Recording(Protocol):
    """Recorded or live input."""

    kinds: frozenset[str]
    live: bool

    def describe(self) -> str:
        """Return one line: what it is, its size and length."""

    def items(self, start_s: float = 0.0,
              duration_s: float | None = None) -> Iterator[RecordedItem]:
        """Yield the content from `start_s` after the begin on, for `duration_s` seconds.

        Raises:
            InputError: the input turned out to be broken or has gone.
        """


def kind_of(item: RecordedItem) -> str:
    """Return the kind of an item of a recording."""
    if isinstance(item, RecordedMessage):
        return item.kind
    return IMAGE if isinstance(item, ImageFrame) else AUDIO


def available_ns(item: RecordedItem) -> int:
    """Return the moment from which an item exists: the end of a sound, else its stamp."""
    return item.end_ns if isinstance(item, AudioClip) else item.stamp_ns


def header_of_serialised(serialised: bytes) -> tuple[int, str]:
    """Return stamp in nanoseconds and frame_id of a CDR message that starts with a header.

    Raises:
        InputError: it is cut off, or of a byte order that no ROS 2 machine writes.
    """
    stamp_ns = stamp_of_serialised(serialised)
    begin = _STAMP_OFFSET + _STAMP.size + _LENGTH.size
    if len(serialised) < begin:
        raise InputError('a message ends within its header')
    (length,) = _LENGTH.unpack_from(serialised, begin - _LENGTH.size)
    text = bytes(serialised[begin:begin + length])
    if len(text) < length:
        raise InputError('a message ends within its header')
    return stamp_ns, text.rstrip(b'\0').decode('utf-8', errors='replace')


def stamp_of_serialised(serialised: bytes) -> int:
    """Return the stamp in nanoseconds of a CDR message that starts with a header.

    Raises:
        InputError: it is too short, or of a byte order that no ROS 2 machine writes.
    """
    if serialised[:2] != _CDR_LITTLE_ENDIAN or len(serialised) < _STAMP_OFFSET + _STAMP.size:
        raise InputError(f'a message starts with {bytes(serialised[:12])!r}, '
                         'expected little-endian CDR with a header')
    seconds, nanoseconds = _STAMP.unpack_from(serialised, _STAMP_OFFSET)
    return seconds * NS_PER_S + nanoseconds
