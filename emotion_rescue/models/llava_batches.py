"""Takes views through a model in batches that fit into memory and time, whatever fails."""

from collections.abc import Callable
from collections.abc import Sequence
import logging
import time

import numpy as np

from emotion_rescue.models.llava_budget import PersonTime
from emotion_rescue.models.llava_memory import FittingBatch
from emotion_rescue.models.llava_memory import unless_out_of_memory

_logger = logging.getLogger(__name__)


class Batches:
    """Runs a model over pictures.

    Attributes:
        memory: the size of a batch that fits.
        time: how long one person takes.
        postponed: pictures that were left for a later call, because the time was up.
    """

    def __init__(self, run: Callable[[Sequence[np.ndarray]], np.ndarray],
                 release: Callable[[], None], *, largest: int, budget_s: float = 0.0,
                 clock: Callable[[], float] = time.monotonic):
        """Prepare.

        Args:
            run: gives one row a picture.
            release: gives back what memory can be spared; called where it ran out.
            largest: most pictures at once.
            budget_s: wall-clock seconds for one call of `rows`; 0: no end. At least one picture
                is taken, however long it takes.
            clock: seconds.
        """
        self.memory = FittingBatch(largest)
        self.time = PersonTime(budget_s)
        self.postponed = 0
        self._run, self._release, self._clock = run, release, clock

    def rows(self, pictures: Sequence[np.ndarray]) -> list[np.ndarray | None]:
        """Return the rows of the first pictures, as many as time allows; the rest wait.

        A row is None where its picture failed, or did not fit into memory even alone.

        Raises:
            RuntimeError: all pictures that were taken failed, and not for lack of memory.
        """
        rows: list[np.ndarray | None] = []
        errors: list[str] = []  # an exception would keep its traceback's tensors
        begun_s = self._clock()
        while len(rows) < len(pictures):
            room = self.time.room(self._clock() - begun_s)
            if rows and room < 1:
                break
            count = min(self.memory.size, max(1, room), len(pictures) - len(rows))
            rows += self._some(pictures[len(rows):len(rows) + int(count)], errors)
        self.postponed += len(pictures) - len(rows)
        if rows and len(errors) == len(rows):
            raise RuntimeError(f'LLaVA failed on all of {len(rows)} views: {errors[-1]}')
        return rows

    def _some(self, part, errors):
        """Return the rows of `part`; none where it has to be tried again in smaller batches."""
        begun_s = self._clock()
        try:
            rows = unless_out_of_memory(lambda: self._run(part))
        except Exception as error:  # noqa: BLE001 (whatever a model fails with)
            if len(part) == 1:
                _logger.exception('a view failed')
                errors.append(str(error))
                return [None]
            _logger.exception('a batch of %d views failed; trying one by one', len(part))
        else:
            return self._fitted(part, rows, self._clock() - begun_s)
        return [row for picture in part for row in self._some([picture], errors)]

    def _fitted(self, part, rows, took_s):
        if rows is None:
            self._release()
            self.memory.ran_out(len(part))
            return [None] if len(part) == 1 else []
        self.memory.went_well()
        self.time.learn(len(part), took_s)
        return list(rows)
