"""A LLaVA behind a server, for callers that wait: every call here ends within its time limit."""

import asyncio
from collections.abc import Coroutine
from collections.abc import Mapping
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass
import logging
from typing import Any

import numpy as np

from emotion_rescue.core.errors import ServerError
from emotion_rescue.models.answer_walk import FieldLikelihoods
from emotion_rescue.models.chat_client import ChatClient
from emotion_rescue.models.chat_client import checked_url
from emotion_rescue.models.chat_messages import picture_url
from emotion_rescue.models.chat_messages import question_request
from emotion_rescue.models.chat_reply import text_of
from emotion_rescue.models.event_loop_thread import EventLoopThread
from emotion_rescue.models.served_answers import ask_all_fields
from emotion_rescue.models.served_answers import make_contact
from emotion_rescue.models.served_answers import Served
from emotion_rescue.models.view_panels import VIEW_PX

_logger = logging.getLogger(__name__)

# Beyond its limit a call gets this long to come back from the thread that does the work.
_GRACE_S = 0.5

Said = Mapping[str, FieldLikelihoods]


@dataclass(frozen=True, eq=False)
class ServedBatch:
    """What a server said of several pictures.

    Attributes:
        said: for each picture, field -> likelihoods; None where it failed or was late.
        cause: why the first that failed did; '' where none did.
    """

    said: list[Said | None]
    cause: str = ''


class ServedLlava:
    """One server and one model of it.

    Attributes:
        url: of the server, without a slash at its end.
        served: what is served and how; None without contact.
    """

    def __init__(self, url: str, model: str = '', key: str = '', *, timeout_s: float = 3.0,
                 top_logprobs: int = 20):
        """Remember whom to ask; arguments as of `llava_server.ServerSightScorer`.

        Raises:
            SettingsError: the URL is none.
        """
        self.url = checked_url(url)
        self.served: Served | None = None
        self._model, self._key = model, key
        self._timeout_s, self._top_logprobs = timeout_s, top_logprobs
        self._loop = EventLoopThread('sight server')
        self._client: ChatClient | None = None

    @property
    def requests(self) -> int:
        """Number of HTTP requests sent."""
        client = self._client
        return client.requests if client else 0

    def open(self) -> None:
        """Begin to work beside the caller; sends nothing."""
        self._loop.open()
        self._client = ChatClient(self.url, self._key)

    def close(self) -> None:
        """Close connections; safe to call twice and before `open`."""
        client, self._client, self.served = self._client, None, None
        if client is not None:
            self._loop.end_with(client.close())

    def contact(self) -> 'Future[None]':
        """Begin to find out what is served; done within the time limit, or a ServerError."""
        grey = picture_url(np.full((VIEW_PX, VIEW_PX, 3), 127, np.uint8))
        return self._loop.submit(self._contact(grey))

    def say(self, pictures: Sequence[np.ndarray], limit_s: float) -> ServedBatch:
        """Ask about all `pictures` at once.

        Args:
            pictures: arrays as `AffectView.rgb`.
            limit_s: seconds after which what is missing is given up.

        Raises:
            RuntimeError: there was no contact.
        """
        served = self._contacted()
        if not pictures:
            return ServedBatch([])
        urls = [picture_url(picture) for picture in pictures]
        return self._wait(self._say(served, urls, limit_s), limit_s)

    def answer(self, picture: np.ndarray, question: str, max_new_tokens: int) -> str:
        """Return the answer to a free question, may be ''; raises as `say`, and ServerError.

        Args:
            picture: uint8 (height, width, 3), red first.
            question: in plain words.
            max_new_tokens: longest answer.
        """
        body = question_request(self._contacted().model, picture_url(picture), question,
                                max_new_tokens)
        work = self._in_time(self._client.post('/chat/completions', body), self._timeout_s)
        return text_of(self._wait(work, self._timeout_s), self.url)

    def late(self, limit_s: float) -> str:
        """Return the sentence that `limit_s` seconds did not suffice."""
        return (f'{self.url} did not answer within {limit_s:g} s; raise sight_server_timeout_s, '
                'or give the server less to do')

    def _contacted(self):
        if self.served is None:
            raise RuntimeError(f'there is no contact with {self.url}')
        return self.served

    async def _contact(self, picture):
        self.served = await self._in_time(
            make_contact(self._client, self._model, picture, self._top_logprobs),
            self._timeout_s)

    async def _say(self, served, urls, limit_s):
        tasks = [asyncio.ensure_future(ask_all_fields(
            self._client, served, url, self._top_logprobs)) for url in urls]
        try:
            await asyncio.wait(tasks, timeout=limit_s)
        finally:
            for task in tasks:
                task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception) and not isinstance(error, ServerError):
                _logger.error('asking %s failed', self.url, exc_info=error)
        causes = [str(error) for error in ended if isinstance(error, Exception)]
        return ServedBatch([said if isinstance(said, dict) else None for said in ended],
                           causes[0] if causes else '')

    async def _in_time(self, work: Coroutine, limit_s: float) -> Any:
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait([task], timeout=limit_s)
            if not task.done():
                raise ServerError(self.late(limit_s))
            return task.result()
        finally:
            task.cancel()

    def _wait(self, work, limit_s):
        future = self._loop.submit(work)
        try:
            return future.result(limit_s + _GRACE_S)
        except LateError:
            future.cancel()
            raise ServerError(self.late(limit_s)) from None
