"""A scorer that asks a server, and lets the onboard model stand in where the server fails.

A call waits for the server no longer than the server's own time limit. While the onboard model
stands in, contact is made again beside its work, after 1, 2, 4 .. 32 s, so that a dead link costs
one time limit and no more. The pauses are of wall time: a link knows nothing of stamps.
"""

from collections.abc import Callable
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import wait
from dataclasses import replace
import logging
import time
from typing import Protocol

import numpy as np

from emotion_rescue.core.errors import ServerError
from emotion_rescue.core.interfaces import SightScorer
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.sight_serving import ServerServing
from emotion_rescue.core.sight_serving import SightServing
from emotion_rescue.models.llava_server import Attempt
from emotion_rescue.models.llava_server import ServerSightScorer
from emotion_rescue.pipeline.guarded_scorer import FIRST_PAUSE_S
from emotion_rescue.pipeline.guarded_scorer import LONGEST_PAUSE_S

_log = logging.getLogger(__name__)


class OnboardScorer(SightScorer, Protocol):
    """A sight scorer that also answers questions and tells how it gets along."""

    def ask(self, about: np.ndarray | PersonView, question: str, **limits: int) -> str:
        """Answer a free question."""

    def serving(self) -> SightServing:
        """Return how it gets along with memory and time."""


class FallbackScorer:
    """A SightScorer (see `core.interfaces`) of two: a server, and the onboard model behind it."""

    def __init__(self, server: ServerSightScorer, onboard: OnboardScorer, *,
                 clock: Callable[[], float] = time.monotonic):
        """Put both together; `load` loads both.

        Args:
            server: is asked first.
            onboard: stands in.
            clock: seconds.
        """
        self._server, self._onboard, self._clock = server, onboard, clock
        self._contact: Future | None = None
        self._retry_s = 0.0
        self._in_a_row = 0
        self._state = ServerServing(server.url)

    def load(self) -> None:
        """Load the onboard model, and make contact with the server; its absence is no error.

        Raises:
            WeightsError: of the onboard model, or the server's calibration.
            MissingPackageError: a library is not installed.
        """
        self._server.open()
        try:
            self._onboard.load()
            self._retry_s = self._clock()
            self._server_is_ready()
            wait([self._contact], self._server.timeout_s)
            self._server_is_ready()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give memory and connections back; safe to call twice and before `load`."""
        self._server.close()
        self._onboard.close()
        self._contact, self._state = None, replace(self._state, in_use=False)

    def describe(self) -> str:
        """Return one line about both."""
        return f'{self._server.describe()}; onboard {self._onboard.describe()}'

    @property
    def emotion_thresholds(self) -> np.ndarray | None:
        """Probabilities (26,) from which a category counts with either model; NaN where unknown.

        Readings of both may follow each other, so the higher threshold counts.
        """
        known = [own for own in (self._server.emotion_thresholds,
                                 getattr(self._onboard, 'emotion_thresholds', None))
                 if own is not None]
        return np.fmax.reduce(known) if known else None

    def serving(self) -> SightServing:
        """Return how the onboard model gets along, and the server; any thread may ask."""
        state = replace(self._state, model=self._server.served_model,
                        requests=self._server.requests)
        return replace(self._onboard.serving(), server=state)

    def score(self, views: Sequence[PersonView]) -> list[SightReading]:
        """Return one reading a view, in the same order, by the server where it can.

        Raises:
            RuntimeError: the onboard model failed in its turn.
        """
        attempt = self._attempt(views) if views else Attempt([])
        left = [i for i, reading in enumerate(attempt.readings) if reading is None]
        readings = list(attempt.readings)
        if left:
            self._count(stand_ins=len(left))
            found = self._onboard.score([views[i] for i in left])
            for i, reading in zip(left, found, strict=True):
                readings[i] = reading
        return readings

    def ask(self, about: np.ndarray | PersonView, question: str, **limits: int) -> str:
        """Return the answer of the server, or else of the onboard model; may be ''.

        Args:
            about: an image, uint8 (height, width, 3), blue first; or one person in one.
            question: in plain words.
            **limits: such as max_new_tokens.

        Raises:
            InputError: as the scorers'.
            MemoryShortError: memory does not suffice onboard.
        """
        if self._server_is_ready():
            try:
                answer = self._server.ask(about, question, **limits)
            except ServerError as error:
                self._failed(str(error))
            else:
                self._in_a_row = 0
                return answer
        return self._onboard.ask(about, question, **limits)

    def _attempt(self, views):
        if not self._server_is_ready():
            return Attempt([None] * len(views))
        try:
            attempt = self._server.attempt(views)
        except ServerError as error:
            attempt = Attempt([None] * len(views), str(error))
        self._count(people=sum(reading is not None and reading.judged
                               for reading in attempt.readings))
        if attempt.cause:
            self._failed(attempt.cause)
        else:
            self._in_a_row = 0
        return attempt

    def _server_is_ready(self):
        """Return whether the server is in use; make contact where it is time."""
        if self._state.in_use:
            return True
        if self._contact is not None and self._contact.done():
            contact, self._contact = self._contact, None
            error = contact.exception()
            if error is None:
                self._state = replace(self._state, in_use=True)
                _log.info('%s judges people now', self._server.describe())
                return True
            self._failed(str(error))
        if self._contact is None and self._clock() >= self._retry_s:
            self._contact = self._server.contact()
        return False

    def _failed(self, cause):
        changed = self._state.in_use or not self._state.failures
        self._in_a_row += 1
        self._retry_s = self._clock() + min(FIRST_PAUSE_S * 2 ** min(self._in_a_row - 1, 30),
                                            LONGEST_PAUSE_S)
        self._state = replace(self._state, in_use=False, last_error=cause,
                              failures=self._state.failures + 1)
        if changed:
            _log.warning('the onboard model judges people in place of the sight server: %s', cause)

    def _count(self, people=0, stand_ins=0):
        self._state = replace(self._state, people=self._state.people + people,
                              stand_ins=self._state.stand_ins + stand_ins)
