"""Mechanics with scripted hearing; what the shipped models hear is in docs/hearing.md."""

from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.evaluation.noise_trials import as_table
from emotion_rescue.evaluation.noise_trials import noise_trial
from emotion_rescue.pipeline.audio_ring import AudioRing
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.synthesis.voice.noises import NOISE_KINDS
from emotion_rescue.synthesis.voice.noises import noise_of_kind


class Hears:
    """Hears a voice of some distress in every window, or nothing (None)."""

    def __init__(self, distress):
        self._distress = distress
        self.clips = []

    def score(self, clip):
        self.clips.append(clip)
        reading = VoiceReading(clip.stamp_ns, clip.duration_s, clip.frame_id, 0.9)
        return reading if self._distress is None else replace(reading, distress=self._distress)


def trial(scorer, kind='engine', minutes=1):
    return noise_trial(kind, minutes, lambda tell: DistressEngine(
        fusion=LogOddsFusion(half_life_s=8.0), windows=AudioRing(), voice=scorer, lockstep=True,
        on_voice=tell))


@pytest.mark.parametrize(('distress', 'voices', 'above', 'level'), [
    (None, 0, 0, DistressLevel.UNKNOWN), (0.1, 59, 0, DistressLevel.NONE),
    (0.9, 59, 59, DistressLevel.SEVERE)])
def test_every_false_voice_is_counted(distress, voices, above, level):
    found = trial(Hears(distress))
    assert (found.voices, found.above_mild, found.highest_level) == (voices, above, level)
    assert found.survivors == (voices > 0)
    assert f'| engine | 1 | {voices} |' in as_table([found])


def test_minutes_differ_in_loudness_and_noise():
    scorer = Hears(None)
    trial(scorer, minutes=3)
    first, second, third = (np.sqrt(np.mean(scorer.clips[i].samples ** 2)) for i in (5, 65, 125))
    assert second / first == pytest.approx(4.0, rel=0.1)
    assert third / second == pytest.approx(4.0, rel=0.1)


@pytest.mark.parametrize('kind, minutes, split, problem', [
    ('violin', 1, 'test', "not 'violin'"), ('engine', 0, 'test', '0 minutes'),
    ('engine', 1, 'exam', "splits are train, val, test, not 'exam'")])
def test_what_is_no_noise_is_refused_and_nothing_is_made(kind, minutes, split, problem):
    def make(tell):
        raise AssertionError('an engine was made')

    with pytest.raises(InputError, match=problem):
        noise_trial(kind, minutes, make, split)


def test_a_table_of_nothing():
    assert '| **all** | 0 | 0 |' in as_table([])


@pytest.mark.parametrize('kind', NOISE_KINDS)
def test_a_noise_of_each_kind_has_one_loudness(kind):
    sound = noise_of_kind(kind, 'val', 16000, np.random.default_rng(0))
    assert np.sqrt(np.mean(sound ** 2)) == pytest.approx(1.0)
