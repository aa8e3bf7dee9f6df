"""A rosbag2 folder (MCAP) that is being written; messages are stored serialised as they came."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.nodes.message_definitions import message_definition

_NS_PER_S = 1_000_000_000
# Profiles offered by publishers come as strings in this version of rosbag2's metadata.
_BAG_VERSION = 9


class BagFile:
    """Writes one bag; `open`, then `add_topic` and `write` as often as needed, then `close`.

    Args:
        folder: the bag, a folder that must not exist yet.
    """

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        self.message_count = 0
        self._writer = None

    def open(self) -> None:
        """Create the folder.

        Raises:
            InputError: it exists already or cannot be made.
            MissingPackageError: rosbags is not installed.
        """
        try:
            from rosbags.rosbag2 import StoragePlugin
            from rosbags.rosbag2 import Writer
            from rosbags.rosbag2 import WriterError
        except ImportError as error:
            raise MissingPackageError(
                'recording needs the Python package rosbags; install it with: '
                'pip install rosbags') from error
        try:
            self._writer = Writer(
                self.folder, version=_BAG_VERSION, storage_plugin=StoragePlugin.MCAP)
            self._writer.open()
        except WriterError as error:
            raise InputError(f'the bag {str(self.folder)!r} exists already; name a folder that '
                             'does not exist') from error
        except OSError as error:
            raise InputError(f'the bag {str(self.folder)!r} cannot be made '
                             f'({error.strerror}); name another folder') from error

    def add_topic(self, topic: str, type_name: str, type_hash: str,
                  offered_qos: Iterable[Any] = ()) -> Any:
        """Announce a topic and return the handle to give to `write`.

        Args:
            topic: full name.
            type_name: such as 'sensor_msgs/msg/Image'.
            type_hash: its RIHS01 hash.
            offered_qos: rclpy QoSProfile of each publisher.

        Raises:
            UnknownTypeError: the definition of the type is not installed.
        """
        return self._writer.add_connection(
            topic, type_name, msgdef=message_definition(type_name), rihs01=type_hash,
            offered_qos_profiles=[_bag_qos(qos) for qos in offered_qos])

    def write(self, handle: Any, time_ns: int, serialised: bytes) -> None:
        """Store one message as received at `time_ns`."""
        self._writer.write(handle, time_ns, serialised)
        self.message_count += 1

    def close(self) -> None:
        """Write what is pending, the index and the metadata; safe to call twice."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()


def _bag_qos(qos):
    from rosbags import interfaces

    def named(kind, value):
        return kind.__members__.get(value.name, kind.UNKNOWN)

    def time(duration):
        return interfaces.QosTime(*divmod(duration.nanoseconds, _NS_PER_S))

    return interfaces.Qos(
        named(interfaces.QosHistory, qos.history), qos.depth,
        named(interfaces.QosReliability, qos.reliability),
        named(interfaces.QosDurability, qos.durability),
        time(qos.deadline), time(qos.lifespan),
        named(interfaces.QosLiveliness, qos.liveliness), time(qos.liveliness_lease_duration),
        qos.avoid_ros_namespace_conventions)
