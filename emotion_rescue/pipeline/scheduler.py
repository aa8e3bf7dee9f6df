"""Who is looked at next, when a scorer can only judge a few people at a time."""

from collections.abc import Iterable
import math

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.people_book import PersonRecord

# Whoever was not judged ranks with the uncertain, not with the calm.
UNKNOWN_DISTRESS = 0.5


def due_people(records: Iterable[PersonRecord], now_ns: int, *, batch: int,
               assess_every_s: float) -> list[PersonRecord]:
    """Return at most `batch` people to look at now, most urgent first.

    A first look comes before any second one (longest known first). After that the time since
    the last look decides, and counts up to double for somebody in distress, so that everybody's
    turn comes. The same records give the same answer; ids break ties.

    Args:
        records: everybody remembered; those without a view to judge are passed over.
        now_ns: stamp of the newest image.
        batch: most people at once.
        assess_every_s: pause before the same person is looked at again, in seconds.
    """
    due = [r for r in records if r.best is not None and _is_due(r, now_ns, assess_every_s)]
    return sorted(due, key=lambda record: _rank(record, now_ns))[:batch]


def _is_due(record, now_ns, assess_every_s):
    return record.looked_ns is None or now_ns - record.looked_ns >= assess_every_s * NS_PER_S


def _rank(record, now_ns):
    person_id = record.person.person_id
    if record.looked_ns is None:
        return 0, record.first_ns, person_id
    probability = record.distress.probability
    weight = 1.0 + (UNKNOWN_DISTRESS if math.isnan(probability) else probability)
    return 1, -(now_ns - record.looked_ns) * weight, person_id
