import numpy as np
import pytest
from tiny_words import save_tiny_llama

from emotion_rescue.models.words_likelihood import seen_by_tree
from emotion_rescue.models.words_likelihood import WordsLikelihood
from emotion_rescue.models.words_prompt import words_prompt

torch = pytest.importorskip('torch')
transformers = pytest.importorskip('transformers')


@pytest.fixture(scope='module')
def parts(tmp_path_factory):
    """Return a tiny model, its tokenizer and prompt."""
    folder = save_tiny_llama(tmp_path_factory.mktemp('llama'))
    model = transformers.AutoModelForCausalLM.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    return model, tokenizer, words_prompt(tokenizer)


def _direct(model, start, path_tokens):
    with torch.inference_mode():
        logits = model(torch.tensor([[*start, *path_tokens]])).logits[0].log_softmax(-1)
    return sum(float(logits[len(start) - 1 + i, token]) for i, token in enumerate(path_tokens))


@pytest.mark.parametrize('text', ['', 'Help!', 'my leg is broken and I cannot get up'])
def test_one_pass_gives_what_a_pass_for_each_answer_gives(parts, text):
    model, tokenizer, prompt = parts
    said = prompt.tokens(tokenizer, text)
    found = WordsLikelihood(model, prompt).log_likelihoods(said)
    start = [*prompt.beginning, *said, *prompt.end]
    for place in (0, 1, 13, 40, len(found) - 1):
        tokens = [token for _, token in prompt.tree.paths[place]]
        assert found[place] == pytest.approx(_direct(model, start, tokens), abs=1e-3)


def test_what_was_read_before_leaves_no_trace(parts):
    model, tokenizer, prompt = parts
    likelihood = WordsLikelihood(model, prompt)
    first, other = (prompt.tokens(tokenizer, t) for t in ('Help!', 'All is well here, thanks.'))
    before = likelihood.log_likelihoods(first)
    changed = likelihood.log_likelihoods(other)
    assert not np.allclose(before, changed)
    assert np.array_equal(likelihood.log_likelihoods(first), before)


def test_a_pass_that_fails_leaves_no_trace(parts):
    model, tokenizer, prompt = parts
    likelihood = WordsLikelihood(model, prompt)
    said = prompt.tokens(tokenizer, 'Help!')
    before = likelihood.log_likelihoods(said)
    with pytest.raises(IndexError):
        likelihood.log_likelihoods([10 ** 6])  # no such token
    assert np.array_equal(likelihood.log_likelihoods(said), before)


def test_the_beginning_is_read_once(parts):
    model, tokenizer, prompt = parts
    read = []
    handle = model.register_forward_pre_hook(
        lambda module, args, kwargs: read.append(kwargs['input_ids'].shape[1]), with_kwargs=True)
    likelihood = WordsLikelihood(model, prompt)
    said = prompt.tokens(tokenizer, 'Help!')
    likelihood.log_likelihoods(said)
    likelihood.log_likelihoods(said)
    handle.remove()
    once = len(said) + len(prompt.end) + len(prompt.tree.tokens)
    assert read == [len(prompt.beginning), once, once]


def test_the_tree_sees_the_text_and_its_own_branch_only():
    seen = seen_by_tree(2, 3, np.array([[1, 0], [0, 1]], bool))
    assert seen.astype(int).tolist() == [
        [1, 1, 1, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 0, 0],
        [1, 1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 0, 1]]
