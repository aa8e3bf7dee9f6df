"""Mechanics of training on a few clips; what the shipped weights know is in their model card."""

from dataclasses import replace
import json

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.models.voice_judge import VoiceJudge
from emotion_rescue.models.wav2vec2 import Wav2Vec2VoiceScorer
from emotion_rescue.synthesis.dataset.voices import clip_record
from emotion_rescue.synthesis.dataset.voices import wav_bytes
from emotion_rescue.synthesis.voice.microphones import microphone_array
from emotion_rescue.synthesis.voice.sound_scene import mixed_scene
from emotion_rescue.synthesis.voice.sound_scene import PlacedSound
from emotion_rescue.synthesis.voice.sound_scene import SoundingPerson
from emotion_rescue.synthesis.voice.vocalisations import vocalisation_of_kind
from emotion_rescue.training.voice import calibration
from emotion_rescue.training.voice import train_voice
from emotion_rescue.training.voice import VoiceRecipe
from emotion_rescue.training.voice_data import read_voices
from emotion_rescue.training.voice_measuring import measure_voices
from emotion_rescue.training.voice_network import band_centres_hz
from emotion_rescue.training.voice_network import band_filters
from emotion_rescue.training.voice_network import new_voice_network
from emotion_rescue.training.voice_network import VOICE_OUTPUTS
from emotion_rescue.training.voice_report import write_model_card

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')
pytest.importorskip('pyroomacoustics')

KINDS = ('sound/scream', 'sound/moan', 'sound/laughter', 'sound/knock', 'silence')


@pytest.fixture(scope='session')
def few_voices(tmp_path_factory):
    """Return a folder with splits of 20 clips, made without speech engines; do not change it."""
    folder = tmp_path_factory.mktemp('voices')
    for split in ('train', 'val', 'test'):
        (folder / split / 'clips').mkdir(parents=True)
        lines = []
        for i in range(20):
            rng = np.random.default_rng(i)
            made = vocalisation_of_kind(KINDS[i % len(KINDS)], split, rng)
            placed = [PlacedSound(made, 0.4)] if made.duration_s else []
            scene = mixed_scene([SoundingPerson(made.state, 0.0, 2.0, seed=i)], [placed],
                                made.duration_s + 2.6, split, i,
                                microphones_m=microphone_array(1), snr_db=np.inf)
            (folder / split / f'clips/{i}.wav').write_bytes(wav_bytes(scene.samples))
            record = clip_record(scene, made.state, microphone_array(1))
            lines.append(json.dumps({'clip': f'clips/{i}.wav', **record}))
        (folder / split / 'voices.jsonl').write_text('\n'.join(lines))
    return folder


@pytest.fixture(scope='session')
def trained(few_voices, tmp_path_factory):
    out = tmp_path_factory.mktemp('voice_weights')
    recipe = VoiceRecipe(spectrum_epochs=1, epochs=2, batch=8, noises=8)
    splits = {name: read_voices(few_voices, name) for name in ('train', 'val', 'test')}
    said = []
    network = train_voice(splits['train'], splits['val'], out, recipe, said.append)
    return out, network, recipe, splits, said


def test_progress_is_told(trained):
    assert any('epoch 2 of 2' in line for line in trained[-1])


def test_checkpoint_is_small_half_precision_and_loads(trained):
    out = trained[0]
    assert (out / 'model.safetensors').stat().st_size <= 4_000_000
    assert not list(out.glob('*.bin'))
    scorer = Wav2Vec2VoiceScorer(weights=out, device='cpu', speech_threshold=0.0)
    scorer.load()
    hiss = np.random.default_rng(0).standard_normal(32000).astype(np.float32)
    reading = scorer.score(AudioClip(hiss, 16000, 0))
    assert set(reading.emotions) == set(VOICE_CATEGORIES)
    assert 0.0 <= reading.distress <= 1.0


def test_checkpoint_names_no_path(trained):
    assert '_name_or_path' not in (trained[0] / 'config.json').read_text().replace('""', '')


def test_model_card_states_figures_and_weakness(trained):
    out, network, recipe, splits, _ = trained
    judge = VoiceJudge(out, 'cpu')
    measured = measure_voices(judge, splits['val'], splits['test'], rounds=20)
    text = write_model_card(out, network, measured, recipe, splits).read_text()
    assert 'synthetic' in text and 'AUROC' in text and 'no noise' in text
    assert 'precision' in text and '{' not in text.replace('${split', '')
    assert f'--epochs {recipe.epochs}' in text


def test_calibration_finds_an_overconfident_head(few_voices):
    data = read_voices(few_voices, 'val')
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20, len(VOICE_OUTPUTS))).astype(np.float32)
    logits[np.arange(20), data.category] += 1.0
    mild = calibration(logits, data)
    wild = calibration(logits * 4, data)
    assert wild['temperature'] > 2 * mild['temperature']
    assert set(mild['vad_std']) == {'valence', 'arousal', 'dominance'}


def test_what_nobody_knows_of_a_clip_teaches_nothing(few_voices, tmp_path):
    data = read_voices(few_voices, 'train')
    unknown = replace(data, vad=np.full_like(data.vad, np.nan),
                      distress=np.full_like(data.distress, np.nan))
    out = tmp_path / 'out'
    recipe = VoiceRecipe(spectrum_epochs=0, epochs=1, batch=8, noises=4)
    network = train_voice(unknown, data, out, recipe, lambda line: None)
    assert all(torch.isfinite(p).all() for p in network.parameters())
    fresh, taught = new_voice_network(0).classifier.weight, network.classifier.weight
    row = VOICE_OUTPUTS.index('distress')
    decay = torch.nn.functional.cosine_similarity(fresh[row], taught[row], dim=0)
    assert decay > 0.9999  # only weight decay has touched what was not taught
    assert torch.nn.functional.cosine_similarity(fresh[0], taught[0], dim=0) < 0.9999


def test_filters_pass_their_own_band_and_tell_harmonics_apart():
    bands, centres_hz = band_filters(), band_centres_hz()
    assert bands.shape == (2 * len(centres_hz), 640)
    np.testing.assert_allclose(np.linalg.norm(bands, axis=1), 1.0, rtol=1e-5)
    assert np.all(np.diff(centres_hz) > 0)
    passed = np.abs(np.fft.rfft(bands[:len(centres_hz)], 16384))
    np.testing.assert_allclose(passed.argmax(axis=1) * 16000 / 16384, centres_hz, atol=4.0)
    own, beside = (int((hz - 60) / 25) for hz in (210, 285))
    t = np.arange(640) / 16000
    voice = sum(np.cos(2 * np.pi * 105 * k * t) for k in range(1, 9))  # harmonics of 105 Hz
    heard = np.hypot(bands[:len(centres_hz)] @ voice, bands[len(centres_hz):] @ voice)
    assert heard[own] > 3 * heard[beside - 1]  # the second harmonic, and the gap before the third


@pytest.mark.parametrize('content', [None, '', '{"clip": "clips/0.wav"}\n', 'no json\n'])
def test_data_that_is_not_there(tmp_path, content):
    if content is not None:
        (tmp_path / 'train').mkdir()
        (tmp_path / 'train' / 'voices.jsonl').write_text(content)
    with pytest.raises(InputError, match='emotion-rescue synth voices --split train'):
        read_voices(tmp_path, 'train')
