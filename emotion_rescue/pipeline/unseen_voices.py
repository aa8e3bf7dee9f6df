"""Voices of people who are not seen, told apart by when and from where they are heard."""

from collections import deque
from dataclasses import dataclass
from dataclasses import field
import math

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.people_book import file_voice
from emotion_rescue.pipeline.people_book import KEPT_READINGS
from emotion_rescue.pipeline.sound_bearing import turned

# Half-overlapping windows of sound hold the same call twice; one reading alone may be a noise.
CONFIRMED_READINGS = 2

# Somebody who calls pauses to breathe and to listen; after this long it may be somebody else.
SAME_VOICE_S = 15.0

# A robot that turns takes its microphones along, so bearings compare for this long only.
SAME_BEARING_S = 3.0

# Bearings this far apart, beside three deviations, are of two people: echoes shift them.
_APART_RAD = math.radians(20.0)

# More people who call at once are not told apart.
_MOST_VOICES = 8


@dataclass(eq=False)
class UnseenVoice:
    """Readings of sound that are taken for one voice.

    Attributes:
        number: counts voices, from 1.
        first_ns: stamp of the beginning of the first reading.
        last_ns: stamp of the end of the newest reading.
        count: readings so far.
        tones: the newest readings of the tone, oldest first.
        words: the newest judged words, oldest first.
        distress: the judgement before the next one.
    """

    number: int
    first_ns: int
    last_ns: int
    count: int = 0
    tones: deque[AttributedVoice] = field(default_factory=lambda: deque(maxlen=KEPT_READINGS))
    words: deque[AttributedVoice] = field(default_factory=lambda: deque(maxlen=KEPT_READINGS))
    distress: DistressEstimate = DistressEstimate()

    @property
    def readings(self) -> list[AttributedVoice]:
        """All that is evidence, tones first."""
        return [*self.tones, *self.words]

    @property
    def bearing_rad(self) -> tuple[float, float]:
        """Bearing of the newest sound and its deviation, in radians; NaN where never known."""
        known = [v.reading for v in self.readings if not math.isnan(v.reading.bearing_rad)]
        if not known:
            return math.nan, math.nan
        newest = max(known, key=lambda reading: reading.end_ns)  # words come late
        return newest.bearing_rad, newest.bearing_std_rad

    def add(self, reading: VoiceReading, share: float) -> None:
        """Note a reading that is of this voice, unseen with the chance `share`."""
        self.count += 1
        self.first_ns = min(self.first_ns, reading.stamp_ns)
        self.last_ns = max(self.last_ns, reading.end_ns)
        file_voice(AttributedVoice(reading, share), self.tones, self.words)

    def apart_rad(self, reading: VoiceReading) -> float | None:
        """Return how far from it a reading comes beyond what chance explains; None: unknown."""
        if math.isnan(reading.bearing_rad):
            return None
        known = [v.reading for v in self.readings if not math.isnan(v.reading.bearing_rad)]
        near = min(known, key=lambda other: _between_ns(other, reading), default=None)
        if near is None or _between_ns(near, reading) > SAME_BEARING_S * NS_PER_S:
            return None
        spread = math.hypot(near.bearing_std_rad, reading.bearing_std_rad)
        between = abs(turned(reading.bearing_rad - near.bearing_rad))
        return max(0.0, between - _APART_RAD - 3.0 * spread)


class UnseenVoices:
    """Sorts readings by voice; not locked."""

    def __init__(self):
        """Prepare without any voice."""
        self._voices: list[UnseenVoice] = []
        self._count = 0

    def confirmed(self) -> list[UnseenVoice]:
        """Return the voices that were heard often enough, in the order of their first sound."""
        return [voice for voice in self._voices if voice.count >= CONFIRMED_READINGS]

    def hear(self, reading: VoiceReading, share: float) -> list[UnseenVoice]:
        """Note a reading; return the confirmed voices that have ended before it."""
        since_ns = reading.stamp_ns - round(SAME_VOICE_S * NS_PER_S)
        ended = self._end([v for v in self._voices if v.last_ns < since_ns])
        self._voice_of(reading).add(reading, share)
        return ended

    def end(self) -> list[UnseenVoice]:
        """Let all voices end; return those that were confirmed."""
        return self._end(list(self._voices))

    def _end(self, voices):
        ended = [voice for voice in self.confirmed() if voice in voices]
        self._voices = [voice for voice in self._voices if voice not in voices]
        return ended

    def _voice_of(self, reading):
        apart = {voice: voice.apart_rad(reading) for voice in self._voices}
        fitting = [voice for voice in self._voices if not apart[voice]]
        if fitting:
            # One whose bearing agrees rather than one whose bearing is not known.
            return max(fitting, key=lambda v: (apart[v] is not None, v.last_ns))
        if len(self._voices) >= _MOST_VOICES:
            return min(self._voices, key=lambda v: apart[v])
        self._count += 1
        voice = UnseenVoice(self._count, reading.stamp_ns, reading.end_ns)
        self._voices.append(voice)
        return voice


def _between_ns(one, other):
    """Return the silence between two readings; below 0 where they overlap."""
    return max(one.stamp_ns, other.stamp_ns) - min(one.end_ns, other.end_ns)
