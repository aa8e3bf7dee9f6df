"""What is sent to a chat server: a picture with a question, and what to list of the answer.

The picture goes as a PNG, which loses nothing, so that the served model sees what the onboard
model would see.
"""

import base64
from enum import Enum

import cv2
import numpy as np

from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import QUESTION

# An eighth less to send than at the lowest level; higher ones take long for another twentieth.
_PNG_LEVEL = 3
# The second token's list comes with the first one's, and saves a request for the likeliest branch.
_CONTINUED_TOKENS = 2
# Without a begun answer a branch can be followed only along the likeliest tokens.
_ASKED_TOKENS = 4


class Way(Enum):
    """How a server is brought to answer about one field.

    CONTINUED: the answer is begun for it, 'valence:', and it goes on from there.
    SPACED: so it is, but with a blank before it. llama.cpp's server puts the begun answer right
        after 'ASSISTANT:', where a tokenizer makes other tokens of it than those taught.
    ASKED: it does not go on with a begun answer, and is asked for the field alone.
    """

    CONTINUED = 'continued'
    SPACED = 'continued after a blank'
    ASKED = 'asked'


def picture_url(rgb: np.ndarray) -> str:
    """Return a picture as a data URL.

    Args:
        rgb: uint8 (height, width, 3), red first.
    """
    done, png = cv2.imencode('.png', np.ascontiguousarray(rgb[..., ::-1]),
                             [cv2.IMWRITE_PNG_COMPRESSION, _PNG_LEVEL])
    if not done:
        raise ValueError(f'a picture of the shape {rgb.shape} cannot be written as PNG')
    return 'data:image/png;base64,' + base64.b64encode(png.tobytes()).decode('ascii')


def field_request(model: str, picture: str, field: str, begun: str, way: Way,
                  top_logprobs: int) -> dict:
    """Return the body of a request for the likeliest tokens of a field's value.

    Args:
        model: that the server lists.
        picture: from `picture_url`.
        field: of `llava_prompt.FIELDS`.
        begun: the first words of the value, '' for none; only where answers are continued.
        way: how the server is brought to answer.
        top_logprobs: how many tokens it lists.
    """
    continued = way is not Way.ASKED
    body = _body(model, picture, QUESTION if continued else _single_question(field),
                 _CONTINUED_TOKENS if continued else _ASKED_TOKENS)
    body |= {'logprobs': True, 'top_logprobs': top_logprobs}
    if continued:
        # Without a blank at the end: tokenisers keep it with the word that follows.
        gap = ' ' if way is Way.SPACED else ''
        body['messages'].append(
            {'role': 'assistant', 'content': f'{gap}{field}: {begun}'.rstrip()})
        # vLLM wants to be told; llama.cpp's server goes on with an answer that is begun anyhow.
        body |= {'continue_final_message': True, 'add_generation_prompt': False}
    return body


def question_request(model: str, picture: str, question: str, max_new_tokens: int) -> dict:
    """Return the body of a request for a free answer of at most `max_new_tokens`."""
    return _body(model, picture, question, max_new_tokens)


def _single_question(field):
    return f'{QUESTION} Say only the {field}: one of {", ".join(FIELDS[field])}.'


def _body(model, picture, question, tokens):
    content = [{'type': 'image_url', 'image_url': {'url': picture}},
               {'type': 'text', 'text': question}]
    return {'model': model, 'messages': [{'role': 'user', 'content': content}],
            'max_tokens': tokens, 'temperature': 0.0, 'stream': False}
