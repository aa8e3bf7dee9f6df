"""Mechanics only: the checkpoints are tiny and random, so nothing here says what a model knows."""

import json
import math
import shutil

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.models.wav2vec2_ctc import CtcRecogniser
from emotion_rescue.models.wav2vec2_ctc import is_ctc_folder
from emotion_rescue.models.wav2vec2_ctc import token_probabilities

pytest.importorskip('transformers')

LETTERS = ('<pad>', '<s>', '</s>', '<unk>', '|', 'A', 'B', 'C', 'D')


@pytest.fixture(scope='session')
def tiny_ctc(tmp_path_factory):
    """Return the folder of a wav2vec2 that writes random letters; do not change it."""
    import torch
    from transformers import Wav2Vec2Config
    from transformers import Wav2Vec2ForCTC
    folder = tmp_path_factory.mktemp('tiny_ctc')
    torch.manual_seed(0)
    network = Wav2Vec2ForCTC(Wav2Vec2Config(
        vocab_size=len(LETTERS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, conv_dim=(8, 8), conv_kernel=(40, 16), conv_stride=(40, 16),
        num_conv_pos_embeddings=8, num_conv_pos_embedding_groups=2))
    # So that neighbouring frames differ, and every letter is written somewhere.
    torch.nn.init.normal_(network.lm_head.weight, 0.0, 2.0)
    network.save_pretrained(folder)
    (folder / 'vocab.json').write_text(json.dumps({c: i for i, c in enumerate(LETTERS)}))
    return folder


@pytest.fixture(scope='session')
def recogniser(tiny_ctc):
    return loaded(tiny_ctc)


@pytest.fixture
def copy(tiny_ctc, tmp_path):
    """Return a copy of the checkpoint that a test may damage."""
    return shutil.copytree(tiny_ctc, tmp_path / 'ctc')


def loaded(folder):
    recogniser = CtcRecogniser(weights=folder, device='cpu')
    recogniser.load()
    return recogniser


def clip(samples, rate_hz=16000):
    return AudioClip(np.asarray(samples, np.float32), rate_hz, 7_000_000_000, 'microphone')


def hiss(seconds, level=0.1):
    return level * np.random.default_rng(0).standard_normal(round(seconds * 16000))


@pytest.mark.parametrize('samples', [[], [0.1], hiss(0.19), np.zeros(32000),
                                     np.full(32000, 0.4)])
def test_no_sound_is_no_word(recogniser, samples):
    transcript = recogniser.transcribe(clip(samples))
    assert transcript.text == '' and math.isnan(transcript.confidence)


@pytest.mark.parametrize('seconds', [0.3, 2.0, 19.0])
def test_the_same_as_transformers(recogniser, tiny_ctc, seconds):
    """What Wav2Vec2Processor's parts make of the same sound, and the probabilities of it."""
    import torch
    from transformers import Wav2Vec2CTCTokenizer
    from transformers import Wav2Vec2FeatureExtractor
    from transformers import Wav2Vec2ForCTC
    samples = hiss(seconds).astype(np.float32)
    samples -= samples.mean()
    network = Wav2Vec2ForCTC.from_pretrained(tiny_ctc).eval()
    values = Wav2Vec2FeatureExtractor()(samples, sampling_rate=16000, return_tensors='pt')
    with torch.inference_mode():
        frames = network(**values).logits[0].softmax(-1)
    tokenizer = Wav2Vec2CTCTokenizer.from_pretrained(tiny_ctc)
    expected = tokenizer.decode(frames.argmax(-1), skip_special_tokens=True)
    transcript = recogniser.transcribe(clip(samples))
    assert transcript.text == ' '.join(expected.split()) != ''
    assert transcript.language == '' and math.isnan(transcript.language_probability)
    logs, before = [], -1  # one a run of letters, of its surest frame
    for frame in frames:
        best = int(frame.argmax())
        if best != before and best > 3:
            logs.append(-math.inf)
        if best > 3:
            logs[-1] = max(logs[-1], math.log(frame[best]))
        before = best
    assert transcript.confidence == pytest.approx(math.exp(np.mean(logs)), rel=1e-4)


def test_runs_are_one_and_a_blank_parts_them():
    frames = np.full((7, 4), 0.1)
    for frame, (token, p) in enumerate([(0, 0.7), (2, 0.6), (2, 0.5), (0, 0.7), (2, 0.4), (3, 0.5),
                                        (1, 0.7)]):
        frames[frame, token] = p
    np.testing.assert_array_equal(token_probabilities(frames, {0, 1}), [0.6, 0.4, 0.5])
    assert len(token_probabilities(frames[:1], {0, 1})) == 0
    assert len(token_probabilities(frames[:0], {0, 1})) == 0


def test_long_sound_is_written_in_pieces(recogniser):
    assert len(recogniser.transcribe(clip(hiss(45.0))).text) > 100


def test_any_rate_and_channels(recogniser):
    stereo = np.stack([hiss(3.0), hiss(3.0)], axis=1)
    assert recogniser.transcribe(clip(stereo, 48000)).text


def test_samples_that_are_no_numbers(recogniser):
    with pytest.raises(InputError, match='not finite'):
        recogniser.transcribe(clip([*hiss(1.0), math.nan]))


def test_not_loaded_or_closed(tiny_ctc):
    recogniser = CtcRecogniser(weights=tiny_ctc)
    recogniser.close()
    assert 'not loaded' in recogniser.describe()
    with pytest.raises(RuntimeError, match='load'):
        recogniser.transcribe(clip(hiss(1.0)))


def test_description_names_weights_and_size(recogniser, tiny_ctc):
    text = recogniser.describe()
    assert str(tiny_ctc) in text and 'M parameters' in text and 'on cpu' in text


def test_a_folder_is_known_by_its_configuration(tiny_ctc, copy, tmp_path):
    assert is_ctc_folder(tiny_ctc) and is_ctc_folder(str(tiny_ctc))
    assert not is_ctc_folder('') and not is_ctc_folder(tmp_path / 'nowhere')
    for content in ('{', '7', '{"model_type": "whisper"}'):
        (copy / 'config.json').write_text(content)
        assert not is_ctc_folder(copy)


def test_a_classifier_does_not_write(tmp_path):
    from tiny_voice import LABELS
    from tiny_voice import tiny_network
    tiny_network(LABELS).save_pretrained(tmp_path)
    with pytest.raises(WeightsError, match='does not write'):
        loaded(tmp_path)


@pytest.mark.parametrize(('name', 'content', 'said'), [
    ('config.json', '{"model_type": "whisper"}', "type 'whisper', expected wav2vec2"),
    ('vocab.json', None, 'no vocab.json'),
    ('vocab.json', '{', 'cannot be read'),
    ('vocab.json', '{"eng": {"a": 1}}', 'one language'),
    ('vocab.json', '{"<pad>": 0, "A": 1}', '9 outputs'),
    ('vocab.json', json.dumps({c: i for i, c in enumerate(reversed(LETTERS))}), 'blank'),
    ('preprocessor_config.json', '{"sampling_rate": 8000}', '8000 Hz'),
    ('model.safetensors', None, 'no model.safetensors'),
    ('model.safetensors', 'x', 'cut off|damaged')])
def test_files_that_do_not_fit(copy, name, content, said):
    (copy / name).unlink(missing_ok=True)
    if content is not None:
        (copy / name).write_text(content)
    with pytest.raises(WeightsError, match=said):
        loaded(copy)


@pytest.mark.parametrize(('device', 'remedy'), [
    ('cuda', 'set device: cpu'), ('cpu', 'copy the folder again')])
def test_a_device_that_cannot_run_it(tiny_ctc, monkeypatch, device, remedy):
    from emotion_rescue.models import wav2vec2_ctc
    network, _ = wav2vec2_ctc.load_network(tiny_ctc, wav2vec2_ctc._form, 'cpu')

    def forward(batch):
        raise RuntimeError('CUDA error: no kernel image is available for execution')

    monkeypatch.setattr(network, 'forward', forward)
    monkeypatch.setattr('torch.Tensor.to', lambda batch, device: batch)
    monkeypatch.setattr(wav2vec2_ctc, 'load_network', lambda *settings: (network, device))
    recogniser = CtcRecogniser(weights=tiny_ctc, device=device)
    with pytest.raises(WeightsError, match=f'{tiny_ctc.name} was loaded, but cannot run on the '
                                           f'device {device}; {remedy}: CUDA error'):
        recogniser.load()
    assert 'not loaded' in recogniser.describe()
    with pytest.raises(RuntimeError, match='load'):
        recogniser.transcribe(clip(hiss(1.0)))


def test_a_pickle_is_refused(copy):
    (copy / 'model.safetensors').rename(copy / 'pytorch_model.bin')
    with pytest.raises(WeightsError, match='a pickle, which can run code'):
        loaded(copy)


def test_tensors_that_are_not_there(copy):
    from safetensors.torch import load_file
    from safetensors.torch import save_file
    tensors = load_file(copy / 'model.safetensors')
    del tensors['lm_head.bias']
    save_file(tensors, copy / 'model.safetensors', {'format': 'pt'})
    with pytest.raises(WeightsError, match='lm_head.bias'):
        loaded(copy)
