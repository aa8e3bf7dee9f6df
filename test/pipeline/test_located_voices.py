import logging
import math

import numpy as np
import pytest

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.located_voices import LocatedVoiceScorer
from emotion_rescue.synthesis.voice.microphones import microphone_array

_RATE_HZ = 16000


class _Judge:
    """A VoiceScorer that says the same of everything."""

    def __init__(self, distress):
        self.distress, self.alive = distress, False

    def load(self):
        self.alive = True

    def close(self):
        self.alive = False

    def describe(self):
        return 'a judge'

    def score(self, clip):
        return VoiceReading(clip.stamp_ns, clip.duration_s, clip.frame_id, 0.9,
                            distress=self.distress)


def _clip(channels=2, lag=0):
    """Bursts that the first microphone hears `lag` samples after the second."""
    rng = np.random.default_rng(0)
    loud = rng.normal(0, 0.2, _RATE_HZ) * (np.arange(_RATE_HZ) // 1600 % 4 == 0)
    samples = np.stack([np.roll(loud, lag if channel == 0 else 0) for channel in range(channels)],
                       axis=1)
    return AudioClip((samples + rng.normal(0, 1e-4, samples.shape)).astype(np.float32), _RATE_HZ,
                     7, 'microphones')


def test_a_voice_gets_the_bearing_of_the_sound_and_keeps_what_is_said_of_it():
    located = LocatedVoiceScorer(_Judge(0.7), microphone_array(2))
    ahead, right = located.score(_clip()), located.score(_clip(lag=5))
    assert math.degrees(ahead.bearing_rad) == pytest.approx(0, abs=2)
    # Five samples are 0.107 m of the 0.2 m between the two.
    assert math.degrees(right.bearing_rad) == pytest.approx(-32.4, abs=3)
    assert 0 < right.bearing_std_rad < math.radians(10)
    assert (right.stamp_ns, right.frame_id, right.distress) == (7, 'microphones', 0.7)


def test_where_nobody_is_heard_no_direction_is_told():
    reading = LocatedVoiceScorer(_Judge(math.nan), microphone_array(2)).score(_clip())
    assert math.isnan(reading.bearing_rad) and math.isnan(reading.bearing_std_rad)


@pytest.mark.parametrize('clip', [
    _clip(3), AudioClip(np.ones(_RATE_HZ, np.float32), _RATE_HZ, 0)])
def test_sound_of_other_microphones_is_told_once_and_has_no_direction(clip, caplog):
    located = LocatedVoiceScorer(_Judge(0.7), microphone_array(2))
    with caplog.at_level(logging.WARNING):
        readings = [located.score(clip) for _ in range(3)]
    assert all(math.isnan(r.bearing_rad) and r.distress == 0.7 for r in readings)
    said, = [record.getMessage() for record in caplog.records]
    assert f'{clip.channels} channels' in said and 'names 2 microphones' in said


def test_the_scorer_inside_lives_and_dies_with_it():
    judge = _Judge(0.7)
    located = LocatedVoiceScorer(judge, microphone_array(3))
    located.load()
    assert judge.alive
    assert located.describe() == 'a judge; bearings from 3 microphones'
    located.close()
    assert not judge.alive
