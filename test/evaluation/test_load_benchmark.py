"""The mechanics of measuring how a LLaVA loads, with tiny random weights."""

import os

import pytest

from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.evaluation.load_benchmark import measure_load
from emotion_rescue.evaluation.load_benchmark import table
from emotion_rescue.evaluation.load_benchmark import well_formed
from emotion_rescue.evaluation.load_benchmark_checkpoint import LLAVA_7B
from emotion_rescue.evaluation.load_benchmark_checkpoint import make_random_nf4
from emotion_rescue.evaluation.process_memory import MemoryWatch
from emotion_rescue.evaluation.process_memory import process_memory
from emotion_rescue.models.llava_nf4 import meta_llava
from emotion_rescue.models.llava_nf4 import nf4_bytes
from emotion_rescue.models.llava_nf4 import plan_nf4

pytest.importorskip('transformers')
pytest.importorskip('bitsandbytes')


@pytest.fixture(scope='module')
def tiny_nf4(tmp_path_factory):
    """Return a checkpoint made as the benchmark makes its own, but tiny."""
    from emotion_rescue.training.affect_architecture import build_processor
    from emotion_rescue.training.affect_architecture import LlavaSizes

    processor = build_processor(LlavaSizes(image_px=32, patch_px=16))
    small = {'hidden_size': 64, 'intermediate_size': 128, 'num_hidden_layers': 2,
             'num_attention_heads': 2}
    config = LLAVA_7B | {
        'image_seq_length': 4,
        'vision_config': LLAVA_7B['vision_config'] | small | {'image_size': 32, 'patch_size': 16},
        'text_config': LLAVA_7B['text_config'] | small | {
            'num_key_value_heads': 2, 'vocab_size': 800}}
    folder = tmp_path_factory.mktemp('tiny_nf4')
    told = []
    make_random_nf4(folder, config, processor, lambda done, count: told.append((done, count)))
    assert told[-1][0] == told[-1][1] == len(told)
    return folder


def test_the_shape_is_that_of_llava_7b():
    shapes = {name: value.shape for name, value in meta_llava(LLAVA_7B).state_dict().items()}
    assert sum(shape.numel() for shape in shapes.values()) == 7_063_427_072
    plan = plan_nf4(LLAVA_7B, shapes)
    # 7 a layer of the language model, 6 of the vision tower, 2 of the projector; no lm_head.
    assert len(plan.linear) == 7 * 32 + 6 * 24 + 2
    assert 3.3e9 < nf4_bytes(shapes[name] for name in plan.linear) < 3.6e9


@pytest.mark.skipif(not os.path.exists('/proc/self/status'), reason='memory is read from /proc')
def test_a_fresh_process_loads_and_judges(tiny_nf4):
    """Takes as long as a new process needs to import torch and transformers."""
    said = []
    figures = measure_load(tiny_nf4, say=said.append)
    assert figures['well_formed']
    assert figures['checkpoint_bytes'] == (tiny_nf4 / 'model.safetensors').stat().st_size
    assert figures['seconds'] > 0 and figures['first_score_s'] > 0
    assert 10e6 < figures['peak_anonymous_bytes'] < figures['peak_rss_bytes']
    assert figures['resident_bytes'] <= figures['peak_rss_bytes']
    assert len(said) == 2
    assert 'reached: a well-formed reading' in table(figures)


def test_a_process_that_fails_is_said(tmp_path, capfd):
    with pytest.raises(UnfinishedError, match='failed with exit code 1'):
        measure_load(tmp_path / 'nothing')
    assert 'no folder' in capfd.readouterr().err


@pytest.mark.parametrize(('change', 'good'), [
    ({}, True), ({'vad': [1.0, 10.0]}, False), ({'vad': [0.9, 5.0, 5.0]}, False),
    ({'vad': [float('nan'), 5.0, 5.0]}, False), ({'emotions': []}, False),
    ({'emotions': [0.5] * 25 + [1.5]}, False), ({'distress': float('nan')}, False)])
def test_a_reading_is_well_formed_when_its_numbers_are_there_and_in_range(change, good):
    reading = {'vad': [1.0, 10.0, 5.0], 'emotions': [0.5] * 26, 'distress': 0.0}
    assert well_formed(reading | change) == good


def test_nobody_has_no_memory():
    assert process_memory(2 ** 22 + 1) == {}


@pytest.mark.skipif(not os.path.exists('/proc/self/status'), reason='memory is read from /proc')
def test_a_peak_counts_anew_after_it_was_taken():
    watch = MemoryWatch(os.getpid())
    try:
        watch.take_peak_anonymous()
        block = bytearray(200_000_000)
        block[::4096] = b'1' * len(block[::4096])  # memory counts when it is touched
        high = watch.take_peak_anonymous()
        del block
        watch.take_peak_anonymous()
        assert high - watch.take_peak_anonymous() > 150_000_000
    finally:
        watch.close()
