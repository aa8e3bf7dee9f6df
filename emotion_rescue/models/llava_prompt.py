"""The question LLaVA is asked about a person, and the answers whose likelihood is read off.

An answer has one line a field, in the words of `core.vad` and `core.emotions`:

    valence: low
    arousal: very high
    dominance: low
    emotions: Fear, Pain
    distress: yes

Each field is scored as if it were the first line of the answer, so that fields do not lean on
each other and a model has to be taught with their order shuffled.
"""

from collections.abc import Sequence

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_WORDS

ASKED = ('How does this person feel? Give valence, arousal and dominance from very low to very '
         'high, the emotions, and whether the person is in distress.')
QUESTION = ('The picture shows the person in the red rectangle, the head enlarged, and the whole '
            f'scene. {ASKED}')

# Used where a checkpoint brings no chat template; it is LLaVA-1.5's own.
PLAIN_TEMPLATE = 'USER: <image>\n{question} ASSISTANT:'

EMOTIONS_FIELD = 'emotions'
DISTRESS_FIELD = 'distress'

# Field -> the values it can take, in the order in which likelihoods are reported.
FIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(DIMENSIONS, LEVEL_WORDS),
    EMOTIONS_FIELD: CATEGORY_NAMES,
    DISTRESS_FIELD: ('no', 'yes'),
}


def build_prompt(processor) -> str:
    """Return the prompt for one view, ready for a continuation, in the checkpoint's own form.

    Args:
        processor: a transformers processor of the LLaVA family.
    """
    if not getattr(processor, 'chat_template', None):
        return PLAIN_TEMPLATE.format(question=QUESTION)
    content = [{'type': 'image'}, {'type': 'text', 'text': QUESTION}]
    prompt = processor.apply_chat_template(
        [{'role': 'user', 'content': content}], add_generation_prompt=True)
    return prompt.rstrip(' ')  # tokenisers keep a space with the word that follows it


def continuations(prompt: str) -> list[str]:
    """Return 'field: value' of every field and value, as text that follows `prompt`."""
    gap = '' if prompt[-1:].isspace() else ' '
    return [f'{gap}{field}: {value}' for field, values in FIELDS.items() for value in values]


def split_fields(scores) -> dict[str, Sequence]:
    """Return field -> its part of `scores`, whose last axis runs over `continuations`."""
    parts, start = {}, 0
    for field, values in FIELDS.items():
        parts[field] = scores[..., start:start + len(values)]
        start += len(values)
    return parts
