"""A detector that hears loudness stands in for Silero, but where real words are cut."""

import tracemalloc

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
import numpy as np
import pytest
from real_words import REAL_WORDS
from real_words import real_words
from real_words import voice_limits_s

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.utterances import UtteranceCutter

RATE_HZ = 16000  # a sample is a whole number of nanoseconds


class Loudness:
    """A SpeechStream to which everything loud is speech."""

    step = 512

    def __init__(self):
        self.reset()

    def reset(self):
        self.held = np.zeros(0, np.float32)

    def feed(self, samples):
        self.held = np.concatenate([self.held, samples])
        count = len(self.held) // self.step
        steps, self.held = np.split(self.held, [count * self.step])
        rms = np.sqrt(np.mean(steps.reshape(-1, self.step) ** 2, axis=1))
        assert np.isfinite(rms).all()
        return np.minimum(rms, 1.0)


def cutter(**changed):
    return UtteranceCutter(Loudness(), **changed)


def sound(*parts, rate_hz=RATE_HZ):
    """Return samples of parts of (seconds, loud)."""
    rng = np.random.default_rng(0)
    return np.concatenate([rng.uniform(0.9, 1.0, round(s * rate_hz)) * loud * np.resize(
        [1, 1, -1, -1], round(s * rate_hz)) for s, loud in parts]).astype(np.float32)


SPOKEN = sound((1.0, 0), (0.8, 1), (1.0, 0), (0.05, 1), (0.6, 0), (0.5, 1), (0.2, 0), (0.4, 1),
               (0.9, 0))


def clip(samples, first=0, rate_hz=RATE_HZ, start_ns=0, frame_id='microphone'):
    return AudioClip(samples[first:], rate_hz, start_ns + first * NS_PER_S // rate_hz, frame_id)


def in_chunks(cut, samples, size=1600, numbered=True, rate_hz=RATE_HZ):
    """Return the utterances of `samples`, pushed in chunks."""
    return [u for first in range(0, len(samples), size) for u in cut.push(
        clip(samples[:first + size], first, rate_hz), first if numbered else None)]


def check(utterances, samples):
    """Every utterance holds the samples of the time that its stamp names."""
    for u in utterances:
        first = u.stamp_ns * u.sample_rate_hz // NS_PER_S
        np.testing.assert_array_equal(u.samples, samples[first:first + len(u.samples)])


def same(found, expected):
    assert [u.stamp_ns for u in found] == [u.stamp_ns for u in expected]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one.samples, other.samples)


def test_nothing_gives_nothing():
    cut = cutter()
    assert cut.push(clip(np.zeros(0, np.float32))) == [] and cut.finish() == []
    assert cut.counts.chunks == 1 and cut.counts.utterances == 0


def test_silence_gives_nothing():
    cut = cutter()
    assert in_chunks(cut, np.zeros(160000, np.float32)) == [] and cut.finish() == []


def test_utterances_begin_before_and_end_after_speech():
    cut = cutter()
    first, second = in_chunks(cut, SPOKEN)
    check((first, second), SPOKEN)
    assert first.stamp_ns / NS_PER_S == pytest.approx(0.75, abs=0.033)
    assert first.end_ns / NS_PER_S == pytest.approx(2.05, abs=0.033)
    assert second.stamp_ns / NS_PER_S == pytest.approx(3.2, abs=0.033)
    assert second.end_ns / NS_PER_S == pytest.approx(4.8, abs=0.033)
    assert first.frame_id == 'microphone'
    assert cut.counts.utterances == 2 and cut.counts.too_short == 1


def test_an_utterance_comes_as_soon_as_its_pause_is_over():
    cut = cutter()
    ends = [round((i + 160) / RATE_HZ, 3) for i in range(0, len(SPOKEN), 160)
            if cut.push(clip(SPOKEN[:i + 160], i), i)]
    assert ends[0] - 1.8 < 0.35 + 2 * 0.032 + 0.01


@settings(max_examples=30, deadline=None)
@given(sizes=st.lists(st.one_of(st.integers(0, 40), st.integers(0, 30000)), max_size=30),
       numbered=st.booleans(), start_ns=st.integers(0, 10 ** 18),
       rate_hz=st.sampled_from([8000, 16000]))
def test_chunking_changes_nothing(sizes, numbered, start_ns, rate_hz):
    cut, found, first = cutter(longest_s=1.0), [], 0
    for size in [*sizes, len(SPOKEN)]:
        chunk = clip(SPOKEN[:first + size], first, rate_hz, start_ns)
        found += cut.push(chunk, first if numbered else None)
        first = min(first + size, len(SPOKEN))
    whole = cutter(longest_s=1.0)
    same(found + cut.finish(),
         whole.push(clip(SPOKEN, 0, rate_hz, start_ns)) + whole.finish())
    assert cut.counts.utterances == whole.counts.utterances > 0


def test_chunks_of_one_sample():
    spoken = sound((0.1, 0), (0.3, 1), (0.4, 0))
    found = in_chunks(cutter(), spoken, size=1)
    assert len(found) == 1
    same(found, cutter().push(clip(spoken)))


