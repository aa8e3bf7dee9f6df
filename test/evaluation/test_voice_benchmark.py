"""The mechanics of measuring how fast voices are judged, with tiny random weights."""

import json

import numpy as np
import pytest
from tiny_voice import save_dense
from tiny_voice import tiny_network

from emotion_rescue.cli.main import main
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.evaluation.voice_benchmark import heard_windows
from emotion_rescue.evaluation.voice_benchmark import measure_voice_speed
from emotion_rescue.evaluation.voice_benchmark import table
from emotion_rescue.evaluation.voice_benchmark_checkpoint import main as make_checkpoint
from emotion_rescue.evaluation.voice_benchmark_checkpoint import make_random_wav2vec2
from emotion_rescue.models.wav2vec2_export import export_wav2vec2

pytest.importorskip('transformers')
pytest.importorskip('onnx')

SMALL = {'hidden_size': 32, 'num_hidden_layers': 2, 'num_attention_heads': 2,
         'intermediate_size': 32, 'conv_dim': (16,) * 7, 'num_conv_pos_embeddings': 8,
         'num_conv_pos_embedding_groups': 2, 'classifier_proj_size': 16}


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp('random')
    make_random_wav2vec2(folder, **SMALL)
    assert make_checkpoint(folder) == 0
    return folder


def sound(seconds):
    rng = np.random.default_rng(0)
    hum = np.sin(np.arange(int(seconds * 16000)) ** 1.3 / 50)
    return AudioClip((0.2 * hum + 0.05 * rng.standard_normal(len(hum))).astype(np.float32),
                     16000, 0)


@pytest.mark.parametrize(('seconds', 'windows'), [(2.0, 1), (2.9, 1), (3.0, 2), (10.0, 9)])
def test_windows_are_those_of_the_robot(seconds, windows):
    heard = heard_windows(sound(seconds), 2.0, 1.0)
    assert len(heard) == windows and all(len(w.samples) == 32000 for w in heard)
    assert [w.stamp_ns for w in heard] == [i * 1_000_000_000 for i in range(windows)]


def test_too_little_sound():
    with pytest.raises(InputError, match='shorter than one window'):
        heard_windows(sound(1.9), 2.0, 1.0)


def test_figures_belong_together_and_both_give_the_same_answers(folder):
    told = []
    figures = measure_voice_speed(folder, heard_windows(sound(9.0), 2.0, 1.0), 1.0, 1,
                                  lambda done, count: told.append((done, count)))
    assert told == [(5, 8), (8, 8)]
    assert figures['audio_s'] == 8.0 and figures['rounds'] == 2 and figures['threads'] == 1
    assert figures['real_time_factor'] == pytest.approx(figures['wall_s'] / 8.0)
    assert 0 < figures['cpu_s'] and figures['rss_bytes'] > 50e6
    assert figures['pipeline_ratio'] == pytest.approx(
        figures['pipeline_wall_s'] / figures['wall_s'])
    assert figures['same_answers'] and figures['largest_difference'] < 1e-4
    assert figures['logit_std'] > 1e-3, 'nothing would be compared'
    text = table(figures)
    assert 'real-time factor' in text and 'MISSED: below' not in text


def test_other_answers_are_seen(folder, monkeypatch):
    from emotion_rescue.models.voice_judge import VoiceJudge
    right = VoiceJudge.logits
    monkeypatch.setattr(VoiceJudge, 'logits', lambda self, sounds: right(self, sounds) + 0.01)
    figures = measure_voice_speed(folder, heard_windows(sound(3.0), 2.0, 1.0), 1.0, 1)
    assert not figures['same_answers'] and 'MISSED: below' in table(figures)


def test_a_head_that_the_pipeline_does_not_know(tmp_path):
    save_dense(tiny_network(('arousal', 'dominance', 'valence')), tmp_path)
    export_wav2vec2(tmp_path)
    figures = measure_voice_speed(tmp_path, heard_windows(sound(3.0), 2.0, 1.0), 1.0, 1)
    assert figures['pipeline_wall_s'] is figures['pipeline_ratio'] is None
    assert 'dense head' in figures['pipeline_absent_because']
    assert 'unknown' in table(figures)


def test_command_leaves_the_weights_as_they_are(folder, tmp_path, capsys):
    before = sorted(path.name for path in folder.iterdir())
    out = tmp_path / 'voice.json'
    assert main(['benchmark', 'voice', '--weights', str(folder), '--seconds', '3', '--json',
                 str(out), '--threads', '1']) == 0
    figures = json.loads(out.read_text())
    assert {'audio_s', 'wall_s', 'real_time_factor', 'rss_bytes', 'pipeline_wall_s'} <= {
        *figures}
    assert figures['windows'] == 2 and figures['weights'] == str(folder)
    assert sorted(path.name for path in folder.iterdir()) == before
    assert 'real-time factor' in capsys.readouterr().out


def test_command_on_a_folder_of_something_else(tmp_path, capsys):
    assert main(['benchmark', 'voice', '--weights', str(tmp_path)]) == 1
    assert 'no config.json' in capsys.readouterr().err
