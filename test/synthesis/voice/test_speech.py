import errno
from pathlib import Path
import subprocess

import numpy as np
import pytest
from speech_engines import needs_engines

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.dataset.voices import wav_bytes
from emotion_rescue.synthesis.voice import engines
from emotion_rescue.synthesis.voice.foreign_templates import FOREIGN_TEMPLATES
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.speakers import ESPEAK_VARIANTS
from emotion_rescue.synthesis.voice.speakers import FLITE_VOICES
from emotion_rescue.synthesis.voice.speakers import speaker
from emotion_rescue.synthesis.voice.speech import louder_db
from emotion_rescue.synthesis.voice.speech import speak
from emotion_rescue.synthesis.voice.speech import TONES


@pytest.mark.parametrize('missing', ['espeak-ng', 'flite'])
def test_a_missing_engine_is_one_sentence_with_the_remedy(monkeypatch, missing):
    monkeypatch.setattr(engines.shutil, 'which',
                        lambda name: None if name == missing else f'/bin/{name}')
    with pytest.raises(MissingPackageError, match=f'sudo apt-get install {missing}'):
        engines.require_engines()


@needs_engines
@pytest.mark.parametrize('language', ['en', 'en-us', *FOREIGN_TEMPLATES])
def test_espeak_speaks_every_language(language):
    assert len(engines.espeak('Anna 2', language, 'm1', 1.0)) > 0.3 * SAMPLE_RATE_HZ


@needs_engines
@pytest.mark.parametrize('split', ESPEAK_VARIANTS)
def test_every_voice_speaks_without_silence_around(split):
    for variant in ESPEAK_VARIANTS[split]:
        sound = engines.espeak('Hello.', 'en-us', variant, 1.0)
        assert 0.2 < len(sound) / SAMPLE_RATE_HZ < 1.5, variant
    for voice in FLITE_VOICES[split]:
        sound = engines.flite('Hello.', voice, 1.0)
        assert 0.2 < len(sound) / SAMPLE_RATE_HZ < 1.5, voice
        assert np.abs(sound[:800]).max() > 0.01 and np.abs(sound).max() == pytest.approx(1.0)


@needs_engines
@pytest.mark.parametrize('speak_one', [
    lambda rate: engines.espeak('We are in the kitchen.', 'en', 'f1', rate),
    lambda rate: engines.flite('We are in the kitchen.', 'slt', rate)], ids=['espeak', 'flite'])
def test_slower_is_longer(speak_one):
    assert len(speak_one(0.7)) > 1.15 * len(speak_one(1.0))


@needs_engines
def test_an_unknown_voice_is_told():
    with pytest.raises(MissingPackageError, match='xx-nowhere'):
        engines.espeak('Hello.', 'xx-nowhere', 'm1', 1.0)


@needs_engines
@pytest.mark.parametrize('tone', TONES)
def test_every_tone_is_spoken_and_repeats(tone):
    who = speaker('val', np.random.default_rng(3))
    first, second = (speak('Over here, please.', who, tone, 0.9, np.random.default_rng(5))
                     for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert np.abs(first).max() == pytest.approx(1.0) and len(first) > 0.4 * SAMPLE_RATE_HZ


def test_who_shouts_is_louder():
    assert louder_db('anger', 1.0) > louder_db('anger', 0.2) > louder_db('sadness', 1.0)
    assert louder_db('calm', 1.0) == 0.0


def test_speech_that_found_no_room_is_an_error_of_the_disk(monkeypatch):
    def cut_off(command, **_):
        whole = wav_bytes(np.zeros(4000))
        Path(command[-1]).write_bytes(whole[:len(whole) // 2])
        return subprocess.CompletedProcess(command, 0, b'', b'')
    monkeypatch.setattr(engines.shutil, 'which', lambda name: f'/bin/{name}')
    monkeypatch.setattr(engines.subprocess, 'run', cut_off)
    with pytest.raises(OSError, match='No space left') as error:
        engines.flite('Hello.', 'slt', 1.0)
    assert error.value.errno == errno.ENOSPC
