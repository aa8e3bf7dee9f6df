import tracemalloc

from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.audio_ring import AudioRing

RATE_HZ = 8000  # a sample is a whole number of nanoseconds, so stamps compare exactly


def clip(first, count, rate_hz=RATE_HZ, start_ns=0, frame_id='microphone'):
    """Sound in which the value of every sample is its number."""
    samples = np.arange(first, first + count, dtype=np.float32)
    return AudioClip(samples, rate_hz, start_ns + first * NS_PER_S // rate_hz, frame_id)


def ring(**changed):
    return AudioRing(**{'window_s': 0.5, 'hop_s': 0.25, **changed})


def check_stamps(windows, start_ns=0):
    """Every window's stamp is the capture time of its first sample."""
    for window in windows:
        expected = start_ns + int(window.samples[0]) * NS_PER_S // window.sample_rate_hz
        assert window.stamp_ns == expected


def test_nothing_gives_nothing():
    r = ring()
    assert r.push(clip(0, 0)) == []
    assert r.counts.windows == 0 and r.counts.chunks == 1


def test_windows_of_one_long_chunk():
    windows = ring().push(clip(0, 8000))
    assert [int(w.samples[0]) for w in windows] == [0, 2000, 4000]
    assert {len(w.samples) for w in windows} == {4000}
    assert windows[0].frame_id == 'microphone'
    check_stamps(windows)


@pytest.mark.parametrize('sizes', [[120 * RATE_HZ], [5000] * 192])
def test_windows_of_long_chunks_keep_nothing_else_alive(sizes):
    chunks = [clip(i * sizes[0], size) for i, size in enumerate(sizes)]
    r = ring(window_s=2.0, hop_s=1.0)
    tracemalloc.start()
    windows = [window for chunk in chunks for window in r.push(chunk)]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(windows) == 119
    check_stamps(windows)
    for window in windows:
        assert np.all(np.diff(window.samples) == 1)
        owner = window.samples if window.samples.base is None else window.samples.base
        assert owner.nbytes <= window.samples.nbytes
        assert not any(np.shares_memory(window.samples, chunk.samples) for chunk in chunks)
    assert most < 1.2 * sum(window.samples.nbytes for window in windows)


def test_channels_stay_together_over_chunks_and_filled_gaps():
    def stereo(first, count):
        mono = clip(first, count)
        return AudioClip(np.stack([mono.samples, -mono.samples], axis=1), RATE_HZ, mono.stamp_ns)

    r = ring()
    window, = r.push(stereo(0, 2000), 0) + r.push(stereo(2500, 1500), 2500)
    assert window.samples.shape == (4000, 2)
    assert not window.samples[2000:2500].any() and r.counts.filled_s == 500 / RATE_HZ
    np.testing.assert_array_equal(window.samples[:, 0], -window.samples[:, 1])


def test_another_number_of_channels_is_another_stream():
    r = ring()
    r.push(clip(0, 3000), 0)
    two = AudioClip(np.ones((4000, 2), np.float32), RATE_HZ, clip(3000, 1).stamp_ns)
    window, = r.push(two, 3000)
    assert window.samples.shape == (4000, 2) and window.stamp_ns == two.stamp_ns
    assert r.counts.resets == 1


@given(sizes=st.lists(st.integers(0, 3000), max_size=30), numbered=st.booleans(),
       hop_s=st.sampled_from([0.1, 0.25, 0.5, 0.8]), start_ns=st.integers(0, 10 ** 18))
def test_chunking_changes_nothing(sizes, numbered, hop_s, start_ns):
    r, windows, first = ring(hop_s=hop_s), [], 0
    for size in sizes:
        windows += r.push(clip(first, size, start_ns=start_ns), first if numbered else None)
        first += size
    whole = ring(hop_s=hop_s).push(clip(0, first, start_ns=start_ns))
    assert len(windows) == len(whole)
    for window, expected in zip(windows, whole, strict=True):
        np.testing.assert_array_equal(window.samples, expected.samples)
        assert window.stamp_ns == expected.stamp_ns
    check_stamps(windows, start_ns)
    assert r.counts.lost_s == r.counts.repeated_s == r.counts.resets == 0


@given(kept=st.lists(st.booleans(), min_size=1, max_size=60), numbered=st.booleans())
def test_lost_chunks_never_shift_stamps(kept, numbered):
    r, windows = ring(fill_s=0.0), []
    for i, keep in enumerate(kept):
        if keep:
            windows += r.push(clip(i * 800, 800), i * 800 if numbered else None)
    check_stamps(windows)
    for window in windows:
        assert np.all(np.diff(window.samples) == 1), 'a window joins sound across a gap'
    inner = ''.join('x' if keep else ' ' for keep in kept).strip()
    assert r.counts.lost_s == pytest.approx(inner.count(' ') * 0.1)


@given(order=st.lists(st.integers(0, 20), max_size=60))
def test_any_order_of_chunks_keeps_stamps_true(order):
    r, windows = ring(fill_s=0.0), []
    for i in order:
        windows += r.push(clip(i * 1600, 1600), i * 1600)
    check_stamps(windows)
    assert all(np.all(np.diff(window.samples) == 1) for window in windows)
    assert r.counts.chunks == len(order)


def test_short_gap_becomes_silence():
    r = ring(fill_s=0.2)
    r.push(clip(0, 2000))
    window, = r.push(clip(2800, 1200))
    assert len(window.samples) == 4000 and not window.samples[2000:2800].any()
    assert window.samples[2800] == 2800
    assert r.counts.gaps == 1
    assert r.counts.lost_s == r.counts.filled_s == pytest.approx(0.1)


def test_long_gap_begins_a_new_window():
    r = ring(fill_s=0.2)
    r.push(clip(0, 3000))
    window, = r.push(clip(12000, 4000))
    assert int(window.samples[0]) == 12000
    check_stamps([window])
    assert r.counts.lost_s == pytest.approx(9000 / RATE_HZ)
    assert r.counts.dropped_s == pytest.approx(3000 / RATE_HZ)
    assert r.counts.filled_s == 0


@pytest.mark.parametrize('again', [(0, 2000), (1000, 1000), (1500, 500)])
@pytest.mark.parametrize('numbered', [False, True])
def test_repeated_sound_counts_once(again, numbered):
    r = ring()
    r.push(clip(0, 2000), 0 if numbered else None)
    assert r.push(clip(*again), again[0] if numbered else None) == []
    window, = r.push(clip(2000, 2000), 2000 if numbered else None)
    assert np.all(np.diff(window.samples) == 1)
    assert r.counts.repeated_s == pytest.approx(again[1] / RATE_HZ)


def test_overlap_is_cut():
    r = ring()
    r.push(clip(0, 2000), 0)
    window, = r.push(clip(1500, 2500), 1500)
    assert np.all(np.diff(window.samples) == 1)
    check_stamps([window])


def test_jump_back_begins_anew():
    r = ring()
    r.push(clip(80000, 3000))
    window, = r.push(clip(0, 4000))
    assert window.stamp_ns == 0 and r.counts.resets == 1
    assert r.counts.dropped_s == pytest.approx(3000 / RATE_HZ)


def test_restarted_capture_counts_from_zero_at_a_later_time():
    r = ring()
    r.push(clip(0, 3000), 0)
    window, = r.push(clip(6000, 4000), 0)
    assert r.counts.resets == 1 and int(window.samples[0]) == 6000
    check_stamps([window])


@pytest.mark.parametrize('changed', [{'rate_hz': 16000}, {'frame_id': 'other'}])
def test_another_format_begins_anew(changed):
    r = ring()
    r.push(clip(0, 3000))
    windows = r.push(clip(6000, 8000, **changed))
    assert r.counts.resets == 1
    assert all(np.all(np.diff(w.samples) == 1) for w in windows)


def test_jitter_of_stamps_is_no_gap():
    r = ring(tolerance_s=0.02)
    for i in range(20):
        r.push(clip(i * 800, 800, start_ns=(i % 2) * 10_000_000))
    assert r.counts.gaps == r.counts.repeated_s == 0


def test_stamps_follow_a_clock_that_drifts():
    r, windows = ring(), []
    for i in range(600):  # a minute of 100 ms chunks on a clock that gains 1 ms a second
        late_ns = i * 100_000
        windows += r.push(clip(i * 800, 800, start_ns=late_ns), i * 800)
    assert r.counts.gaps == r.counts.resets == 0
    last = windows[-1]
    chunk = int(last.samples[0]) // 800
    assert last.stamp_ns == int(last.samples[0]) * NS_PER_S // RATE_HZ + chunk * 100_000


def test_memory_stays_bounded():
    r = ring()
    for i in range(50):
        r.push(clip(i * 800, 800))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for i in range(50, 2000):
        r.push(clip(i * 800, 800))
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 100_000


@pytest.mark.parametrize('wrong', [{'window_s': 0}, {'hop_s': -1.0}, {'jump_s': float('nan')}])
def test_lengths_above_zero(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ring(**wrong)
