"""Microphones through PortAudio: opens one by name or number, and says when each sound was."""

from collections.abc import Callable
import math
from typing import Any
from typing import Protocol

import numpy as np

from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.core.errors import MissingPackageError

# on_block(samples, delay_s, overflowed): float32 (n, channels), owned by the receiver; seconds
# since the capture of the first sample; whether sound was lost before it.
OnBlock = Callable[[np.ndarray, float, bool], object]

# A delay beyond this is no delay but a clock that is not filled in.
_LARGEST_DELAY_S = 2.0


class DeviceError(EmotionRescueError):
    """A sound device that is not there, or not able to do what is asked."""


class InputStream(Protocol):
    """An open microphone.

    Attributes:
        name: of the device.
        sample_rate_hz: at which it captures.
    """

    name: str
    sample_rate_hz: int

    def close(self) -> None:
        """End the capture; no block comes afterwards."""


class PortAudioStream:
    """An `InputStream` of a sound card.

    Args:
        device: number, name or part of a name; '' is the system's default.
        sample_rate_hz: rate; 0 is the device's own.
        channels: how many to capture.
        chunk_s: length of a block in seconds.
        on_block: called with each block from PortAudio's thread.

    Raises:
        MissingPackageError: sounddevice or PortAudio is not installed.
        DeviceError: there is no such device, or it cannot do this; names those that are there.
    """

    def __init__(self, device: str, sample_rate_hz: int, channels: int, chunk_s: float,
                 on_block: OnBlock):
        sound = port_audio()
        # PortAudio looks for devices only when it starts: this finds one plugged in since.
        sound._terminate()
        sound._initialize()
        try:
            found = sound.query_devices(
                int(device) if device.isdecimal() else device or None, 'input')
            self.name = found['name']
            self.sample_rate_hz = sample_rate_hz or round(found['default_samplerate'])
            self._on_block, self._error = on_block, sound.PortAudioError
            self._stream = sound.InputStream(
                device=found['index'], samplerate=self.sample_rate_hz, channels=channels,
                blocksize=round(chunk_s * self.sample_rate_hz), dtype='float32',
                callback=self._take)
            self._stream.start()
        except (ValueError, sound.PortAudioError) as error:
            raise DeviceError(
                f'{_called(device)} cannot be opened at {sample_rate_hz or "its own"} Hz with '
                f'{channels} channels ({error}); input devices: '
                f'{", ".join(input_devices(sound)) or "none"}') from error

    def close(self) -> None:
        """End the capture."""
        self._stream.close()

    def _take(self, samples, count, times, status):
        samples = samples.copy()
        delay_s = capture_delay_s(
            times.inputBufferAdcTime, self._now_s(times.currentTime), count / self.sample_rate_hz)
        self._on_block(samples, delay_s, bool(status.input_overflow))

    def _now_s(self, called_s):
        """Return the driver's time, or that at which PortAudio made this call."""
        # Since then other threads may have had the interpreter, for many milliseconds.
        try:
            return max(called_s, self._stream.time)
        except self._error:
            return called_s


def port_audio() -> Any:
    """Return the module sounddevice.

    Raises:
        MissingPackageError: it or PortAudio is not installed.
    """
    try:
        import sounddevice
    except ImportError as error:
        raise MissingPackageError(
            'the microphone needs the package sounddevice; pip install sounddevice') from error
    except OSError as error:
        raise MissingPackageError(
            'the microphone needs the library PortAudio; apt-get install libportaudio2'
        ) from error
    return sounddevice


def _called(device):
    return f'the microphone {device!r}' if device else "the system's microphone"


def input_devices(sound: Any) -> list[str]:
    """Return 'number: name (channels, rate)' of every device that captures."""
    return [f'{d["index"]}: {d["name"]} ({d["max_input_channels"]} channels, '
            f'{d["default_samplerate"]:.0f} Hz)'
            for d in sound.query_devices() if d['max_input_channels'] > 0]


def capture_delay_s(adc_s: float, now_s: float, length_s: float) -> float:
    """Return how long ago the first sample of a block was captured, in seconds.

    Args:
        adc_s: when it was, on the driver's clock; some drivers leave it 0, and those of sound
            servers are estimates, at times of less than the block takes.
        now_s: now, on the same clock.
        length_s: length of the block, the least that can have passed.
    """
    delay_s = now_s - adc_s
    known = adc_s > 0.0 and math.isfinite(delay_s) and delay_s <= _LARGEST_DELAY_S
    return max(delay_s, length_s) if known else length_s
