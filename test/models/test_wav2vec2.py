"""Mechanics only: the checkpoints are tiny and random, so nothing here says what a model knows."""

import json
import math
import shutil

import numpy as np
import pytest
from tiny_voice import LABELS
from tiny_voice import save_dense
from tiny_voice import tiny_network

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.models.wav2vec2 import Wav2Vec2VoiceScorer

pytest.importorskip('transformers')
pytest.importorskip('silero_vad')


@pytest.fixture(scope='session')
def tiny_voice(tmp_path_factory):
    """Return the folder of a wav2vec2 classifier with random weights; do not change it."""
    folder = tmp_path_factory.mktemp('tiny_voice')
    tiny_network(LABELS).save_pretrained(folder)
    return folder


@pytest.fixture(scope='session')
def scorer(tiny_voice):
    scorer = Wav2Vec2VoiceScorer(weights=tiny_voice, device='cpu', speech_threshold=0.0)
    scorer.load()
    yield scorer
    scorer.close()


@pytest.fixture
def copy(tiny_voice, tmp_path):
    """Return a copy of the checkpoint that a test may damage."""
    return shutil.copytree(tiny_voice, tmp_path / 'voice')


def tone(seconds=1.0, rate_hz=16000, level=0.3):
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * 220 * t)).astype(np.float32)


def clip(samples, rate_hz=16000):
    return AudioClip(np.asarray(samples, np.float32), rate_hz, 7_000_000_000, 'microphone')


def load(folder, **changed):
    scorer = Wav2Vec2VoiceScorer(weights=folder, device='cpu', **changed)
    scorer.load()
    return scorer


def is_unknown(reading):
    return (not reading.emotions and math.isnan(reading.distress)
            and not reading.vad.known and math.isnan(reading.vad.valence))


def test_no_sample_is_unknown(scorer):
    reading = scorer.score(clip([]))
    assert is_unknown(reading) and math.isnan(reading.speech_probability)
    assert reading.duration_s == 0.0


@pytest.mark.parametrize('samples', [np.zeros(16000), np.full(16000, 0.4), [0.2]])
def test_silence_cannot_be_judged_even_with_an_offset(scorer, samples):
    reading = scorer.score(clip(samples))
    assert is_unknown(reading) and math.isnan(reading.speech_probability)


@pytest.mark.parametrize('seconds', [0.01, 0.3, 2.0, 45.0])
@pytest.mark.parametrize('rate_hz', [8000, 16000, 22050, 48000])
def test_any_length_at_any_rate(scorer, seconds, rate_hz):
    reading = scorer.score(clip(tone(seconds, rate_hz), rate_hz))
    assert reading.stamp_ns == 7_000_000_000 and reading.frame_id == 'microphone'
    assert reading.duration_s == pytest.approx(seconds, abs=1e-3)
    assert set(reading.emotions) == {'calm', 'fear', 'none'}
    assert sum(reading.emotions.values()) == pytest.approx(1.0)
    assert 0.0 <= reading.distress <= 1.0


def test_the_rate_of_the_microphone_hardly_matters(scorer):
    readings = [scorer.score(clip(tone(2.0, rate), rate)) for rate in (8000, 16000, 48000)]
    for reading in readings:
        assert reading.emotions['fear'] == pytest.approx(readings[1].emotions['fear'], abs=0.02)


@pytest.mark.parametrize('distort', [
    lambda x: np.clip(50 * x, -1, 1), lambda x: 1000 * x, lambda x: x + 0.5, lambda x: 0.01 * x])
def test_clipped_loud_offset_or_faint_sound_is_judged(scorer, distort):
    reading = scorer.score(clip(distort(tone())))
    assert math.isfinite(reading.distress)


def test_loudness_and_offset_do_not_change_the_answer(scorer):
    plain = scorer.score(clip(tone()))
    changed = scorer.score(clip(0.1 * tone() + 0.3))
    assert changed.distress == pytest.approx(plain.distress, abs=1e-3)


def test_absurd_samples_are_judged_as_loud_ones(scorer):
    samples = 0.1 * np.random.default_rng(0).standard_normal(16000).astype(np.float32)
    samples[[5, 6, 700, 9000]] = 3e38
    reading = scorer.score(clip(samples))
    assert math.isfinite(reading.distress) and math.isfinite(reading.speech_probability)
    assert all(map(math.isfinite, reading.emotions.values()))


@pytest.mark.parametrize('labels', [LABELS, ('arousal', 'dominance', 'valence'),
                                    ('calm', 'fear')])
@pytest.mark.parametrize('deaf', [False, True])
def test_a_network_that_says_nan_says_nothing(tmp_path, labels, deaf, monkeypatch):
    import torch
    network = tiny_network(labels)
    with torch.no_grad():
        network.classifier.bias.fill_(math.nan)
    network.save_pretrained(tmp_path)
    scorer = load(tmp_path, speech_threshold=0.0)
    if deaf:
        monkeypatch.setattr(scorer._activity, 'probability', lambda samples: math.nan)
    reading = scorer.score(clip(tone()))
    assert is_unknown(reading) and not reading.heard
    assert math.isnan(reading.speech_probability) == deaf


@pytest.mark.parametrize('bad', [math.nan, math.inf, -math.inf])
def test_samples_that_are_no_numbers(scorer, bad):
    samples = tone()
    samples[100] = bad
    with pytest.raises(InputError, match='1 of 16000 sound samples are not finite'):
        scorer.score(clip(samples))


def test_impossible_rate(scorer):
    with pytest.raises(InputError, match='100 Hz'):
        scorer.score(clip(tone(), 100))


