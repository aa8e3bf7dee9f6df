"""Voices that wait until it is known who was in view while they were heard."""

from collections import deque

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.stamp_order import JUMP_BACK_NS

# Sound waits so long for the images; then camera or detector count as dead.
BLIND_AFTER_S = 2.0
_BLIND_AFTER_NS = round(BLIND_AFTER_S * NS_PER_S)

# More than are heard within BLIND_AFTER_S.
MOST_WAITING = 64


class HeardVoices:
    """Compares the time of the sound with that of the images; not locked by itself."""

    def __init__(self):
        self._readings: deque[VoiceReading] = deque(maxlen=MOST_WAITING)
        self._sound_ns = 0
        # Stamp of the newest image; of the first sound, while no image has come.
        self._seen_ns: int | None = None

    @property
    def blind(self) -> bool:
        """Whether sound goes on and nobody has said for long who is in view."""
        return self._seen_ns is not None and self._sound_ns > self._seen_ns + _BLIND_AFTER_NS

    def see(self, stamp_ns: int) -> None:
        """Note that it is known who is in the image of `stamp_ns`."""
        self._seen_ns = stamp_ns

    def listen(self, stamp_ns: int) -> bool:
        """Note the stamp of new sound; return whether time has jumped back."""
        jumped = stamp_ns <= self._sound_ns - JUMP_BACK_NS
        if self._seen_ns is None:
            self._seen_ns = stamp_ns
        elif jumped:
            self._seen_ns = min(stamp_ns, self._seen_ns)
            self._readings.clear()
        self._sound_ns = stamp_ns
        return jumped

    def add(self, reading: VoiceReading) -> None:
        """Let a voice wait."""
        self._readings.append(reading)

    def take(self) -> list[VoiceReading]:
        """Return the voices whose time the images have reached or will not reach any more."""
        known_ns = max(self._seen_ns, self._sound_ns - _BLIND_AFTER_NS)
        due = [reading for reading in self._readings if reading.end_ns <= known_ns]
        for reading in due:
            self._readings.remove(reading)
        return due

    def restart(self, stamp_ns: int) -> None:
        """Forget what waits: the images' time has jumped back to `stamp_ns`."""
        self._readings.clear()
        self._sound_ns = self._seen_ns = stamp_ns
