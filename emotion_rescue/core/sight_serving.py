"""How a sight scorer gets along with the memory and the time that it has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SightServing:
    """Counts so far, and the present state.

    Attributes:
        batch: most views judged at once at present.
        largest_batch: most views judged at once where memory suffices.
        halvings: times that memory ran out and the batch was halved.
        unread: views that did not fit into memory even alone, and so gave no reading.
        memory_short: whether memory did not suffice for the newest batch, a view alone.
        postponed: views that were left for a later call, because the time was up.
        seconds_per_person: running estimate of wall-clock seconds; None before the first batch.
        tower_runs: pictures that the vision tower has looked at.
        tower_reuses: pictures whose features were still remembered.
    """

    batch: int
    largest_batch: int
    halvings: int = 0
    unread: int = 0
    memory_short: bool = False
    postponed: int = 0
    seconds_per_person: float | None = None
    tower_runs: int = 0
    tower_reuses: int = 0
