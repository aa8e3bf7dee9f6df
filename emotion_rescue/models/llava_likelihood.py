"""Log-likelihoods of many short continuations of one prompt, in two forward passes.

The first pass reads image and prompt and keeps keys and values. The second reads all
continuations at once: they are merged into a tree of tokens, so that a common beginning is read
once, and an attention mask lets each token see the prompt and its own ancestors only. The
probability of a continuation is the product of its tokens' probabilities, each read where its
parent was; this is what a forward pass of its own would give, at a fraction of the cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class TokenTree:
    """Continuations merged by common beginnings.

    Tokens that no other token follows are never read, only predicted; the n others come first.

    Attributes:
        tokens: int64 (n,), token of each node that is read.
        depth: int64 (n,), 0 for a first token.
        visible: bool (n, n), whether the node of the row sees the node of the column.
        paths: one list a continuation of (where, token): the token is predicted at node `where`,
            -1 being the end of the prompt.
    """

    tokens: np.ndarray
    depth: np.ndarray
    visible: np.ndarray
    paths: tuple[tuple[tuple[int, int], ...], ...]


def build_tree(sequences: Sequence[Sequence[int]]) -> TokenTree:
    """Return the tree of token `sequences`, none of which may be empty."""
    inner = dict.fromkeys(
        tuple(s[:n]) for s in sequences for n in range(1, len(s)))  # prefixes, in order, once
    index = {prefix: i for i, prefix in enumerate(inner)}
    visible = np.zeros((len(index), len(index)), bool)
    for prefix, row in index.items():
        visible[row, [index[prefix[:n]] for n in range(1, len(prefix) + 1)]] = True
    paths = tuple(
        tuple((index.get(tuple(s[:n]), -1), s[n]) for n in range(len(s))) for s in sequences)
    return TokenTree(
        tokens=np.array([prefix[-1] for prefix in index], np.int64),
        depth=np.array([len(prefix) - 1 for prefix in index], np.int64),
        visible=visible, paths=paths)


def continuation_tokens(tokenizer, prompt: str, continuations: Sequence[str]) -> list[list[int]]:
    """Return the tokens that each continuation adds to `prompt`.

    Prompt and continuation are cut into tokens together, because many tokenisers treat the
    beginning of a text in a special way.

    Raises:
        ValueError: the tokeniser merges the end of the prompt with the continuation.
    """
    start = _tokens(tokenizer, prompt)
    found = []
    for continuation in continuations:
        whole = _tokens(tokenizer, prompt + continuation)
        if whole[:len(start)] != start or len(whole) == len(start):
            raise ValueError(f'the tokenizer merges the end of the prompt with {continuation!r}')
        found.append(whole[len(start):])
    return found


def log_likelihoods(model, inputs, tree: TokenTree):
    """Return log P(continuation | image, prompt), a float32 tensor (batch, continuations).

    Args:
        model: a LLaVA-family model of transformers; gradients flow where they are enabled.
        inputs: what its processor made of images and prompts; all rows of the same length.
        tree: from `build_tree`.

    Raises:
        ValueError: rows differ in length, so that the prompts end at different places.
    """
    import torch

    if not bool(inputs['attention_mask'].all()):
        raise ValueError('views of one batch must give prompts of the same length')
    prefill = model(**inputs, use_cache=True, logits_to_keep=1)
    batch, length = inputs['input_ids'].shape
    device, dtype = prefill.logits.device, prefill.logits.dtype
    logits = prefill.logits[:, -1:]
    if len(tree.tokens):
        seen = np.concatenate([np.ones((len(tree.tokens), length), bool), tree.visible], axis=1)
        branches = model(
            input_ids=torch.as_tensor(tree.tokens, device=device).expand(batch, -1),
            position_ids=(length + torch.as_tensor(tree.depth, device=device)).expand(batch, -1),
            attention_mask=additive_mask(seen, dtype, device).expand(batch, -1, -1, -1),
            past_key_values=prefill.past_key_values, use_cache=True)
        logits = torch.cat([logits, branches.logits], dim=1)
    return sum_along_paths(logits.float().log_softmax(dim=-1), tree)


def additive_mask(seen: np.ndarray, dtype, device):
    """Return a tensor (1, 1, rows, columns): 0 where `seen`, the lowest number elsewhere.

    Args:
        seen: bool (rows, columns), whether the token of the row sees the token of the column.
        dtype: of torch.
        device: of torch.
    """
    import torch

    mask = torch.zeros(seen.shape, dtype=dtype, device=device)
    return mask.masked_fill(~torch.as_tensor(seen, device=device),
                            torch.finfo(dtype).min)[None, None]


def sum_along_paths(log_probabilities, tree: TokenTree):
    """Return the log-likelihood of each continuation, a tensor (batch, continuations).

    Args:
        log_probabilities: tensor (batch, 1 + n, vocabulary), of the token that follows the end of
            the prompt and each node that is read.
        tree: with these n nodes.
    """
    import torch

    owner = torch.tensor([i for i, path in enumerate(tree.paths) for _ in path])
    where = torch.tensor([node + 1 for path in tree.paths for node, _ in path])
    token = torch.tensor([token for path in tree.paths for _, token in path])
    device = log_probabilities.device
    steps = log_probabilities[:, where.to(device), token.to(device)]
    total = steps.new_zeros(len(steps), len(tree.paths))
    return total.index_add(1, owner.to(device), steps)


def _tokens(tokenizer, text):
    tokens = tokenizer(text)['input_ids']
    ends = tokens and tokens[-1] == tokenizer.eos_token_id  # some tokenisers close every text
    return tokens[:-1] if ends else tokens
