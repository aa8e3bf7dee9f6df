"""The two-pass scoring equals one forward pass a continuation (tiny random LLaVA)."""

import numpy as np
import pytest

from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_likelihood import log_likelihoods
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import continuations


@pytest.mark.parametrize(('sequences', 'tokens', 'depth', 'paths'), [
    ([], [], [], ()),
    ([[5]], [], [], (((-1, 5),),)),
    ([[5, 6]], [5], [0], (((-1, 5), (0, 6)),)),
    ([[5, 6], [5, 7, 8], [9]], [5, 7], [0, 1],
     (((-1, 5), (0, 6)), ((-1, 5), (0, 7), (1, 8)), ((-1, 9),))),
])
def test_build_tree(sequences, tokens, depth, paths):
    tree = build_tree(sequences)
    assert tree.tokens.tolist() == tokens
    assert tree.depth.tolist() == depth
    assert tree.paths == paths


def test_a_node_sees_itself_and_its_ancestors_only():
    tree = build_tree([[1, 2, 3], [1, 4, 5], [6, 7]])
    assert tree.tokens.tolist() == [1, 2, 4, 6]
    assert tree.visible.astype(int).tolist() == [
        [1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1]]


@pytest.fixture(scope='module')
def llava(tiny_llava):
    from emotion_rescue.models.llava_loader import load_llava

    return load_llava(tiny_llava, precision='fp32', device='cpu')


def _inputs(llava, prompt, count=3):
    images = [np.random.default_rng(i).integers(0, 256, (48, 48, 3), dtype=np.uint8)
              for i in range(count)]
    return llava.processor(images=images, text=[prompt] * count, return_tensors='pt')


def _by_full_forward(llava, inputs, tokens):
    """Score one continuation the long way: append it and read every step's probability."""
    import torch

    length = inputs['input_ids'].shape[1]
    count = len(inputs['input_ids'])
    ids = torch.cat(
        [inputs['input_ids'], torch.tensor(tokens).expand(count, -1)], dim=1)
    with torch.inference_mode():
        logits = llava.model(input_ids=ids, pixel_values=inputs['pixel_values'],
                             attention_mask=torch.ones_like(ids)).logits
    steps = logits[:, length - 1:-1].log_softmax(-1)
    return sum(steps[:, i, token] for i, token in enumerate(tokens)).numpy()


def test_equal_to_a_full_forward_pass_of_every_answer(llava):
    import torch

    prompt = build_prompt(llava.processor)
    answers = continuation_tokens(llava.processor.tokenizer, prompt, continuations(prompt))
    assert len(answers) == 3 * 10 + 26 + 2
    inputs = _inputs(llava, prompt)
    with torch.inference_mode():
        fast = log_likelihoods(llava.model, inputs, build_tree(answers)).numpy()
    assert fast.shape == (3, len(answers))
    for column, tokens in zip(fast.T, answers, strict=True):
        np.testing.assert_allclose(column, _by_full_forward(llava, inputs, tokens), atol=2e-4)


def test_equal_for_continuations_of_different_depth_and_without_any_inner_node(llava):
    import torch

    inputs = _inputs(llava, 'USER: <image>\nHow? ASSISTANT:')
    for sequences in ([[40]], [[40, 41, 42, 43], [40, 41, 50], [44], [40]]):
        with torch.inference_mode():
            fast = log_likelihoods(llava.model, inputs, build_tree(sequences)).numpy()
        for column, tokens in zip(fast.T, sequences, strict=True):
            np.testing.assert_allclose(
                column, _by_full_forward(llava, inputs, tokens), atol=2e-4)


def test_prompts_of_different_length_are_refused(llava):
    inputs = _inputs(llava, 'USER: <image>\nHow? ASSISTANT:')
    inputs['attention_mask'][0, 0] = 0
    with pytest.raises(ValueError, match='same length'):
        log_likelihoods(llava.model, inputs, build_tree([[5]]))


class _MergingTokenizer:
    """Cuts a text into pairs of letters, so that odd prompts merge with what follows."""

    eos_token_id = 99

    def __call__(self, text):
        return {'input_ids': [hash(text[i:i + 2]) for i in range(0, len(text), 2)] + [99]}


def test_continuation_tokens_leave_out_the_end_of_text():
    assert len(continuation_tokens(_MergingTokenizer(), 'ab', ['cdef'])[0]) == 2


@pytest.mark.parametrize(('prompt', 'continuation'), [('abc', 'd'), ('ab', '')])
def test_a_continuation_that_cannot_be_told_from_the_prompt_is_refused(prompt, continuation):
    with pytest.raises(ValueError, match='merges'):
        continuation_tokens(_MergingTokenizer(), prompt, [continuation])
