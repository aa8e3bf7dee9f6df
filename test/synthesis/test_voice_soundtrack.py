from pathlib import Path
import shutil

import numpy as np
import pytest

from emotion_rescue.synthesis import voice_soundtrack
from emotion_rescue.synthesis.voice_soundtrack import demo_soundtrack
from emotion_rescue.synthesis.voice_soundtrack import LENGTH_S
from emotion_rescue.synthesis.voice_soundtrack import make_soundtrack

pytest.importorskip('soundfile')


def loudness(samples, begin_s, end_s):
    return np.sqrt(np.mean(samples[int(begin_s * 16000):int(end_s * 16000)] ** 2))


@pytest.mark.parametrize('duration_s', [0.0, 5.0, LENGTH_S, 65.0])
def test_any_length(duration_s):
    clip = demo_soundtrack(duration_s, stamp_ns=5)
    assert clip.duration_s == pytest.approx(duration_s) and clip.stamp_ns == 5
    assert np.abs(clip.samples).max(initial=0.0) <= 1.0


def test_scenes_and_silences_are_where_they_should_be(monkeypatch):
    monkeypatch.setattr(voice_soundtrack, 'REAL_WORDS', Path('nowhere'))
    samples = demo_soundtrack(LENGTH_S).samples
    for start_s, _, _ in voice_soundtrack.SCENES:
        assert loudness(samples, start_s, start_s + 2.5) > 0.02
    assert loudness(samples, 0.0, 0.9) < 0.005
    assert loudness(samples, 35.0, 39.0) < 0.005


def test_recorded_words_are_mixed_in():
    if not voice_soundtrack.REAL_WORDS.is_dir():
        pytest.skip('alsa-utils, which brings recorded words, is not installed')
    assert loudness(demo_soundtrack(LENGTH_S).samples, 34.5, 35.9) > 0.05


def test_real_sounds_where_there_are_none(monkeypatch):
    monkeypatch.setattr(voice_soundtrack, 'REAL_WORDS', Path('nowhere'))
    assert voice_soundtrack.real_sounds() == {}


def test_the_file_is_what_the_recipe_makes(monkeypatch):
    if shutil.which('espeak-ng') is None:
        pytest.skip('espeak-ng is not installed')
    monkeypatch.setattr(voice_soundtrack, 'REAL_WORDS', Path('nowhere'))
    made, kept = make_soundtrack(), demo_soundtrack(LENGTH_S).samples
    assert np.corrcoef(made, kept)[0, 1] > 0.95  # Vorbis changes a little
