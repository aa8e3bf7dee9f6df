from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.training.voice_hardening import HardeningShares
from emotion_rescue.training.voice_hardening import VoiceHardening

WINDOW = 8000
NOTHING = dict.fromkeys(HardeningShares.__dataclass_fields__, 0.0)


@pytest.fixture(scope='module')
def tone():
    return (8000 * np.sin(2 * np.pi * 440.0 * np.arange(12000) / 16000)).astype(np.int16)


def hardened(clips, nobody=None, seed=0, **shares):
    hardening = VoiceHardening(WINDOW, HardeningShares(**(NOTHING | shares)), noises=4)
    clips = np.stack(clips)
    nobody = np.zeros(len(clips), bool) if nobody is None else np.array(nobody)
    return hardening.windows(clips, nobody, np.random.default_rng(seed))


def peak_hz(window):
    return np.abs(np.fft.rfft(window, 1 << 16)).argmax() * 16000 / (1 << 16)


def test_nothing_asked_for_changes_nothing_but_loudness_and_sign(tone):
    window = hardened([tone])[0]
    assert abs(peak_hz(window) - 440.0) < 1.0
    assert np.std(window) == pytest.approx(1.0, abs=1e-3)


def test_speed_moves_the_pitch_within_its_bounds(tone):
    pitches = [peak_hz(w) for w in hardened([tone] * 12, speed=1.0)]
    assert 410.0 < min(pitches) < 435.0 and 445.0 < max(pitches) < 470.0


def test_noise_is_added_at_many_levels(tone):
    shares = [np.abs(np.fft.rfft(w)) for w in hardened([tone] * 12, added_noise=1.0)]
    tonal = [float((s ** 2)[200:240].sum() / (s ** 2).sum()) for s in shares]
    assert max(tonal) > 0.95 and min(tonal) < 0.8


def test_only_where_nobody_is_heard_does_noise_take_the_place(tone):
    voice, noise = hardened([tone, tone], [False, True], bursts=1.0)
    assert abs(peak_hz(voice) - 440.0) < 1.0
    share = np.abs(np.fft.rfft(noise)) ** 2
    assert share[215:225].sum() < 0.5 * share.sum()


def test_a_narrow_microphone_loses_what_is_high():
    hiss = (3000 * np.random.default_rng(0).standard_normal(12000)).astype(np.int16)
    def high(window):
        power = np.abs(np.fft.rfft(window)) ** 2
        return power[-400:].sum() / power.sum()
    assert high(hardened([hiss], narrow=1.0)[0]) < 0.05 * high(hardened([hiss])[0])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10 ** 6), st.sampled_from([0, 1, 300, 32767]))
def test_whatever_comes_the_windows_are_finite_and_of_one_loudness(seed, loud):
    rng = np.random.default_rng(seed)
    clips = [rng.integers(-loud, loud + 1, size=WINDOW + 500).astype(np.int16) for _ in range(3)]
    made = hardened(clips, [True, False, False], seed, **dict.fromkeys(NOTHING, 0.7))
    assert made.shape == (3, WINDOW) and made.dtype == np.float32
    assert np.isfinite(made).all() and (np.std(made, axis=1) < 1.01).all()
