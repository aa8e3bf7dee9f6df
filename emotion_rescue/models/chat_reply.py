"""What a chat server's JSON says: its models, a text, or the likeliest tokens."""

from dataclasses import dataclass
import math
from typing import Any

from emotion_rescue.core.errors import ServerError

# Servers compute in half precision: a certain token may come out this much above certainty.
_ROUNDING = 1e-3
_MOST_PROBABILITY = 1.01
# Servers write all kinds of lowest numbers for a probability of 0.
_IMPOSSIBLE = -1e4
# The rest of a list that seems to hold everything, within rounding.
_LEAST_REST = 1e-6


@dataclass(frozen=True)
class TopList:
    """The likeliest next tokens.

    Attributes:
        token: that the server went on with.
        log_probabilities: by text of the token, white space around it taken away; where two
            tokens differ by that only, the likelier one's.
        bound: no token that is missing is likelier, log.
    """

    token: str
    log_probabilities: dict[str, float]
    bound: float


def first_model(reply: Any, url: str) -> str:
    """Return the name of the first model that /models lists.

    Raises:
        ServerError: it lists none.
    """
    listed = reply.get('data') if isinstance(reply, dict) else None
    first = listed[0] if isinstance(listed, list) and listed else None
    name = first.get('id') if isinstance(first, dict) else None
    if not isinstance(name, str) or not name:
        raise ServerError(f'{url}/models lists no model; start the server with one, or name it '
                          'in sight_server_model')
    return name


def text_of(reply: Any, url: str) -> str:
    """Return the text of an answer without white space around it; may be ''.

    Raises:
        ServerError: it has none.
    """
    message = _choice(reply, url).get('message')
    text = message.get('content') if isinstance(message, dict) else None
    if not isinstance(text, str):
        raise ServerError(f'{url} sends an answer without a text')
    return text.strip()


def top_lists(reply: Any, url: str) -> list[TopList]:
    """Return the likeliest tokens at each place of an answer, one at least.

    Raises:
        ServerError: there are none, or numbers that are no log-probabilities.
    """
    logprobs = _choice(reply, url).get('logprobs')
    places = logprobs.get('content') if isinstance(logprobs, dict) else None
    if not isinstance(places, list) or not places:
        raise ServerError(f'{url} sends no logprobs; this takes a server that gives top_logprobs, '
                          'such as vLLM or llama.cpp')
    return [_top_list(place, url) for place in places]


def _choice(reply, url):
    choices = reply.get('choices') if isinstance(reply, dict) else None
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise ServerError(f'{url} sends an answer without choices; it is no server of the OpenAI '
                          'kind')
    return choices[0]


def _top_list(place, url):
    entries = place.get('top_logprobs') if isinstance(place, dict) else None
    if not isinstance(entries, list) or not entries:
        raise ServerError(f'{url} sends logprobs without top_logprobs')
    pairs = [_pair(entry, url) for entry in entries]
    total = sum(math.exp(log_p) for _, log_p in pairs)
    if total > _MOST_PROBABILITY:
        raise ServerError(f'{url} lists tokens whose probabilities sum to {total:.3g}, which are '
                          'none')
    likeliest: dict[str, float] = {}
    for text, log_p in pairs:
        if text and log_p > likeliest.get(text, -math.inf):
            likeliest[text] = log_p
    smallest = min(log_p for _, log_p in pairs)
    token = place.get('token')
    return TopList(token if isinstance(token, str) else '', likeliest,
                   min(smallest, math.log(max(1.0 - total, _LEAST_REST))))


def _pair(entry, url):
    text = entry.get('token') if isinstance(entry, dict) else None
    log_p = entry.get('logprob') if isinstance(entry, dict) else None
    if not isinstance(text, str):
        raise ServerError(f'{url} lists tokens without a text')
    # The comparison is false for NaN, too.
    if type(log_p) not in (int, float) or not log_p <= _ROUNDING:
        raise ServerError(f'{url} lists {log_p!r} as a log-probability, expected a number that is '
                          'not above 0')
    return text.strip(), float(min(max(log_p, _IMPOSSIBLE), 0.0))
