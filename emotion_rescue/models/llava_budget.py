"""How many people fit into the time for one batch."""

import math

# Share of the newest batch in the running estimate: three batches after a change it is half new.
_NEWEST_SHARE = 0.25


class PersonTime:
    """Learns how long one person takes.

    Attributes:
        seconds: running estimate of wall-clock seconds a person; None before the first batch.
    """

    def __init__(self, budget_s: float):
        """Prepare for a budget of `budget_s` seconds of wall time a call; 0: no budget."""
        self.seconds: float | None = None
        self._budget_s = budget_s

    def learn(self, count: int, took_s: float) -> None:
        """Note that `count` people took `took_s` seconds together."""
        newest = took_s / count
        self.seconds = newest if self.seconds is None else (
            self.seconds + _NEWEST_SHARE * (newest - self.seconds))

    def room(self, spent_s: float) -> float:
        """Return how many people fit into the budget of which `spent_s` are gone; may be 0.

        Before the first batch it is 1, and without a budget there is no end.
        """
        if not self._budget_s:
            return math.inf
        if self.seconds is None:
            return 1
        left_s = max(0.0, self._budget_s - spent_s)
        return left_s // self.seconds if self.seconds else math.inf