def test_below_the_gate_nothing_is_said(copy):
    scorer = load(copy, speech_threshold=1.0)
    reading = scorer.score(clip(tone()))
    assert is_unknown(reading) and 0.0 <= reading.speech_probability < 1.0


def test_without_a_class_for_noise_speech_alone_opens_the_gate(tmp_path):
    tiny_network(('arousal', 'dominance', 'valence')).save_pretrained(tmp_path)
    hiss = 0.1 * np.random.default_rng(0).standard_normal(32000)
    reading = load(tmp_path).score(clip(hiss))
    assert is_unknown(reading) and reading.speech_probability < 0.5


def test_not_loaded_or_closed(tiny_voice):
    scorer = Wav2Vec2VoiceScorer(weights=tiny_voice)
    scorer.close()
    assert 'not loaded' in scorer.describe()
    with pytest.raises(RuntimeError, match='load'):
        scorer.score(clip(tone()))


def test_description_names_weights_and_size(scorer, tiny_voice):
    text = scorer.describe()
    assert str(tiny_voice) in text and 'M parameters' in text and 'on cpu' in text


def test_half_precision_files_are_read(tmp_path, scorer):
    tiny_network(LABELS).half().save_pretrained(tmp_path)
    reading = load(tmp_path, speech_threshold=0.0).score(clip(tone()))
    assert reading.distress == pytest.approx(scorer.score(clip(tone())).distress, abs=0.01)


def test_dense_head_as_of_audeering(tmp_path):
    """The last layer has no weights but its bias, so the answer is known."""
    save_dense(tiny_network(('arousal', 'dominance', 'valence')), tmp_path,
               out_bias=[0.25, 0.5, 2.0])
    reading = load(tmp_path, speech_threshold=0.0).score(clip(tone()))
    assert reading.vad.arousal == pytest.approx(3.25)
    assert reading.vad.dominance == pytest.approx(5.5)
    assert reading.vad.valence == 10.0


def test_several_clips_at_once_get_the_readings_that_each_gets_alone(scorer):
    assert scorer.score_many([]) == []
    clips = [clip(tone(s, 16000, level)) for s, level in (
        (1.0, 0.3), (1.0, 0.0), (0.1, 0.3), (25.0, 0.2), (1.0, 0.9))]
    for together, one in zip(scorer.score_many(clips), map(scorer.score, clips), strict=True):
        assert is_unknown(together) == is_unknown(one)
        assert together.duration_s == one.duration_s
        assert together.distress == pytest.approx(one.distress, abs=1e-5, nan_ok=True)
        assert together.emotions == pytest.approx(one.emotions, abs=1e-5)


def test_missing_folder(tmp_path):
    with pytest.raises(WeightsError, match='there is no folder'):
        load(tmp_path / 'nowhere')


def test_empty_folder(tmp_path):
    with pytest.raises(WeightsError, match='no config.json'):
        load(tmp_path)


def test_pickle_is_refused_with_the_reason(copy):
    (copy / 'model.safetensors').rename(copy / 'pytorch_model.bin')
    with pytest.raises(WeightsError, match='pytorch_model.bin, a pickle, which can run code'):
        load(copy)


@pytest.mark.parametrize('keep', [0, 4, 500, -1])
def test_truncated_weights(copy, keep):
    path = copy / 'model.safetensors'
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(WeightsError, match='cut off|damaged'):
        load(copy)


def test_another_architecture(copy):
    (copy / 'config.json').write_text(json.dumps({
        'model_type': 'llama', 'architectures': ['LlamaForCausalLM']}))
    with pytest.raises(WeightsError, match="type 'llama', expected wav2vec2"):
        load(copy)


def test_no_classifier(tmp_path):
    tiny_network(LABELS).wav2vec2.save_pretrained(tmp_path)
    with pytest.raises(WeightsError, match='without a classifier'):
        load(tmp_path)


def test_tensors_that_are_not_there(copy):
    from safetensors.torch import load_file
    from safetensors.torch import save_file
    tensors = load_file(copy / 'model.safetensors')
    del tensors['projector.bias']
    save_file(tensors, copy / 'model.safetensors', {'format': 'pt'})
    with pytest.raises(WeightsError, match='projector.bias'):
        load(copy)


@pytest.mark.parametrize(('change', 'said'), [
    ({'id2label': {}}, 'no id2label'),
    ({'id2label': {'x': 'calm'}}, 'not understood'),
    ({'hidden_size': 32}, 'cannot be loaded'),
    ({'voice_calibration': {'warmth': 1.0}}, 'not understood'),
])
def test_configuration_that_does_not_fit(copy, change, said):
    config = json.loads((copy / 'config.json').read_text())
    (copy / 'config.json').write_text(json.dumps({**config, **change}))
    with pytest.raises(WeightsError, match=said):
        load(copy)


def test_configuration_that_is_no_json(copy):
    (copy / 'config.json').write_text('{')
    with pytest.raises(WeightsError, match='cannot be read'):
        load(copy)


def test_other_rate_of_the_model(copy):
    (copy / 'preprocessor_config.json').write_text('{"sampling_rate": 8000}')
    with pytest.raises(WeightsError, match='8000 Hz'):
        load(copy)


def test_cuda_that_is_not_there(copy):
    import torch
    if torch.cuda.is_available():
        pytest.skip('a CUDA device is present')
    with pytest.raises(WeightsError, match='no CUDA device'):
        Wav2Vec2VoiceScorer(weights=copy, device='cuda').load()
