"""The texts that LLaVA reads and writes in training: questions, descriptions, whole answers."""

import math

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import level_to_word
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import QUESTION
from emotion_rescue.models.llava_question import question_prompt
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT
from emotion_rescue.training.affect_data import AffectSample


def described_prompt(processor, description: str) -> str:
    """Return the prompt that asks how a person feels, after a description of the picture."""
    return question_prompt(processor, f'{description} {QUESTION}' if description else QUESTION)


def written_answer(sample: AffectSample, with_vad: bool = True) -> str:
    """Return the whole answer as `models.llava_prompt` describes it; what is unknown is left out.

    Args:
        sample: who is judged.
        with_vad: whether valence, arousal and dominance are told.
    """
    lines = []
    if with_vad:
        lines += [f'{name}: {level_to_word(level)}' for name, level in zip(
            DIMENSIONS, sample.vad, strict=True) if not math.isnan(level)]
    named = [CATEGORY_NAMES[i] for i in np.flatnonzero(sample.emotions)]
    if named:
        lines.append(f'{EMOTIONS_FIELD}: {", ".join(named)}')
    if not math.isnan(sample.distress):
        lines.append(f'{DISTRESS_FIELD}: {"yes" if sample.distress >= DISTRESS_PRESENT else "no"}')
    return '\n'.join(lines)


def answer_tokens(tokenizer, prompt: str, answers: list[str]) -> list[list[int]]:
    """Return the tokens that answers add to `prompt`, each with the mark of its end."""
    gap = '' if prompt[-1:].isspace() else ' '
    found = continuation_tokens(tokenizer, prompt, [gap + answer for answer in answers])
    return [[*tokens, tokenizer.eos_token_id] for tokens in found]
