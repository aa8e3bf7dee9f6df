"""How a sight scorer gets along with the memory and the time that it has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ServerServing:
    """How a server that judges people in place of the onboard model gets along.

    Attributes:
        url: of the server.
        model: that it serves; '' before the first contact.
        in_use: whether the next batch goes to it.
        people: views that it judged.
        stand_ins: views that the onboard model judged in its place.
        requests: HTTP requests sent.
        failures: calls and contacts that failed.
        last_error: why the newest of these failed; '' before the first.
    """

    url: str
    model: str = ''
    in_use: bool = False
    people: int = 0
    stand_ins: int = 0
    requests: int = 0
    failures: int = 0
    last_error: str = ''


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
        server: that judges first, while the rest is about the onboard model; None: no server.
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
    server: ServerServing | None = None
