import json
import math
import shutil

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis import voice_speech
from emotion_rescue.synthesis.voice_clips import make_voice
from emotion_rescue.synthesis.voice_clips import render
from emotion_rescue.synthesis.voice_dataset import write_voices

needs_espeak = pytest.mark.skipif(shutil.which('espeak-ng') is None,
                                  reason='espeak-ng is not installed')


def test_missing_espeak_is_one_sentence_with_the_remedy(monkeypatch, tmp_path):
    monkeypatch.setattr(voice_speech.shutil, 'which', lambda name: None)
    with pytest.raises(MissingPackageError, match='sudo apt-get install espeak-ng'):
        write_voices(tmp_path, 'train', 1, 0)
    assert not list(tmp_path.iterdir())


@needs_espeak
def test_no_voices(tmp_path):
    assert write_voices(tmp_path, 'train', 0, 0).read_text() == ''


@needs_espeak
def test_same_seed_same_bytes(tmp_path):
    listings = [write_voices(tmp_path / name, 'val', 6, 5) for name in 'ab']
    assert listings[0].read_bytes() == listings[1].read_bytes()
    for line in listings[0].read_text().splitlines():
        clip = json.loads(line)['clip']
        first, second = ((listing.parent / clip).read_bytes() for listing in listings)
        assert first == second and len(first) == 44 + 2 * 40000


@needs_espeak
def test_test_voices_come_under_three_noises(tmp_path):
    listing = write_voices(tmp_path, 'test', 8, 0)
    records = [json.loads(line) for line in listing.read_text().splitlines()]
    for voice in range(8):
        same = [r for r in records if r['voice'] == voice]
        heard = same[0]['kind'] != 'noise'
        assert [r['snr_db'] for r in same] == ([None, 5.0, 0.0] if heard else [None])
        assert len({(r['speaker'], r['text'], r['category']) for r in same}) == 1


@needs_espeak
@pytest.mark.parametrize('emotion', voice_speech.STYLES)
def test_spoken_emotions(emotion):
    clip = make_voice('train', np.random.default_rng(0), f'speech/{emotion}')
    assert clip.text and np.abs(clip.sound).max() == pytest.approx(1.0)


@pytest.mark.parametrize('snr_db', [20.0, 5.0, 0.0])
def test_noise_is_as_loud_as_stated(snr_db):
    clip = make_voice('train', np.random.default_rng(0), 'sound/moan')
    with_noise, _ = render(clip, 'train', snr_db, np.random.default_rng(1))
    without, _ = render(clip, 'train', math.inf, np.random.default_rng(1))
    noise = with_noise - without
    voice = without[np.abs(clip.sound) > 0.05]
    assert 10 * np.log10(np.mean(voice ** 2) / np.mean(noise ** 2)) == pytest.approx(
        snr_db, abs=0.7)


def test_noise_alone_is_nobody():
    rng = np.random.default_rng(0)
    samples, record = render(make_voice('train', rng, 'noise'), 'train', 5.0, rng)
    assert record['category'] == 'none' and math.isnan(record['valence'])
    assert record['speaker'] == '' and record['noise'] and samples.dtype == np.float32
