"""Says of every voice where it comes from, where several microphones hear it."""

from dataclasses import replace
import logging

import numpy as np

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.interfaces import VoiceScorer
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.sound_bearing import sound_bearing

_logger = logging.getLogger(__name__)


class LocatedVoiceScorer:
    """A VoiceScorer that adds the bearing to what another one says.

    The bearing is that of the loudest sound in the window, so it is told only of windows in which
    a voice was heard.
    """

    def __init__(self, scorer: VoiceScorer, microphones_m: np.ndarray):
        """Take the scorer, and where the microphones are, (2 to 6, 3) metres in their frame."""
        self._scorer, self._microphones_m = scorer, microphones_m
        self._warned = False

    @property
    def problem(self) -> str:
        """What the scorer says that is wrong with it; '' for nothing."""
        return getattr(self._scorer, 'problem', '')

    def load(self) -> None:
        """Load the scorer."""
        self._scorer.load()

    def close(self) -> None:
        """Close the scorer."""
        self._scorer.close()

    def describe(self) -> str:
        """Return the scorer's description, and how many microphones tell directions."""
        return f'{self._scorer.describe()}; bearings from {len(self._microphones_m)} microphones'

    def score(self, clip: AudioClip) -> VoiceReading:
        """Return what the scorer says of `clip`, with the bearing where it can be told."""
        reading = self._scorer.score(clip)
        if not reading.heard:
            return reading
        if clip.channels != len(self._microphones_m):
            self._warn(clip.channels)
            return reading
        found = sound_bearing(clip.samples, clip.sample_rate_hz, self._microphones_m)
        if found is None:
            return reading
        return replace(reading, bearing_rad=found.bearing_rad, bearing_std_rad=found.std_rad,
                       ahead_assumed=found.ahead_assumed)

    def _warn(self, channels):
        if not self._warned:
            self._warned = True
            _logger.warning(
                'the sound has %d channels and microphones_xyz_m names %d microphones, so it is '
                'not known where voices come from; let them agree', channels,
                len(self._microphones_m))
