"""Lets a language model that sees nothing judge people by captions of their pictures.

It scores the same fields and words as a LLaVA does, by the same code: the likelihood of each as
the continuation of a text.
"""

from collections.abc import Callable
from collections.abc import Sequence

import numpy as np

from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_likelihood import log_likelihoods
from emotion_rescue.models.llava_prompt import ASKED
from emotion_rescue.models.llava_prompt import continuations

_TEXT = f'Somebody answered questions about a picture of a person. {{caption}} {ASKED}'


def caption_scores(model, tokenizer, captions: Sequence[str],
                   report: Callable[[str], None]) -> np.ndarray:
    """Return log-likelihoods float64 (n, answers) of `llava_prompt.continuations`.

    Args:
        model: a language model of transformers.
        tokenizer: its tokenizer.
        captions: n; each different one is read once.
        report: told the progress.
    """
    import torch

    known, different, progress = {}, dict.fromkeys(captions), NowAndThen(report)
    for caption in different:
        prompt = caption_prompt(tokenizer, caption)
        tree = build_tree(continuation_tokens(tokenizer, prompt, continuations(prompt)))
        ids = torch.tensor([tokenizer(prompt)['input_ids']])
        with torch.inference_mode():
            found = log_likelihoods(
                model, {'input_ids': ids, 'attention_mask': torch.ones_like(ids)}, tree)
        known[caption] = found[0].double().numpy()
        progress.say(lambda: f'{len(known)} of {len(different)} different captions read')
    return np.stack([known[caption] for caption in captions])


def caption_prompt(tokenizer, caption: str) -> str:
    """Return the text that answers follow, in the model's own form of a conversation."""
    text = _TEXT.format(caption=caption)
    if not getattr(tokenizer, 'chat_template', None):
        return f'{text}\n'
    return tokenizer.apply_chat_template(
        [{'role': 'user', 'content': text}], add_generation_prompt=True, tokenize=False)
