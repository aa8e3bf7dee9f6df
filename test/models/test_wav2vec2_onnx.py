"""Mechanics only: the checkpoints are tiny and random, so nothing here says what a model knows."""

import json
import logging
import shutil

import numpy as np
import pytest
from tiny_voice import FORMS
from tiny_voice import LABELS
from tiny_voice import loud
from tiny_voice import save_dense
from tiny_voice import tiny_network

from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.models import wav2vec2_export
from emotion_rescue.models.voice_classifier import load_voice_classifier
from emotion_rescue.models.voice_judge import VoiceJudge
from emotion_rescue.models.wav2vec2 import Wav2Vec2VoiceScorer
from emotion_rescue.models.wav2vec2_export import export_wav2vec2
from emotion_rescue.models.wav2vec2_onnx import OnnxWav2Vec2
from emotion_rescue.models.wav2vec2_torch import TorchWav2Vec2

pytest.importorskip('transformers')
pytest.importorskip('onnx')
pytest.importorskip('silero_vad')

SHAPES = ((1, 8000), (1, 8001), (2, 16000), (5, 24321), (1, 80000))


@pytest.fixture(scope='session', params=[*FORMS, 'dense'])
def exported(request, tmp_path_factory):
    """Return the folder of a checkpoint with its model.onnx; do not change it."""
    folder = tmp_path_factory.mktemp(f'exported_{request.param}')
    if request.param == 'dense':
        save_dense(tiny_network(('arousal', 'dominance', 'valence'), **FORMS['layer']), folder)
    else:
        loud(tiny_network(LABELS, **FORMS[request.param])).save_pretrained(folder)
    export_wav2vec2(folder)
    return folder


@pytest.fixture(scope='session')
def plain(tmp_path_factory):
    folder = tmp_path_factory.mktemp('plain')
    loud(tiny_network(LABELS)).save_pretrained(folder)
    export_wav2vec2(folder)
    return folder


@pytest.fixture
def copy(plain, tmp_path):
    """Return a copy of a checkpoint with model.onnx, which a test may damage."""
    return shutil.copytree(plain, tmp_path / 'voice')


def noise(*shape):
    return np.random.default_rng(1).standard_normal(shape).astype(np.float32)


def test_both_libraries_give_the_same_logits_at_any_length_and_number(exported):
    through_torch, through_onnx = TorchWav2Vec2(exported, 'cpu'), OnnxWav2Vec2(exported, 'cpu')
    for shape in SHAPES:
        wanted, given = (form.logits(noise(*shape)) for form in (through_torch, through_onnx))
        assert given.shape == wanted.shape and given.dtype == np.float32
        assert np.abs(given - wanted).max() < 1e-4
        assert shape[0] == 1 or wanted.std(axis=0).min() > 1e-3, 'nothing would be compared'


def test_nothing_is_left_beside_the_file(exported):
    names = {path.name for path in exported.iterdir()}
    assert names == {'config.json', 'model.safetensors', 'model.onnx'}


def test_the_scorer_gives_the_same_readings_through_both(plain):
    clip = AudioClip(noise(16000), 16000, 5, 'microphone')
    readings = []
    for backend in ('torch', 'onnxruntime', 'auto'):
        scorer = Wav2Vec2VoiceScorer(weights=plain, device='cpu', backend=backend, threads=1,
                                     speech_threshold=0.0)
        scorer.load()
        assert ('ONNX Runtime' in scorer.describe()) == (backend != 'torch')
        readings.append(scorer.score(clip))
        scorer.close()
    for reading in readings[1:]:
        assert reading.distress == pytest.approx(readings[0].distress, abs=1e-5)
        assert reading.emotions == pytest.approx(readings[0].emotions, abs=1e-5)
        assert reading.vad.arousal == pytest.approx(readings[0].vad.arousal, abs=1e-4)


