"""A free question about a picture: what may be asked, and how it is put to a checkpoint."""

from emotion_rescue.core.errors import InputError
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import QUESTION

MOST_CHARACTERS = 1000


def checked_question(question: str, image_token: str) -> str:
    """Return the question without outer white space.

    Args:
        question: in plain words.
        image_token: marks the place of a picture in the checkpoint's prompts.

    Raises:
        InputError: it is empty, too long, or has the image token in it.
    """
    question = question.strip()
    if not question:
        raise InputError('the question is empty; ask something about the picture')
    if len(question) > MOST_CHARACTERS:
        raise InputError(f'the question has {len(question)} characters; '
                         f'shorten it to {MOST_CHARACTERS} or fewer')
    if image_token in question:
        raise InputError(f'the question contains {image_token}, which marks the place of the '
                         'picture; leave it out')
    return question


def question_prompt(processor, question: str) -> str:
    """Return the prompt for one picture, ready for an answer, in the checkpoint's own form.

    Args:
        processor: a transformers processor of the LLaVA family.
        question: as `checked_question` gives it.
    """
    return build_prompt(processor).replace(QUESTION, question)
