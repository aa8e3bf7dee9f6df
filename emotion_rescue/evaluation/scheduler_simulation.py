"""People in view of a slow scorer under a simulated clock.

The people book, the looks, the fusion and the scheduler are those of the distress engine. All come
at once and stay, still but for the noise of a detector. A third, rounded down, looks badly off.
Whoever is looked at is judged right, with some noise, when the scorer is done; with the first
image after that it is asked again.
"""

from dataclasses import dataclass
from dataclasses import field
import math
import time

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.people_book import PeopleBook
from emotion_rescue.pipeline.scheduler import due_people
from emotion_rescue.pipeline.scheduler import next_turn
from emotion_rescue.pipeline.sight_look import give_back
from emotion_rescue.pipeline.sight_look import Look
from emotion_rescue.pipeline.sight_look import take_look

IMAGE_NS = NS_PER_S // 10
_HALF_LIFE_S, _FORGET_S = 8.0, 30.0
# What a calibrated model says of somebody badly off and of others, and how much it varies.
_BAD, _WELL, _NOISE = 0.9, 0.1, 0.03
_DETECTOR_NOISE_PX = 2.0


@dataclass(frozen=True)
class SchedulerSetting:
    """What is simulated.

    Attributes:
        batch: most people that the scorer takes at once, from 1 up.
        batch_s: seconds that it takes for a batch, full or not.
        seconds: simulated.
    """

    batch: int = 4
    batch_s: float = 0.5
    seconds: float = 300.0

    def __post_init__(self):
        if self.batch < 1:
            raise InputError(f'batches of {self.batch} people judge nobody; give 1 or more')
        if not 0.0 < self.batch_s < self.seconds < math.inf:
            raise InputError(f'a batch of {self.batch_s} s does not fit into {self.seconds} s; '
                             'simulate for longer')

    @property
    def turn_ns(self) -> int:
        """How long a batch takes until the next image."""
        return math.ceil(round(self.batch_s * NS_PER_S) / IMAGE_NS) * IMAGE_NS


@dataclass
class SchedulerSimulation:
    """People in view, a scorer that is busy or not, and what was noted of both.

    Attributes:
        people: how many, 1 or more.
        setting: the scorer and the time.
        bad: ids of those who look badly off.
        looks: id -> stamps at which looks began.
        first_reading_ns: id -> when the first look was done.
        staleness_ns: for each image from which on all were judged: of each person the time since
            the last look began.
        reading_age_ns: likewise, the time since the newest image that was judged.
        filled: people in each batch.
        book_ns: CPU time of each image for noting who is in view and asking whose turn it is.
    """

    people: int
    setting: SchedulerSetting
    bad: frozenset[str] = frozenset()
    looks: dict[str, list[int]] = field(default_factory=dict)
    first_reading_ns: dict[str, int] = field(default_factory=dict)
    staleness_ns: list[list[int]] = field(default_factory=list)
    reading_age_ns: list[list[int]] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)
    book_ns: list[int] = field(default_factory=list)

    def __post_init__(self):
        self._random = np.random.default_rng(0)
        self._book = PeopleBook(forget_s=_FORGET_S)
        self._fusion = LogOddsFusion(half_life_s=_HALF_LIFE_S)
        self._ids = [f'p{n:03}' for n in range(self.people)]
        self.bad = frozenset(self._ids[2::3])
        self._asked: list[Look] = []
        self._ready_ns = 0

    @property
    def round_ns(self) -> int:
        """How long looking at everybody in turn takes; the scorer is asked when an image comes."""
        return math.ceil(self.people / self.setting.batch) * self.setting.turn_ns

    def step(self, now_ns: int) -> None:
        """Show the image of `now_ns`."""
        if now_ns >= self._ready_ns:
            self._file_readings()
        view = self._in_view(now_ns)
        begin_ns = time.thread_time_ns()
        self._book.see(view, _nothing_to_open)
        records = self._book.records()
        due = due_people(records, now_ns, batch=self.setting.batch, assess_every_s=0.0)
        self.book_ns.append(time.thread_time_ns() - begin_ns)
        if now_ns >= self._ready_ns:
            self._ask(due, records, now_ns)
        if len(self.first_reading_ns) == self.people and now_ns >= self.round_ns:
            self.staleness_ns.append([now_ns - r.looked_ns for r in records])
            self.reading_age_ns.append([now_ns - r.sight[-1].stamp_ns for r in records])

    def _in_view(self, now_ns):
        noise = self._random.normal(0.0, _DETECTOR_NOISE_PX, (self.people, 4))
        return PeopleInView(tuple(
            TrackedPerson(person_id, tuple(map(float, box)), 0.9)
            for person_id, box in zip(self._ids, _boxes(self.people) + noise, strict=True)),
            now_ns)

    def _ask(self, due, records, now_ns):
        turn = next_turn(records)
        self._asked = [take_look(record, now_ns, turn) for record in due]
        self._ready_ns = now_ns + round(self.setting.batch_s * NS_PER_S)
        self.filled.append(len(due))
        for look in self._asked:
            self.looks.setdefault(look.sighting.person.person_id, []).append(now_ns)

    def _file_readings(self):
        """Take what the scorer says, and judge everybody anew, as it is done at each image."""
        readings = [self._read(look.sighting) for look in self._asked]
        for reading in readings:
            self._book.read(reading)
            self.first_reading_ns.setdefault(reading.person_id, self._ready_ns)
        give_back(self._asked, readings)
        for record in self._book.records():
            record.distress = self._fusion.fuse(
                record.sight, record.heard, self._ready_ns, record.distress)

    def _read(self, sighting):
        person_id = sighting.person.person_id
        mean = _BAD if person_id in self.bad else _WELL
        distress = float(np.clip(self._random.normal(mean, _NOISE), 0.0, 1.0))
        return SightReading(person_id, sighting.stamp_ns, distress=distress)


def _boxes(people: int) -> np.ndarray:
    """Return float64 (people, 4) boxes of people 60 to 240 pixels high, in rows of ten."""
    number = np.arange(people)
    left, top = 120.0 * (number % 10), 250.0 * (number // 10)
    height = 60.0 + 180.0 * (number * 7 % 10) / 9.0
    return np.stack((left, top, left + 0.4 * height, top + height), axis=1)


def _nothing_to_open() -> ImageFrame:
    raise AssertionError('the simulated scorer needs no images')
