from pathlib import Path

import numpy as np
import pytest
from speech_engines import needs_engines

from emotion_rescue.synthesis.voice import soundtrack
from emotion_rescue.synthesis.voice.soundtrack import demo_soundtrack
from emotion_rescue.synthesis.voice.soundtrack import LENGTH_S
from emotion_rescue.synthesis.voice.soundtrack import make_soundtrack

pytest.importorskip('soundfile')


def loudness(samples, begin_s, end_s):
    return np.sqrt(np.mean(samples[int(begin_s * 16000):int(end_s * 16000)] ** 2))


@pytest.mark.parametrize('duration_s', [0.0, 5.0, LENGTH_S, 65.0])
def test_any_length(duration_s):
    clip = demo_soundtrack(duration_s, stamp_ns=5)
    assert clip.duration_s == pytest.approx(duration_s) and clip.stamp_ns == 5
    assert np.abs(clip.samples).max(initial=0.0) <= 1.0


def test_scenes_and_silences_are_where_they_should_be(monkeypatch):
    monkeypatch.setattr(soundtrack, 'REAL_WORDS', Path('nowhere'))
    samples = demo_soundtrack(LENGTH_S).samples
    for start_s, _, _ in soundtrack.SCENES:
        assert loudness(samples, start_s, start_s + 2.5) > 0.02
    assert loudness(samples, 0.0, 0.9) < 0.005
    assert loudness(samples, 35.0, 39.0) < 0.005


def test_recorded_words_are_mixed_in():
    if not soundtrack.REAL_WORDS.is_dir():
        pytest.skip('alsa-utils, which brings recorded words, is not installed')
    assert loudness(demo_soundtrack(LENGTH_S).samples, 34.5, 35.9) > 0.05


def test_real_sounds_where_there_are_none(monkeypatch):
    monkeypatch.setattr(soundtrack, 'REAL_WORDS', Path('nowhere'))
    assert soundtrack.real_sounds() == {}


@needs_engines
def test_a_new_soundtrack_has_every_scene_in_its_time():
    samples = make_soundtrack(seed=1)
    assert samples.shape == (int(LENGTH_S * 16000),) and np.abs(samples).max() <= 1.0
    for start_s, _, _ in soundtrack.SCENES:
        assert loudness(samples, start_s, start_s + 2.5) > 0.015
    begin_s, end_s = soundtrack.ENGINE_S
    assert loudness(samples, begin_s + 0.5, end_s - 0.5) > 0.05
    assert loudness(samples, 0.0, 0.9) < 0.005 and loudness(samples, 36.0, 39.0) < 0.005
