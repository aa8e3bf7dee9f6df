"""Log-likelihoods of answers after what was said, in one forward pass behind a beginning kept.

Keys and values of the prompt's fixed beginning are computed once. What was said, the prompt's end
and the tree of all answers (see `llava_likelihood`) then go through the model together, under a
mask by which each token of the tree sees the prompt and its own ancestors only. One pass is what
counts on a CPU: it reads all weights, however few tokens there are.
"""

from collections.abc import Sequence

import numpy as np

from emotion_rescue.models.llava_likelihood import additive_mask
from emotion_rescue.models.llava_likelihood import sum_along_paths
from emotion_rescue.models.words_prompt import WordsPrompt


class WordsLikelihood:
    """One language model with one prompt, used by one thread at a time."""

    def __init__(self, model, prompt: WordsPrompt):
        """Read the prompt's beginning.

        Args:
            model: a language model of transformers.
            prompt: of its tokenizer.
        """
        import torch

        self._model, self._prompt = model, prompt
        ids = torch.tensor([prompt.beginning], device=model.device)
        with torch.inference_mode():
            cache = model(input_ids=ids, use_cache=True, logits_to_keep=1).past_key_values
        self._kept = [(layer.keys, layer.values) for layer in cache.layers]

    def log_likelihoods(self, said: Sequence[int]) -> np.ndarray:
        """Return float64 (answers,), in the order of `llava_prompt.continuations`.

        Args:
            said: from `WordsPrompt.tokens`.
        """
        import torch

        tree, tokens = self._prompt.tree, [*said, *self._prompt.end]
        begun, device = len(self._prompt.beginning), self._model.device
        ids = torch.tensor([[*tokens, *tree.tokens.tolist()]], device=device)
        places = begun + np.concatenate([np.arange(len(tokens)), len(tokens) + tree.depth])
        seen = seen_by_tree(begun, len(tokens), tree.visible)
        with torch.inference_mode():
            logits = self._model(
                input_ids=ids, position_ids=torch.as_tensor(places, device=device)[None],
                attention_mask=additive_mask(seen, self._model.dtype, device),
                past_key_values=self._beginning(), use_cache=True,
                logits_to_keep=len(tree.tokens) + 1).logits
        return sum_along_paths(logits.float().log_softmax(dim=-1), tree)[0].double().cpu().numpy()

    def _beginning(self):
        from transformers import DynamicCache

        cache = DynamicCache()  # a new one each time: a pass adds to it, or fails half-way
        for layer, (keys, values) in enumerate(self._kept):
            cache.update(keys, values, layer)
        return cache


def seen_by_tree(begun: int, length: int, visible: np.ndarray) -> np.ndarray:
    """Return bool (length + n, begun + length + n): which token sees which.

    Args:
        begun: tokens that were read before, seen by all.
        length: tokens that follow, each seen by those after it.
        visible: bool (n, n), which token of the tree of answers sees which.
    """
    seen = np.tri(length + len(visible), dtype=bool)
    seen[length:, length:] = visible
    return np.concatenate([np.ones((len(seen), begun), bool), seen], axis=1)
