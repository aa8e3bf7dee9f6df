"""Training on a data set by its layout alone, from the command to the checkpoint."""

import json

import numpy as np
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.models.wav2vec2 import Wav2Vec2VoiceScorer

pytest.importorskip('transformers')
pytest.importorskip('silero_vad')
soundfile = pytest.importorskip('soundfile')


def test_a_data_set_without_levels_and_noise_gives_a_model_without_them(tmp_path, capsys):
    for actor in range(1, 13):
        for emotion, hz in (('01', 150.0), ('05', 400.0), ('06', 900.0)):
            tone = np.sin(2 * np.pi * hz * np.arange(16000) / 16000)
            soundfile.write(tmp_path / f'03-01-{emotion}-01-01-01-{actor:02}.wav', 0.3 * tone,
                            16000)
    out = tmp_path / 'out'
    assert main(['train', 'voice', '--data', str(tmp_path), '--out', str(out), '--epochs',
                 '1']) == 0
    said = capsys.readouterr().out
    assert 'nothing in the data says anything of joy, pain, sadness, knock, none, arousal' in said
    config = json.loads((out / 'config.json').read_text())
    assert list(config['id2label'].values()) == ['calm', 'anger', 'fear']
    card = (out / 'README.md').read_text()
    assert 'data sets of voices: 36 clips' in card and 'synthetic sound only' not in card
    assert f'--data {tmp_path.name} ' in card and str(tmp_path) not in card
    scorer = Wav2Vec2VoiceScorer(weights=out, device='cpu', speech_threshold=0.0)
    scorer.load()
    hiss = np.random.default_rng(0).standard_normal(32000).astype(np.float32)
    reading = scorer.score(AudioClip(0.1 * hiss, 16000, 0))
    assert set(reading.emotions) == {'calm', 'anger', 'fear'} and not reading.vad.known
    # From the categories, each of which speaks of some distress.
    assert 0.02 <= reading.distress <= 0.9


def test_an_empty_folder(tmp_path, capsys):
    assert main(['train', 'voice', '--data', str(tmp_path), '--out', str(tmp_path / 'out')]) == 1
    assert 'no voices of a known layout' in capsys.readouterr().err
