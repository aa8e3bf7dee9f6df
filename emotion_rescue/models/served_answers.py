"""All that a chat server says of one picture: a few short requests for each field.

First one request a field; then one for each branch that is worth it. A branch is not followed
where it has less than `NEGLIGIBLE_SHARE` of its field: that moves the mean of valence, arousal or
dominance by less than a twentieth of a level. Emotions and distress have no such floor,
because their calibration goes by the logarithm, but at most `MOST_FOLLOWED` branches.
"""

import asyncio
from dataclasses import dataclass
import math

from emotion_rescue.core.errors import ServerError
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.models.answer_walk import AnswerWalk
from emotion_rescue.models.answer_walk import FieldLikelihoods
from emotion_rescue.models.chat_client import ChatClient
from emotion_rescue.models.chat_client import RefusedError
from emotion_rescue.models.chat_messages import field_request
from emotion_rescue.models.chat_messages import Way
from emotion_rescue.models.chat_reply import first_model
from emotion_rescue.models.chat_reply import top_lists
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import FIELDS

# The farthest values of a branch, very low and very high, are nine levels apart; halved between
# them, a hundredth of the likelihood is off by 4.5 hundredths of a level at most.
NEGLIGIBLE_SHARE = 0.01
MOST_FOLLOWED = 4
# A server that goes on with 'emotions:' begins one of the categories; one that begins an answer
# of its own hardly ever does.
LEAST_FOUND_SHARE = 0.01

# Where a model goes on either way about as well, no blank is added: most servers have one already.
# One that was taught the answers loses least of its likelihood to others where they stand as it
# learned them.
_CLEARLY_MORE = 1.5

# HTTP statuses by which servers refuse what they do not know.
_NOT_UNDERSTOOD = (400, 422)
# A well-taught model goes on with levels wherever they are asked for; without its blank it names
# no emotion.
_PROBED_FIELD = EMOTIONS_FIELD


@dataclass(frozen=True)
class Served:
    """A model behind a server, and how it is brought to answer.

    Attributes:
        model: as the server lists it.
        way: that it understands.
    """

    model: str
    way: Way


async def make_contact(client: ChatClient, model: str, picture: str, top_logprobs: int) -> Served:
    """Find out which model there is and how it answers, from any `picture`.

    Args:
        client: of the server.
        model: that is wanted; '' for the first one listed.
        picture: from `chat_messages.picture_url`.
        top_logprobs: how many tokens the server lists.

    Raises:
        ServerError: it cannot be reached, refuses, or gives none of the answers asked for.
    """
    model = model or first_model(await client.get('/models'), client.url)
    found: dict[Way, float] = {}
    for way in Way:
        if way is Way.ASKED and max(found.values(), default=0.0) >= LEAST_FOUND_SHARE:
            break
        try:
            walk = await _begun_walk(client, Served(model, way), picture, _PROBED_FIELD,
                                     top_logprobs)
        except RefusedError as error:
            if way is Way.ASKED or error.status not in _NOT_UNDERSTOOD:
                raise
        else:
            found[way] = walk.found_share()
    best = min(found, key=lambda way: (1.0 - found[way]) * (
        1.0 if way is Way.CONTINUED else _CLEARLY_MORE))
    if found[best] >= LEAST_FOUND_SHARE:
        return Served(model, best)
    raise ServerError(f'{model} at {client.url} begins none of the answers that are asked for '
                      f'({", ".join(FIELDS[_PROBED_FIELD][:3])} and others); '
                      'serve a LLaVA that was taught them')


async def ask_all_fields(client: ChatClient, served: Served, picture: str,
                         top_logprobs: int) -> dict[str, FieldLikelihoods]:
    """Return field -> likelihoods of its values.

    Args:
        client: of the server.
        served: from `make_contact`.
        picture: from `chat_messages.picture_url`.
        top_logprobs: how many tokens the server lists.

    Raises:
        ServerError: a request failed.
    """
    tasks = [asyncio.ensure_future(_field(client, served, picture, field, top_logprobs))
             for field in FIELDS]
    return dict(zip(FIELDS, await _all_or_none(tasks), strict=True))


async def _field(client, served, picture, field, top_logprobs):
    walk = await _begun_walk(client, served, picture, field, top_logprobs)
    followed = 0
    while served.way is not Way.ASKED:
        due = _worth_it(walk, field)[:MOST_FOLLOWED - followed]
        if not due:
            break
        followed += len(due)
        tasks = [asyncio.ensure_future(_lists(client, served, picture, field, begun,
                                              top_logprobs)) for begun in due]
        for begun, lists in zip(due, await _all_or_none(tasks), strict=True):
            walk.learn(begun, lists)
    return walk.likelihoods()


def _worth_it(walk, field):
    """Return which begun values are to be followed, likeliest first."""
    least = NEGLIGIBLE_SHARE if field in DIMENSIONS else 0.0
    return [branch.begun for branch in walk.branches()
            if math.exp(branch.log_p) > least * walk.found_share()]


async def _begun_walk(client, served, picture, field, top_logprobs):
    walk = AnswerWalk(FIELDS[field])
    walk.learn('', await _lists(client, served, picture, field, '', top_logprobs))
    return walk


async def _lists(client, served, picture, field, begun, top_logprobs):
    body = field_request(served.model, picture, field, begun, served.way, top_logprobs)
    return top_lists(await client.post('/chat/completions', body), client.url)


async def _all_or_none(tasks):
    """Return all results; where one fails, the others are of no use and end."""
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
