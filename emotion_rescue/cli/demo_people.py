"""What was found out about each person over a whole run, as plain values for a file or a table."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
import math
from typing import Any

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.vad import DIMENSIONS

_TOP = 3
_LIKELY = 0.05
_REASONS = 2
GLIMPSE_S = 0.5


@dataclass
class PersonSummary:
    """One person; times are seconds of the recording.

    Attributes:
        person_id: track id.
        first_s: when first seen.
        last_s: when last seen.
        images: in how many images.
        seconds_in_view: sum of the time to the next image over those images.
        emotions: category -> probability at the newest assessment; empty where never assessed.
        vad: dimension -> value on 1..10 likewise.
        assessments: how many different images were judged.
        distress: the newest judgement: probability, level, confidence, responsiveness.
        highest_level: the highest level that was ever judged.
        evidence: the newest reasons, heaviest first.
    """

    person_id: str
    first_s: float
    last_s: float
    images: int = 0
    seconds_in_view: float = 0.0
    emotions: dict[str, float] = field(default_factory=dict)
    vad: dict[str, float] = field(default_factory=dict)
    assessments: int = 0
    distress: dict[str, Any] = field(default_factory=dict)
    highest_level: str = DistressLevel.UNKNOWN.name
    evidence: list[dict[str, Any]] = field(default_factory=list)


class PeopleSummary:
    """Collects from messages (anything with their fields) and keeps one summary a person."""

    def __init__(self):
        self._people: dict[str, PersonSummary] = {}
        self._assessed: dict[str, set[float]] = {}
        self._last_s: float | None = None
        self._in_view: list[PersonSummary] = []

    @property
    def people(self) -> list[PersonSummary]:
        """Everybody, in the order of appearance."""
        return list(self._people.values())

    def add_detections(self, message: Any) -> None:
        """Take a vision_msgs/Detection2DArray."""
        now_s = seconds_of(message.header.stamp)
        if self._last_s is not None:
            for person in self._in_view:
                person.seconds_in_view += max(0.0, now_s - self._last_s)
        self._last_s = now_s
        self._in_view = [self._seen(detection.id, now_s) for detection in message.detections]

    def add_emotions(self, message: Any) -> None:
        """Take a PersonEmotionArray."""
        for person, found in self._known(message):
            if found.assessed:
                times = self._assessed.setdefault(person.person_id, set())
                times.add(seconds_of(found.assessed_at))
                person.assessments = len(times)
                person.emotions = {
                    name: float(p) for name, p in zip(
                        CATEGORY_NAMES, found.probability, strict=True) if not math.isnan(p)}

    def add_vad(self, message: Any) -> None:
        """Take a PersonVadArray."""
        for person, found in self._known(message):
            if found.assessed:
                person.vad = {name: float(getattr(found, name)) for name in DIMENSIONS
                              if not math.isnan(getattr(found, name))}

    def add_distress(self, message: Any) -> None:
        """Take a PersonDistressArray."""
        for person, found in self._known(message):
            level = DistressLevel(found.level)
            person.distress = {
                'probability': None if math.isnan(found.probability) else found.probability,
                'level': level.name, 'confidence': found.confidence,
                'responsiveness': Responsiveness(found.responsiveness).name}
            person.highest_level = max(level, DistressLevel[person.highest_level]).name
            person.evidence = [
                {'modality': Modality(e.modality).name, 'what': e.what, 'weight': e.weight,
                 'age_s': e.age_s} for e in found.evidence]

    def _seen(self, person_id, now_s):
        person = self._people.setdefault(person_id, PersonSummary(person_id, now_s, now_s))
        person.last_s = now_s
        person.images += 1
        return person

    def _known(self, message):
        pairs = ((self._people.get(found.person_id), found) for found in message.people)
        return [(person, found) for person, found in pairs if person is not None]


def seconds_of(stamp: Any) -> float:
    """Return a builtin_interfaces/Time in seconds."""
    return stamp.sec + stamp.nanosec / 1e9


def top_emotions(person: PersonSummary, count: int = _TOP) -> list[tuple[str, float]]:
    """Return the most probable categories and their probabilities; fewer where few are likely."""
    likely = [pair for pair in person.emotions.items() if pair[1] >= _LIKELY]
    return sorted(likely, key=lambda pair: -pair[1])[:count]


def table(people: Iterable[PersonSummary]) -> str:
    """Return a table for a terminal: a line a person, more where there are several reasons.

    Whoever was seen for less than `GLIMPSE_S` is only counted.
    """
    people = list(people)
    shown = [person for person in people if person.seconds_in_view >= GLIMPSE_S]
    if not people:
        return 'nobody was found'
    rows = [('person', 'seen', 'top emotions', 'V   A   D', 'distress', 'why')]
    rows += [row for person in shown for row in _rows(person)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ['  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in rows]
    glimpses = len(people) - len(shown)
    rest = [f'and {glimpses} more, each seen for less than {GLIMPSE_S:g} s'] if glimpses else []
    return '\n'.join([lines[0], '-' * max(map(len, lines)), *lines[1:], *rest])


def _rows(person):
    emotions = ', '.join(f'{name} {p:.2f}' for name, p in top_emotions(person))
    vad = ' '.join(f'{person.vad[d]:.1f}' if d in person.vad else '?' for d in DIMENSIONS)
    reasons = [reason['what'] for reason in person.evidence[:_REASONS]] or ['-']
    nothing = 'none stands out' if person.emotions else 'not judged'
    yield (person.person_id, f'{person.seconds_in_view:.1f} s', emotions or nothing, vad,
           _distress(person.distress), reasons[0])
    for reason in reasons[1:]:
        yield (*[''] * 5, reason)


def _distress(distress: Mapping[str, Any]) -> str:
    probability = distress.get('probability')
    number = '' if probability is None else f' ({probability:.2f})'
    return distress.get('level', DistressLevel.UNKNOWN.name) + number