def test_many_sounds_of_all_lengths_through_onnx(plain):
    judge = VoiceJudge(plain, 'cpu', 'onnxruntime')
    assert judge.logits([]).shape == (0, len(LABELS)) and judge.answers([]) == []
    sounds = [noise(length) for length in (16000, 1, 700_000, 16000, 32000)]
    together = judge.logits(sounds)
    for sound, row in zip(sounds, together, strict=True):
        assert np.abs(judge.logits([sound])[0] - row).max() < 1e-4


def test_without_safetensors_the_onnx_file_is_enough(copy):
    (copy / 'model.safetensors').unlink()
    assert 'ONNX Runtime' in load_voice_classifier(copy, 'cpu').describe()


def test_without_the_onnx_file_torch_runs(copy):
    (copy / 'model.onnx').unlink()
    assert 'torch' in load_voice_classifier(copy, 'cpu').describe()
    with pytest.raises(WeightsError, match='export-voice'):
        load_voice_classifier(copy, 'cpu', 'onnxruntime')


def test_weights_trained_anew_are_not_judged_by_their_forerunners(copy, caplog):
    network = loud(tiny_network(LABELS))
    network.classifier.bias.data += 1.0
    network.save_pretrained(copy)
    with pytest.raises(WeightsError, match='made from other weights'):
        load_voice_classifier(copy, 'cpu', 'onnxruntime')
    with caplog.at_level(logging.WARNING):
        assert 'torch' in load_voice_classifier(copy, 'cpu').describe()
    assert 'made from other weights' in caplog.text
    export_wav2vec2(copy)
    assert 'ONNX Runtime' in load_voice_classifier(copy, 'cpu').describe()


def test_unknown_backend(copy):
    with pytest.raises(ValueError, match="'tflite', expected auto, torch, onnxruntime"):
        load_voice_classifier(copy, 'cpu', 'tflite')


@pytest.mark.parametrize('keep', [0, 100, -10])
def test_a_damaged_file_is_told(copy, keep):
    path = copy / 'model.onnx'
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(WeightsError, match='model.onnx'):
        load_voice_classifier(copy, 'cpu')


def test_another_model_is_told(copy):
    import onnx
    model = onnx.load(copy / 'model.onnx')
    for node in model.graph.node:
        node.input[:] = ['images' if name == 'samples' else name for name in node.input]
    model.graph.input[0].name = 'images'
    onnx.save(model, copy / 'model.onnx')
    with pytest.raises(WeightsError, match='no classifier of sound'):
        load_voice_classifier(copy, 'cpu')


def test_other_number_of_outputs_is_told(copy):
    config = json.loads((copy / 'config.json').read_text())
    del config['id2label']['6']
    (copy / 'config.json').write_text(json.dumps(config))
    with pytest.raises(WeightsError, match='has 7 outputs and config.json names 6'):
        load_voice_classifier(copy, 'cpu')


def test_other_answers_are_not_kept(copy, monkeypatch):
    before = (copy / 'model.onnx').read_bytes()
    monkeypatch.setattr(wav2vec2_export, 'TOLERANCE', -1.0)
    with pytest.raises(WeightsError, match='other answers'):
        export_wav2vec2(copy)
    assert (copy / 'model.onnx').read_bytes() == before
    assert not list(copy.glob('.*'))


def test_a_disk_that_refuses_is_told_and_nothing_is_left(copy, monkeypatch):
    def refuse(descriptor):
        raise OSError(28, 'No space left on device')
    monkeypatch.setattr(wav2vec2_export.os, 'fsync', refuse)
    before = (copy / 'model.onnx').read_bytes()
    with pytest.raises(UnfinishedError, match='No space left'):
        export_wav2vec2(copy)
    assert (copy / 'model.onnx').read_bytes() == before
    assert not list(copy.glob('.*'))


def test_too_large_for_one_file(copy, monkeypatch):
    monkeypatch.setattr(wav2vec2_export, '_LARGEST_BYTES', 1000)
    with pytest.raises(WeightsError, match='backend torch'):
        export_wav2vec2(copy)


def test_empty_folder(tmp_path):
    with pytest.raises(WeightsError, match='no config.json'):
        export_wav2vec2(tmp_path)
