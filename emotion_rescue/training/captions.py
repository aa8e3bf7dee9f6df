"""Captions of pictures: what a LLaVA answers to a few fixed questions about them."""

from collections.abc import Callable
from collections.abc import Sequence

from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.models.llava_features import ImageFeatures
from emotion_rescue.models.llava_loader import LoadedLlava
from emotion_rescue.models.llava_question import question_prompt
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.seen_people import drawer_of

# What the small base has learned to answer; none of it asks for a feeling.
GENERAL = ('How many people are in the picture?', 'Is anyone in the picture lying down?',
           'What kind of place is this?',
           'How much of the person in the red rectangle is hidden?')
# What a checkpoint can answer that has learned to speak.
FREE = ('Describe the person in the red rectangle: posture, face, clothes, and what they do.',
        'Describe the place and what is around the person in the red rectangle.')
_BATCH = 32
_CACHE_BYTES = 10**9  # a batch, from the first question to the last


def captions_of(loaded: LoadedLlava, people: Sequence[AffectSample], questions: Sequence[str],
                max_new_tokens: int, report: Callable[[str], None]) -> list[str]:
    """Return a caption of each person's picture: questions with the likeliest answers.

    Args:
        loaded: a LLaVA.
        people: n.
        questions: at least one.
        max_new_tokens: longest answer.
        report: told the progress.
    """
    draw, features = drawer_of(people), ImageFeatures(loaded, _CACHE_BYTES)
    captions, progress = [], NowAndThen(report)
    for start in range(0, len(people), _BATCH):
        pictures = draw(range(start, min(start + _BATCH, len(people))), None)
        answers = [_answers(loaded, features, pictures, question, max_new_tokens)
                   for question in questions]
        captions.extend(_caption(questions, of_one) for of_one in zip(*answers, strict=True))
        features.clear()
        progress.say(lambda: f'{len(captions)} of {len(people)} pictures described')
    return captions


def _answers(loaded, features, pictures, question, max_new_tokens):
    import torch

    tokenizer = loaded.processor.tokenizer
    with torch.inference_mode():
        inputs = features.inputs(pictures, question_prompt(loaded.processor, question))
        tokens = loaded.model.generate(
            **inputs, max_new_tokens=max_new_tokens, do_sample=False, num_beams=1,
            temperature=None, top_p=None, top_k=None, eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id)
    new = tokens[:, inputs['input_ids'].shape[1]:]
    return [' '.join(text.split()) for text in tokenizer.batch_decode(
        new, skip_special_tokens=True)]


def _caption(questions, answers):
    return ' '.join(f'{question} {answer or "Unknown"}{"" if answer.endswith(".") else "."}'
                    for question, answer in zip(questions, answers, strict=True))
