"""Judges people, and answers questions, with a LLaVA behind an OpenAI-compatible server."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
import logging
from pathlib import Path
import time

import numpy as np

from emotion_rescue.core.errors import ServerError
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.models.head_finder import read_head_finder
from emotion_rescue.models.llava_calibration import read_calibration_file
from emotion_rescue.models.llava_pictures import asked_picture
from emotion_rescue.models.llava_pictures import person_picture
from emotion_rescue.models.llava_question import checked_question
from emotion_rescue.models.llava_reading import unread
from emotion_rescue.models.served_llava import ServedLlava
from emotion_rescue.models.served_reading import served_reading
from emotion_rescue.models.served_reading import served_row

_logger = logging.getLogger(__name__)

# Marks the place of a picture in the prompts of the LLaVA family.
_IMAGE_TOKEN = '<image>'
_LEAST_S = 1e-3


@dataclass(frozen=True, eq=False)
class Attempt:
    """What came of asking a server about a batch.

    Attributes:
        readings: one a view, None where the server failed.
        cause: why it failed; '' where it did not.
    """

    readings: list[SightReading | None]
    cause: str = ''


class ServerSightScorer:
    """A SightScorer (see `core.interfaces`) that asks a server, for a limited time.

    What its readings tell exactly, and what about, is said in `answer_walk`, `served_answers` and
    `served_reading`. It has no model to fall back on: see `pipeline.fallback_scorer`.

    Attributes:
        url: of the server, without a slash at its end.
        timeout_s: longest wait for the server, for a request as for a whole batch.
    """

    def __init__(self, url: str, model: str = '', calibration: str | Path = '', *,
                 timeout_s: float = 3.0, top_logprobs: int = 20, view_margin: float = 0.1,
                 budget_s: float = 0.0, key: str = ''):
        """Remember whom to ask; `load` or `open` begin.

        Args:
            url: of the server, such as 'http://10.0.0.2:8000/v1'.
            model: as the server lists it; '' for the first one listed.
            calibration: path of a calibration.json that was fitted to this model; '' for none. A
                head finder beside it is used, as the model was taught with the heads it finds.
            timeout_s: longest wait for the server, for a request as for a whole batch.
            top_logprobs: how many tokens the server is asked to list.
            view_margin: how much is shown around a person, as a share of the box.
            budget_s: wall-clock seconds for one batch, after which people are left for the next
                one; 0: as `timeout_s`.
            key: of the server; '' for none.

        Raises:
            SettingsError: the URL is none.
        """
        self._llava = ServedLlava(url, model, key, timeout_s=timeout_s, top_logprobs=top_logprobs)
        self.url, self.timeout_s = self._llava.url, timeout_s
        self._calibration_path = Path(calibration) if str(calibration) else None
        self._view_margin = view_margin
        # Where it is the budget that ends a batch, nobody has failed.
        self._limit_s = min(timeout_s, budget_s) if budget_s else timeout_s
        self._budgeted = 0.0 < budget_s < timeout_s
        self._calibration = self._heads = None

    def load(self) -> None:
        """Open, and make contact.

        Raises:
            WeightsError: the calibration cannot be read.
            ServerError: the server cannot be reached, or is of no use.
        """
        self.open()
        try:
            self.contact().result()
        except BaseException:
            self.close()
            raise

    def open(self) -> None:
        """Read the calibration and begin to work beside the caller; sends nothing.

        Raises:
            WeightsError: the calibration cannot be read.
        """
        if self._calibration_path is not None:
            self._calibration = read_calibration_file(self._calibration_path)
            self._heads = read_head_finder(self._calibration_path.parent)
        else:
            _logger.warning('sight_server_calibration names none: readings of %s have neither '
                            'emotions nor distress; fit one to the served model as '
                            'docs/sight_server.md says', self.url)
        self._llava.open()

    def contact(self) -> 'Future[None]':
        """Begin to find out what is served, without which nobody can be judged.

        The future is done within the time limit; its error is a ServerError.
        """
        return self._llava.contact()

    def close(self) -> None:
        """Close connections; safe to call twice and before `load`."""
        self._llava.close()

    def describe(self) -> str:
        """Return one line: address, model, how it is asked."""
        served = self._llava.served
        if served is None:
            return f'sight server {self.url}: no contact'
        return (f'sight server {self.url}: {served.model}, its answers are {served.way.value}, '
                f'{"calibrated" if self._calibration else "not calibrated"}')

    @property
    def served_model(self) -> str:
        """Name of the model as the server lists it; '' before contact."""
        served = self._llava.served
        return served.model if served else ''

    @property
    def requests(self) -> int:
        """Number of HTTP requests sent."""
        return self._llava.requests

    @property
    def emotion_thresholds(self) -> np.ndarray | None:
        """Probabilities (26,) from which a category counts, NaN where unknown; None without."""
        return self._calibration.threshold if self._calibration else None

    def score(self, views: Sequence[PersonView]) -> list[SightReading]:
        """Return one reading a view, in the same order; see `LlavaSightScorer.score`.

        Raises:
            ServerError: the server failed, be it for a single view.
            RuntimeError: there was no contact.
        """
        attempt = self.attempt(views)
        if attempt.cause:
            raise ServerError(attempt.cause)
        return attempt.readings

    def attempt(self, views: Sequence[PersonView]) -> Attempt:
        """Judge all `views` at once and return what came of it, within the time limit.

        Raises:
            ServerError: nobody could be asked at all.
            RuntimeError: there was no contact.
        """
        end_s = time.monotonic() + self._limit_s
        pictures = [person_picture(view, self._view_margin, self._heads) for view in views]
        good = [i for i, picture in enumerate(pictures) if picture is not None]
        batch = self._llava.say([pictures[i].rgb for i in good],
                                max(_LEAST_S, end_s - time.monotonic()))
        readings = [unread(view) for view in views]
        for i, said in zip(good, batch.said, strict=True):
            readings[i] = None if said is None else served_reading(
                views[i], said, pictures[i].quality, self._calibration)
        missing = [i for i in good if readings[i] is None]
        if not missing:
            return Attempt(readings)
        if batch.cause or not self._budgeted or len(missing) == len(good):
            return Attempt(readings, batch.cause or self._llava.late(self._limit_s))
        for i in missing:
            readings[i] = unread(views[i], judged=False)
        return Attempt(readings)

    def answer_log_likelihoods(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        """Return float64 (n, answers) as `LlavaSightScorer` does, for fitting a calibration.

        Within a field they are up to a constant; bounds stand for what is not listed.

        Args:
            pictures: n > 0 arrays as `AffectView.rgb`.

        Raises:
            ServerError: the server failed on any.
            RuntimeError: there was no contact.
        """
        batch = self._llava.say(pictures, self.timeout_s)
        if None in batch.said:
            raise ServerError(batch.cause or self._llava.late(self.timeout_s))
        return np.stack([served_row(said) for said in batch.said])

    def ask(self, about: np.ndarray | PersonView, question: str, *,
            max_new_tokens: int = 64) -> str:
        """Return the served model's answer to a free question; may be ''.

        Args:
            about: an image, uint8 (height, width, 3), blue first; or one person in one.
            question: in plain words.
            max_new_tokens: longest answer.

        Raises:
            InputError: the question is empty, too long or not allowed, or too little of the
                person is in the image.
            ServerError: the server failed, or took longer than the time limit.
            RuntimeError: there was no contact.
        """
        question = checked_question(question, _IMAGE_TOKEN)
        return self._llava.answer(asked_picture(about, self._view_margin, self._heads),
                                  question, max_new_tokens)
