import json
import wave

import cv2
import numpy as np
import pytest
from speech_engines import ARE_THERE
from speech_engines import needs_engines
from speech_engines import REASON

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.synthesis.dataset.voice_sheet import spectrogram
from emotion_rescue.synthesis.dataset.voices import make_clip
from emotion_rescue.synthesis.dataset.voices import VoiceSettings
from emotion_rescue.synthesis.dataset.voices import wav_bytes
from emotion_rescue.synthesis.dataset.voices import write_voices
from emotion_rescue.synthesis.voice import engines

KEYS = {
    'clip', 'voice', 'seed', 'kind', 'category', 'valence', 'arousal', 'dominance', 'distress',
    'tone', 'intensity', 'speaker', 'register', 'engine', 'language', 'text', 'words', 'topic',
    'situation', 'emotions', 'pain', 'responsive', 'expressivity', 'speech_start_s',
    'speech_end_s', 'bearing_deg', 'distance_m', 'microphones', 'room', 'snr_db', 'noise',
    'noise_number', 'noise_bearing_deg'}


def lines(folder):
    return [json.loads(line) for line in (folder / 'voices.jsonl').read_text().splitlines()]


def files(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob('*') if p.is_file()}


@pytest.fixture(scope='module')
def few(tmp_path_factory):
    """Return the folder of 8 voices of the val split by one process; do not change it."""
    if not ARE_THERE:
        pytest.skip(REASON)
    return write_voices(tmp_path_factory.mktemp('few'), VoiceSettings('val', 5, 2), 8, jobs=1)


def test_a_missing_engine_leaves_nothing_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(engines.shutil, 'which', lambda name: None)
    with pytest.raises(MissingPackageError, match='sudo apt-get install espeak-ng'):
        write_voices(tmp_path, VoiceSettings('train'), 1)
    assert not list(tmp_path.iterdir())


@needs_engines
def test_no_voices(tmp_path):
    folder = write_voices(tmp_path, VoiceSettings('train'), 0)
    assert lines(folder) == [] and '0 clips' in (folder / 'card.md').read_text()
    assert cv2.imread(str(folder / 'contact_sheet.png')) is not None


@pytest.mark.parametrize(('settings', 'message'), [
    (('all',), "no split 'all'"), (('val', -1), 'seed is -1'), (('val', 0, 5), 'choose 1 to 4')])
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        VoiceSettings(*settings)


@needs_engines
@pytest.mark.parametrize(('settings', 'name'), [
    (VoiceSettings('val', 6, 2), 'seed'), (VoiceSettings('val', 5, 1), 'microphones')])
def test_a_folder_of_other_settings_is_refused(few, settings, name):
    with pytest.raises(InputError, match=name):
        write_voices(few.parent, settings, 8)


def test_records_are_complete_and_agree_with_the_files(few):
    for record in lines(few):
        assert set(record) == KEYS
        with wave.open(str(few / record['clip'])) as file:
            assert (file.getnchannels(), file.getframerate()) == (2, 16000)
            duration_s = file.getnframes() / 16000
        assert 2.6 <= duration_s + 1e-3 and duration_s < 12.0
        assert record['category'] in VOICE_CATEGORIES and len(record['microphones']) == 2
        if record['kind'] == 'noise':
            assert record['speech_start_s'] is None and record['noise'] and not record['text']
            assert record['distress'] == 0.0 and record['valence'] is None
        else:
            assert 0.0 < record['speech_start_s'] < record['speech_end_s'] < duration_s
            assert record['speaker'].startswith('val-')
            assert bool(record['text']) == record['kind'].startswith('speech/')


def test_two_processes_after_an_interruption_write_the_same_bytes(few, tmp_path):
    settings = VoiceSettings('val', 5, 2)
    folder = write_voices(tmp_path, settings, 3, jobs=1)
    listing = folder / 'voices.jsonl'
    listing.write_text(listing.read_text()[:-40])  # a line that a power cut left unfinished
    write_voices(tmp_path, settings, 8, jobs=2)
    assert files(folder) == files(few)


def test_card_and_sheet_show_every_kind(few):
    card = (few / 'card.md').read_text()
    for record in lines(few):
        assert record['kind'] in card and record['situation'] in card
    sheet = cv2.imread(str(few / 'contact_sheet.png'))
    assert sheet.shape[1] > 1600 and sheet.std() > 20


@needs_engines
def test_test_voices_come_under_three_noises():
    settings = VoiceSettings('test', 1)
    for voice in range(3):
        records = [make_clip(settings, 3 * voice + i)[1] for i in range(3)]
        heard = records[0]['kind'] != 'noise'
        assert [r['snr_db'] for r in records] == ([None, 5.0, 0.0] if heard else [None] * 3)
        assert {r['voice'] for r in records} == {voice}
        for key in ('speaker', 'text', 'category', 'speech_start_s', 'bearing_deg', 'room'):
            assert len({r[key] for r in records}) == 1, key


@pytest.mark.parametrize('shape', [(0,), (3,), (3, 4)])
def test_wav_round_trip(tmp_path, shape):
    samples = np.linspace(-1, 1, int(np.prod(shape))).reshape(shape).astype(np.float32)
    path = tmp_path / 'a.wav'
    path.write_bytes(wav_bytes(samples))
    with wave.open(str(path)) as file:
        assert file.getnchannels() == (shape[1] if len(shape) > 1 else 1)
        back = np.frombuffer(file.readframes(10), '<i2').reshape(shape) / 32767.0
    np.testing.assert_allclose(back, samples, atol=1e-4)


def test_a_tone_is_a_line_at_its_height_in_the_spectrogram():
    tone = (8000 * np.sin(2 * np.pi * 2000 * np.arange(16000) / 16000)).astype(np.int16)
    picture = spectrogram(tone)
    assert picture.shape[0] == 257 and picture.shape[2] == 3
    brightest = picture.sum(axis=(1, 2)).argmax()
    assert 256 - brightest == pytest.approx(64, abs=1)  # of 256 bins up to 8 kHz


@pytest.mark.parametrize('count', [0, 1, 600])
def test_spectrograms_of_short_sounds(count):
    assert spectrogram(np.zeros(count, np.int16)).shape[0] == 257
