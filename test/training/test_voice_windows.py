"""Windows of clips of any length, as the training of the voice model reads them."""

import json

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.voices import wav_bytes
from emotion_rescue.training.voice_data import read_voices
from emotion_rescue.training.voice_data import WINDOW_S

RATE_HZ = 16000
WINDOW = int(WINDOW_S * RATE_HZ)
RECORD = {'category': 'fear', 'valence': 2.0, 'arousal': 8.0, 'dominance': 2.0, 'distress': 0.9,
          'speaker': 'a', 'kind': 'speech/fear', 'snr_db': None}


def write(folder, clips):
    """Write (seconds, beginning and end of the sound, channels); the sound is all ones."""
    (folder / 'train' / 'clips').mkdir(parents=True)
    lines = []
    for i, (seconds, begin_s, end_s, channels) in enumerate(clips):
        samples = np.zeros((int(seconds * RATE_HZ), channels))
        if begin_s is not None:
            samples[int(begin_s * RATE_HZ):int(end_s * RATE_HZ), 0] = 0.5
        (folder / f'train/clips/{i}.wav').write_bytes(wav_bytes(samples))
        lines.append(json.dumps({**RECORD, 'clip': f'clips/{i}.wav', 'speech_start_s': begin_s,
                                 'speech_end_s': end_s}))
    (folder / 'train' / 'voices.jsonl').write_text('\n'.join(lines))
    return read_voices(folder, 'train').samples


@pytest.mark.parametrize(('begin_s', 'end_s'), [
    (0.0, 0.3), (3.0, 3.3), (7.6, 7.9), (2.0, 4.4), (0.2, 2.4)])
def test_short_sounds_lie_whole_in_the_window(tmp_path, begin_s, end_s):
    samples = write(tmp_path, [(8.0, begin_s, end_s, 1)] * 6)
    assert samples.shape == (6, WINDOW) and samples.dtype == np.int16
    for window in samples:
        assert np.count_nonzero(window) == pytest.approx((end_s - begin_s) * RATE_HZ, abs=2)


def test_short_sounds_are_not_at_the_edge(tmp_path):
    for window in write(tmp_path, [(8.0, 4.0, 4.5, 1)] * 20):
        heard = np.flatnonzero(window)
        assert heard[0] >= 0.45 * RATE_HZ and heard[-1] <= WINDOW - 0.45 * RATE_HZ


def test_windows_of_long_sounds_are_filled_and_differ(tmp_path):
    samples = write(tmp_path, [(8.0, 2.0, 6.0, 1)] * 12)
    heard = np.count_nonzero(samples, axis=1)
    assert (heard >= WINDOW - 0.5 * RATE_HZ - 2).all() and heard.max() == WINDOW
    assert len({window.tobytes() for window in samples}) > 1


@pytest.mark.parametrize('seconds', [0.1, 1.0, 2.4, 2.5])
def test_clips_shorter_than_a_window_are_repeated(tmp_path, seconds):
    samples = write(tmp_path, [(seconds, None, None, 1)])
    assert samples.shape == (1, WINDOW)


def test_the_first_microphone_is_heard(tmp_path):
    assert np.count_nonzero(write(tmp_path, [(4.0, 1.0, 2.0, 4)])) == pytest.approx(16000, abs=2)


def test_an_empty_clip_is_told(tmp_path):
    with pytest.raises(InputError, match='is empty'):
        write(tmp_path, [(0.0, None, None, 1)])


def test_one_voice_is_heard_by_the_same_part_whatever_the_noise(tmp_path):
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, 8 * RATE_HZ)
    (tmp_path / 'test').mkdir()
    (tmp_path / 'test/a.wav').write_bytes(wav_bytes(samples))
    lines = [json.dumps({**RECORD, 'clip': 'a.wav', 'voice': i // 3, 'speech_start_s': 1.0,
                         'speech_end_s': 7.0}) for i in range(12)]
    (tmp_path / 'test/voices.jsonl').write_text('\n'.join(lines))
    windows = [window.tobytes() for window in read_voices(tmp_path, 'test').samples]
    assert all(len(set(windows[i:i + 3])) == 1 for i in range(0, 12, 3))
    assert len(set(windows)) > 1