@pytest.mark.parametrize('rate_hz', [4000, 11025, 44100, 48000, 192000])
def test_any_rate(rate_hz):
    spoken = sound((1.0, 0), (0.8, 1), (1.0, 0), rate_hz=rate_hz)
    spoken *= np.sin(2 * np.pi * 500 * np.arange(len(spoken)) / rate_hz) * np.sign(spoken) * 1.4
    u, = in_chunks(cutter(), spoken.astype(np.float32), rate_hz=rate_hz)
    assert u.sample_rate_hz == rate_hz
    assert u.stamp_ns / NS_PER_S == pytest.approx(0.75, abs=0.04)
    assert u.end_ns / NS_PER_S == pytest.approx(2.05, abs=0.04)


def test_all_channels_are_kept():
    stereo = np.stack([SPOKEN, 0.5 * SPOKEN], axis=1)
    first, second = in_chunks(cutter(), stereo)
    assert first.channels == second.channels == 2
    check((first, second), stereo)


def test_ten_minutes_in_one_chunk():
    minutes = np.tile(SPOKEN, round(600 * RATE_HZ / len(SPOKEN)))
    utterances = cutter().push(clip(minutes))
    assert len(utterances) == 2 * (len(minutes) // len(SPOKEN))
    check(utterances, minutes)


def test_long_speech_is_cut_and_goes_on():
    spoken = sound((0.5, 0), (25.0, 1), (1.0, 0))
    utterances = in_chunks(cutter(), spoken)
    check(utterances, spoken)
    assert [round(u.duration_s, 2) for u in utterances[:2]] == [10.0, 10.0]
    assert utterances[0].end_ns == utterances[1].stamp_ns
    assert sum(u.duration_s for u in utterances) == pytest.approx(25.5, abs=0.05)


def test_a_recording_that_ends_within_a_word():
    cut, spoken = cutter(), sound((1.0, 0), (0.8, 1))
    assert in_chunks(cut, spoken) == []
    u, = cut.finish()
    check([u], spoken)
    assert u.end_ns == len(spoken) * NS_PER_S // RATE_HZ and cut.finish() == []


@pytest.mark.parametrize('numbered', [False, True])
def test_repeated_chunks_count_once(numbered):
    cut, found = cutter(), []
    for first in range(0, len(SPOKEN), 1600):
        for _ in range(2):
            found += cut.push(clip(SPOKEN[:first + 1600], first), first if numbered else None)
    same(found, cutter().push(clip(SPOKEN)))
    assert cut.counts.repeated_s == pytest.approx(len(SPOKEN) / RATE_HZ)


@settings(max_examples=30, deadline=None)
@given(order=st.lists(st.integers(0, len(SPOKEN) // 4000), max_size=60))
def test_any_order_of_chunks_keeps_stamps_true(order):
    cut, found = cutter(fill_s=0.0), []
    for i in order:
        found += cut.push(clip(SPOKEN[:(i + 1) * 4000], i * 4000), i * 4000)
    check(found + cut.finish(), SPOKEN)
    assert cut.counts.chunks == len(order)


def test_a_long_gap_ends_an_utterance_and_shifts_no_stamp():
    spoken = sound((1.0, 0), (3.0, 1), (1.0, 0))
    cut, found = cutter(), []
    for first in range(0, len(spoken), 1600):
        if not 2.0 <= first / RATE_HZ < 2.5:
            found += cut.push(clip(spoken[:first + 1600], first), first)
    check(found, spoken)
    assert found[0].end_ns == 2 * NS_PER_S
    assert found[1].end_ns / NS_PER_S == pytest.approx(4.25, abs=0.033)
    assert found[1].stamp_ns == 2.5 * NS_PER_S
    assert cut.counts.gaps == 1 and cut.counts.lost_s == pytest.approx(0.5)


def test_a_short_gap_becomes_silence():
    spoken = sound((1.0, 0), (2.0, 1), (1.0, 0))
    cut, found = cutter(), []
    for first in range(0, len(spoken), 1600):
        if first != 32000:
            found += cut.push(clip(spoken[:first + 1600], first), first)
    u, = found
    start = 32000 - u.stamp_ns * RATE_HZ // NS_PER_S
    assert not u.samples[start:start + 1600].any() and u.samples[start - 1]
    assert cut.counts.filled_s == 0.1


@pytest.mark.parametrize(('again', 'outdated'), [
    ({'start_ns': -1_000_000_000}, 1), ({'start_ns': 9_000_000_000}, 0),
    ({'frame_id': 'other'}, 0), ({'rate_hz': 8000}, 0)])
def test_another_beginning_ends_what_was_said(again, outdated):
    """Words are kept, unless they are of a time that is no longer."""
    cut, spoken = cutter(), sound((1.0, 0), (0.8, 1))
    in_chunks(cut, spoken)
    samples = np.zeros(16000, np.float32)
    start_ns = again.get('start_ns', len(spoken) * NS_PER_S // RATE_HZ)
    found = cut.push(clip(samples, **{**again, 'start_ns': start_ns}), 0)
    check(found, spoken)
    assert len(found) == 1 - outdated and cut.counts.outdated == outdated
    assert cut.counts.utterances == len(found) and cut.counts.resets + cut.counts.gaps == 1


def test_after_a_jump_stamps_are_of_the_new_clock():
    cut = cutter()
    in_chunks(cut, SPOKEN[:20000])
    found = cut.push(clip(SPOKEN, start_ns=77 * NS_PER_S), 0)
    assert len(found) == 2 + 1  # the first is of before
    assert found[1].stamp_ns - 77 * NS_PER_S == cutter().push(clip(SPOKEN))[0].stamp_ns


def test_reset_forgets():
    cut = cutter()
    in_chunks(cut, sound((1.0, 0), (0.8, 1)))
    cut.reset()
    assert cut.finish() == [] and cut.counts.resets == 1


@pytest.mark.parametrize('bad', [np.nan, np.inf, -np.inf, 3e38])
def test_samples_that_are_no_numbers_harm_only_themselves(bad):
    spoken = SPOKEN.copy()
    spoken[20000] = bad
    cut = cutter()
    first, second = in_chunks(cut, spoken)
    expected = np.where(np.isfinite(spoken), spoken, 0.0)
    check((first, second), expected)
    assert cut.counts.not_finite == (not np.isfinite(bad))


@pytest.mark.parametrize('rate_hz', [1, 3999, 192001])
def test_a_rate_that_no_microphone_has(rate_hz):
    cut = cutter()
    with pytest.raises(InputError, match=f'{rate_hz} Hz'):
        cut.push(AudioClip(np.zeros(10, np.float32), rate_hz, 0))
    assert len(in_chunks(cut, SPOKEN)) == 2


def test_a_clock_that_drifts_is_followed():
    cut, found, minute = cutter(), [], np.tile(SPOKEN, 10)
    for i, first in enumerate(range(0, len(minute), 1600)):
        chunk = clip(minute[:first + 1600], first, start_ns=i * 100_000)
        found += cut.push(chunk, first)
    assert len(found) == 20
    for u, exact in zip(found, cutter().push(clip(minute)), strict=True):
        chunk = exact.stamp_ns * RATE_HZ // NS_PER_S // 1600
        assert u.stamp_ns == exact.stamp_ns + chunk * 100_000


@pytest.mark.parametrize('loud', [0, 1])
def test_memory_stays_bounded(loud):
    cut, second = cutter(longest_s=2.0), sound((1.0, loud))
    def push(i):
        cut.push(clip(second, start_ns=i * NS_PER_S), i * RATE_HZ)
    for i in range(10):
        push(i)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for i in range(10, 200):
        push(i)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 300_000  # two seconds and a piece


def test_memory_stays_bounded_with_chunks_of_one_sample():
    """Many channels make a sample heavier than what Python keeps beside it."""
    cut, silence, rate_hz = cutter(), np.zeros((1, 64), np.float32), 4000
    def push(first, end):
        for i in range(first, end):
            cut.push(AudioClip(silence, rate_hz, i * NS_PER_S // rate_hz), i)
    push(0, 1200)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    push(1200, 3600)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    # Of 0.9 MB that came in, a quarter of a second is held, 256 kB, and the newest pieces.
    assert grown < 500_000


@pytest.mark.parametrize('wrong', [{'pause_s': 0}, {'longest_s': -1.0}, {'jump_s': 0}])
def test_lengths_above_zero(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        cutter(**wrong)


@pytest.fixture(scope='module')
def silero():
    pytest.importorskip('onnxruntime')
    pytest.importorskip('silero_vad')
    from emotion_rescue.models.voice_activity import SileroVoiceActivity
    activity = SileroVoiceActivity()
    activity.load()
    yield activity
    activity.close()


@pytest.mark.parametrize('path', REAL_WORDS, ids=lambda path: path.stem)
def test_real_words_are_found_where_they_are(path, silero):
    """Begin and end of the loud part are the truth; an utterance leads and trails by 0.25 s."""
    samples, rate_hz = real_words(path)
    begin_s, end_s = voice_limits_s(samples, rate_hz)
    cut = UtteranceCutter(silero.stream())
    utterances = in_chunks(cut, samples, rate_hz // 10, rate_hz=rate_hz)
    check(utterances, samples)
    assert utterances[0].stamp_ns / NS_PER_S + 0.25 == pytest.approx(begin_s, abs=0.15)
    assert utterances[-1].end_ns / NS_PER_S - 0.25 == pytest.approx(end_s, abs=0.15)
    assert len(utterances) <= 2  # two words


def test_noise_is_no_utterance(silero):
    from emotion_rescue.synthesis.voice.noises import NOISES
    for kind in ('engine', 'siren', 'white'):
        own, rng = np.random.default_rng(3), np.random.default_rng(4)
        noise = NOISES[kind](20 * RATE_HZ, own, rng)
        noise = (0.1 * noise / np.sqrt(np.mean(noise ** 2))).astype(np.float32)
        cut = UtteranceCutter(silero.stream())
        assert in_chunks(cut, noise) + cut.finish() == [], kind
