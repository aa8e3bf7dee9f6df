"""The node that listens: a sound card in, audio out."""

from functools import partial
import sys
from typing import Any

from rclpy.qos import QoSProfile

from emotion_rescue.core.settings import MicrophoneSettings
from emotion_rescue.nodes.audio_messages import chunk_from_samples
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.nodes.level_meter import LevelMeter
from emotion_rescue.nodes.managed_node import ManagedNode
from emotion_rescue.nodes.managed_node import run_node
from emotion_rescue.nodes.rate_meter import RateMeter
from emotion_rescue.nodes.sound_capture import Block
from emotion_rescue.nodes.sound_capture import SoundCapture
from emotion_rescue.nodes.sound_card import port_audio
from emotion_rescue.nodes.sound_card import PortAudioStream
from emotion_rescue_msgs.msg import AudioChunk

# A hole in the sound makes a window of it worthless: reliable, with room for a busy subscriber.
_AUDIO_QOS = QoSProfile(depth=100)
# A shout may touch full scale; of what is clipped for a tenth of the time little can be told.
_CLIPPING = 0.1


class MicrophoneWork:
    """What the microphone node does; see `nodes.managed_node.NodeWork`."""

    def __init__(self, node: ManagedNode, open_stream: Any):
        """Prepare; `open_stream` has the arguments of PortAudioStream (None: that one)."""
        self._node = node
        self._open_stream = open_stream
        self._settings: MicrophoneSettings | None = None
        self._publisher = None
        self._capture: SoundCapture | None = None
        self._rate, self._meter = RateMeter(), LevelMeter()

    def load(self, settings: MicrophoneSettings) -> None:
        """Create the publisher.

        Raises:
            MissingPackageError: sounddevice or PortAudio is not installed.
        """
        if self._open_stream is None:
            port_audio()
        self._settings = settings
        self._publisher = self._node.create_publisher(AudioChunk, 'audio', _AUDIO_QOS)

    def start(self) -> None:
        """Begin to capture; a missing microphone is waited for."""
        settings = self._settings
        self._rate, self._meter = RateMeter(), LevelMeter()
        self._capture = SoundCapture(
            partial(self._open_stream or PortAudioStream, settings.device,
                    settings.sample_rate_hz, settings.channels, settings.chunk_s),
            self._publish, lambda: self._node.get_clock().now().nanoseconds,
            chunk_s=settings.chunk_s, retry_s=settings.retry_s,
            say=self._say)

    def stop(self) -> None:
        """End the capture."""
        if self._capture is not None:
            self._capture.close()
            self._capture = None

    def close(self) -> None:
        """Free the publisher."""
        if self._publisher is not None:
            self._node.destroy_publisher(self._publisher)
            self._publisher = None

    def report(self) -> Report:
        """Return whether sound comes, and what was lost."""
        capture = self._capture
        if capture is None:
            return Report()
        sound = self._meter.level
        if capture.problem:
            level, words = Level.ERROR, capture.problem
        elif sound.clipped_share > _CLIPPING:
            level, words = Level.WARN, (
                f'{sound.clipped_share:.0%} of the sound is clipped; turn the microphone down')
        else:
            level, words = Level.OK, ''
        return Report(level, words, {
            'device': capture.device or None,
            'published [Hz]': self._rate.rate_hz,
            'last sound [s ago]': self._rate.age_s,
            'level [dBFS]': sound.rms_dbfs,
            'level of the quietest channel [dBFS]': sound.quietest_rms_dbfs,
            'peak [dBFS]': sound.peak_dbfs,
            'offset [share of full scale]': sound.offset,
            'clipped [%]': 100.0 * sound.clipped_share,
            'overruns': capture.overruns,
            'dropped': capture.dropped,
            'reopened': max(0, capture.reopened),
        })

    def _say(self, sentence, lost):
        logger = self._node.get_logger()
        # Each from a line of its own: rclpy remembers the severity of a line.
        if lost:
            logger.warning(sentence)
        else:
            logger.info(sentence)

    def _publish(self, block: Block) -> None:
        if self._node.context.ok():
            self._publisher.publish(chunk_from_samples(
                block.samples, block.sample_rate_hz, block.stamp_ns, self._settings.frame_id,
                block.first_sample))
        self._rate.tick()
        self._meter.add(block.samples)


class MicrophoneNode(ManagedNode):
    """Lifecycle node `microphone`: publishes audio with the capture time of its first sample."""

    def __init__(self, *, open_stream: Any = None, **node_options):
        """Create the node, unconfigured.

        Args:
            open_stream: stands in for `PortAudioStream`.
            **node_options: of rclpy's Node, such as namespace and parameter_overrides.
        """
        super().__init__('microphone', MicrophoneSettings,
                         lambda node: MicrophoneWork(node, open_stream), **node_options)


def main(args: list[str] | None = None) -> int:
    """Run the node until Ctrl-C."""
    run_node(MicrophoneNode, args)
    return 0


if __name__ == '__main__':
    sys.exit(main())
