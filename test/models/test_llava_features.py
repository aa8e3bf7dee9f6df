"""The vision tower runs once a picture (tiny LLaVA with random weights)."""

import numpy as np
import pytest

from emotion_rescue.models.llava_features import ImageFeatures
from emotion_rescue.models.llava_loader import load_llava

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')

PROMPT = 'USER: <image>\nHow? ASSISTANT:'
# What the tiny LLaVA has for one picture: 4 tokens of 64 numbers in float32.
ONE_BYTES = 4 * 64 * 4


def picture(seed, side=48):
    return np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)


@pytest.fixture(scope='module')
def llava(tiny_llava):
    return load_llava(tiny_llava, precision='fp32', device='cpu')


@pytest.fixture
def tower(llava):
    """Return the list of the sizes of all batches that the tower sees."""
    seen = []
    hook = llava.model.model.vision_tower.register_forward_pre_hook(
        lambda module, args, kwargs: seen.append(len(args[0] if args else kwargs['pixel_values'])),
        with_kwargs=True)
    yield seen
    hook.remove()


def test_the_inputs_give_what_the_processor_s_own_give(llava):
    pictures = [picture(n) for n in range(3)]
    own = llava.processor(images=pictures, text=[PROMPT] * 3, return_tensors='pt')
    with torch.inference_mode():
        expected = llava.model(**own).logits
        features = ImageFeatures(llava, 10 * ONE_BYTES)
        for _ in range(2):
            found = llava.model(**features.inputs(pictures, PROMPT)).logits
            torch.testing.assert_close(found, expected)


def test_a_picture_is_looked_at_once_whatever_is_asked(llava, tower):
    features = ImageFeatures(llava, 10 * ONE_BYTES)
    features.inputs([picture(1), picture(2)], PROMPT)
    features.inputs([picture(2), picture(3), picture(1)], 'USER: <image>\nWhat else?')
    features.inputs([picture(3)], PROMPT)
    assert tower == [2, 1]
    assert (features.runs, features.reuses) == (3, 3)


def test_the_same_picture_twice_in_a_batch(llava, tower):
    first, second = ImageFeatures(llava, 0).inputs(
        [picture(1), picture(1)], PROMPT)['mm_encoder_outputs']['image'].pooler_output
    assert tower == [1]
    assert torch.equal(first, second)


def test_the_least_recently_used_is_forgotten(llava, tower):
    features = ImageFeatures(llava, 2 * ONE_BYTES)
    for seed in (1, 2, 1, 3, 1, 2):
        features.inputs([picture(seed)], PROMPT)
    assert tower == [1] * 4, 'of 1, 2, 3, and of 2 again'


@pytest.mark.parametrize('limit_bytes', [0, ONE_BYTES - 1])
def test_what_does_not_fit_is_not_remembered(llava, tower, limit_bytes):
    features = ImageFeatures(llava, limit_bytes)
    for _ in range(2):
        features.inputs([picture(1)], PROMPT)
    assert tower == [1, 1]


def test_nothing_is_remembered_after_clear_and_the_room_is_free(llava, tower):
    features = ImageFeatures(llava, ONE_BYTES)
    for _ in range(2):
        features.inputs([picture(1)], PROMPT)
        features.clear()
    features.inputs([picture(2)], PROMPT)
    features.inputs([picture(2)], PROMPT)
    assert tower == [1, 1, 1]


def test_one_changed_pixel_is_another_picture(llava, tower):
    features = ImageFeatures(llava, 10 * ONE_BYTES)
    changed = picture(1)
    changed[0, 0, 0] ^= 1
    features.inputs([picture(1)], PROMPT)
    features.inputs([changed], PROMPT)
    assert tower == [1, 1]


def test_a_remembered_picture_does_not_keep_its_batch_in_memory(llava):
    features = ImageFeatures(llava, ONE_BYTES)
    kept = features.inputs([picture(1), picture(2)], PROMPT)['mm_encoder_outputs']['image']
    assert [part.untyped_storage().nbytes() for part in kept.pooler_output] == [ONE_BYTES] * 2
