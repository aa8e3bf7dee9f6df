import sys

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.voice.source import folds
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.source import tract
from emotion_rescue.synthesis.voice.vocoder import revoiced
from emotion_rescue.synthesis.voice.vocoder import VoiceChange

pyworld = pytest.importorskip('pyworld')
N = SAMPLE_RATE_HZ
RNG = np.random.default_rng(0)
VOICE = tract(folds(120.0 + 20.0 * np.sin(np.linspace(0, 6, N)), 1.0, 0.0, RNG), 'a', 1.0)


def changed(**changes):
    return revoiced(VOICE, VoiceChange(**{'f0_hz': 120.0, **changes}), np.random.default_rng(1))


def pitch_hz(sound):
    f0_hz, times_s = pyworld.dio(sound, SAMPLE_RATE_HZ)
    f0_hz = pyworld.stonemask(sound, f0_hz, times_s, SAMPLE_RATE_HZ)
    return f0_hz[f0_hz > 0]


def centre_hz(sound):
    power = np.abs(np.fft.rfft(sound)) ** 2
    return float((np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ) * power).sum() / power.sum())


@pytest.mark.parametrize('f0_hz', [90.0, 120.0, 240.0, 400.0])
def test_pitch_is_as_asked_and_length_stays(f0_hz):
    sound = changed(f0_hz=f0_hz)
    assert np.median(pitch_hz(sound)) == pytest.approx(f0_hz, rel=0.1)
    assert len(sound) == pytest.approx(N, abs=400) and np.abs(sound).max() == pytest.approx(1.0)


@pytest.mark.parametrize('rate', [0.8, 1.25])
def test_a_rate_changes_the_length_and_not_the_pitch(rate):
    sound = changed(rate=rate)
    assert len(sound) == pytest.approx(N / rate, rel=0.03)
    assert np.median(pitch_hz(sound)) == pytest.approx(120.0, rel=0.1)


def test_melody_widens_the_pitch():
    flat, wide = (np.std(np.log(pitch_hz(changed(melody=m)))) for m in (0.0, 2.0))
    assert wide > 2 * flat


def test_a_shorter_tract_and_effort_raise_the_spectrum():
    plain = centre_hz(changed())
    assert centre_hz(changed(formants=1.25)) > 1.1 * plain
    assert centre_hz(changed(tilt_db=6.0)) > 1.1 * plain > 1.1 * centre_hz(changed(tilt_db=-3.0))


def test_tremor_trembles():
    def wobble(sound):
        loudness = np.abs(sound[:len(sound) // 160 * 160]).reshape(-1, 160).mean(axis=1)
        return loudness[10:-10].std() / loudness[10:-10].mean()
    assert wobble(changed(tremor=1.0)) > 1.5 * wobble(changed())


@pytest.mark.parametrize('sound', [np.zeros(4000), 0.1 * RNG.standard_normal(4000)],
                         ids=['silence', 'hiss'])
def test_what_has_no_pitch_comes_through(sound):
    made = revoiced(sound, VoiceChange(f0_hz=150.0, formants=1.2), np.random.default_rng(0))
    assert np.isfinite(made).all() and abs(len(made) - 4000) < 400


def test_same_chance_same_voice():
    np.testing.assert_array_equal(changed(jitter=0.02), changed(jitter=0.02))


def test_a_missing_vocoder_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, 'pyworld', None)
    with pytest.raises(MissingPackageError, match='pip install pyworld'):
        changed()
