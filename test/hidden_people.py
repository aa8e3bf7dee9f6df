"""People who walk, hide and come back before a robot that may turn, for tests of who is who."""

from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.pipeline.person_identity import Identities

WIDTH_PX, HEIGHT_PX = 1280, 720
IMAGE_NS = 100_000_000
FORGET_S = 30.0
# As the tracker of the package: a person out of sight keeps the id for this long, mostly.
TRACK_MEMORY_S, LOST_ANYWAY = 2.0, 0.2
# Colours of each band: what the real looks of one person and of two differ by is met by these,
# see `test_simulated_looks_differ_as_real_ones_do`.
_BINS, _PEAKED, _COMMON, _NOISE = (3, 18), 0.35, 0.25, (0.1, 0.9)


@dataclass(frozen=True)
class Setting:
    """A scene.

    Attributes:
        people: how many there are.
        clothes: 'different', 'alike' (two outfits for all), 'unknown' (no images).
        turns: whether the robot turns to and fro.
        seconds: how long.
    """

    people: int
    clothes: str = 'different'
    turns: bool = False
    seconds: float = 60.0


@dataclass
class Count:
    """What was counted over scenes.

    Attributes:
        people: who were seen at least three times.
        tracks: of those.
        ids: ids of people that those had.
        comers: tracks that began when their person was seen first.
        again: tracks that began when their person had been confirmed before.
        short: of these, those of people out of view for no longer than `JOIN_S`.
        right: joined to the person that it was.
        wrong: joined to somebody else.
    """

    people: int = 0
    tracks: int = 0
    ids: int = 0
    comers: int = 0
    again: int = 0
    short: int = 0
    right: int = 0
    wrong: int = 0

    def __add__(self, other):
        return Count(*(a + b for a, b in zip(vars(self).values(), vars(other).values(),
                                             strict=True)))


class Wardrobe:
    """Looks of people and of each view of them; implements `Looks`."""

    def __init__(self, random, people, clothes):
        self._random = random
        outfits = random.dirichlet([_PEAKED] * _BINS[1], (2 if clothes == 'alike' else people, 3))
        # Skin, shadow and background are the same on all.
        outfits += _COMMON * (random.dirichlet([_PEAKED] * _BINS[1], 3) - outfits)
        self.worn = [outfits[n % len(outfits)] for n in range(people)]
        self._known = clothes != 'unknown'
        self._views = {}
        self._remembered = {}

    def view(self, who):
        """Return one view of somebody: light, pose and the background change it."""
        scale = self._random.uniform(*_NOISE)
        seen = self.worn[who] * np.exp(self._random.normal(0.0, scale, _BINS)) + 1e-4
        return seen / seen.sum(axis=1, keepdims=True)

    def show(self, owners):
        """Take new views of whoever is in the next image, track -> number of the person."""
        self._views = {t: self.view(who) if self._known else None for t, who in owners.items()}

    def keep(self, named, now_s):
        """Remember the newest view of each person, for as long as people are remembered."""
        self._remembered.update({named[t]: (now_s, view) for t, view in self._views.items()})
        self._remembered = {person: kept for person, kept in self._remembered.items()
                            if now_s - kept[0] <= FORGET_S}
        return self._remembered

    def now(self, person):
        return self._views.get(person.person_id)

    def before(self, person_id):
        return self._remembered.get(person_id, (0.0, None))[1]


class Walk:
    """One person: where, how large, when hidden, and which track a tracker gives."""

    def __init__(self, random, number, seconds):
        self._random, self._number, self._seconds = random, number, seconds
        self._height = random.uniform(120, 350)
        self._x, self._y = random.uniform(50, WIDTH_PX - 50), random.uniform(250, 450)
        # A third lie or sit still.
        self._pace = random.choice((0.0, 0.3, 0.6)) * self._height
        self._way = random.choice((-1.0, 1.0))
        self._hidden = []
        start = 0.0 if random.random() < 0.6 else random.uniform(3, seconds / 2)
        self._there = start, seconds if random.random() < 0.7 else random.uniform(start, seconds)
        at = start + random.uniform(2, 10)
        while at < seconds:
            self._hidden.append((at, at + random.uniform(0.5, 10)))
            at = self._hidden[-1][1] + random.uniform(2, 15)
        self.tracks = 0
        self._seen_s = -math.inf

    def step(self, now_s, pan_px):
        """Return (track, box) at `now_s`, or None where out of view; call it in order of time."""
        self._x += self._way * self._pace * IMAGE_NS / 1e9
        if not 0 < self._x < WIDTH_PX or self._random.random() < 0.02:
            self._way = -1.0 if self._x > WIDTH_PX else 1.0 if self._x < 0 else -self._way
        if not self._there[0] <= now_s <= self._there[1] or any(
                begin <= now_s < end for begin, end in self._hidden):
            return None
        x, half = self._x + pan_px, 0.2 * self._height
        left, right = max(0.0, x - half), min(WIDTH_PX, x + half)
        if right - left < half:
            return None
        gap_s, self._seen_s = now_s - self._seen_s, now_s
        if gap_s > TRACK_MEMORY_S or gap_s > 0.15 and self._random.random() < LOST_ANYWAY:
            self.tracks += 1
        noise = self._random.normal(0, 0.01 * self._height, 4)
        box = np.array((left, self._y - self._height / 2, right, self._y + self._height / 2))
        return f'{self._number}t{self.tracks}', tuple(map(float, box + noise))


def play(setting: Setting, seed: int) -> Count:
    """Return what `Identities` makes of one scene."""
    random = np.random.default_rng(seed)
    walks = [Walk(random, n, setting.seconds) for n in range(setting.people)]
    wardrobe = Wardrobe(random, setting.people, setting.clothes)
    identities, images, first, last_s, truth = Identities(), {}, {}, {}, {}
    count, ids = Count(), {}
    for number in range(round(setting.seconds * 1e9 / IMAGE_NS)):
        now_s = number * IMAGE_NS / 1e9
        pan = 500.0 * math.sin(now_s * 2 * math.pi / 15) if setting.turns else 0.0
        boxes = dict(filter(None, (walk.step(now_s, pan) for walk in walks)))
        owners = {track: int(track.split('t')[0]) for track in boxes}
        wardrobe.show(owners)
        named = identities.see(PeopleInView(tuple(
            TrackedPerson(track, box, 0.9) for track, box in boxes.items()),
            number * IMAGE_NS), wardrobe)
        assert len(set(named.people.values())) == len(boxes), 'nobody is two people'
        identities.keep(wardrobe.keep(named.people, now_s))
        for known_as, person in named.joined:
            right = truth[known_as] == truth[person]
            count.right, count.wrong = count.right + right, count.wrong + (not right)
        for track, who in owners.items():
            truth.setdefault(named.people[track], who)
            images[track] = images.get(track, 0) + 1
            if track not in first:
                first[track] = now_s - last_s.get(who, -math.inf)
            if images[track] >= 3:
                ids.setdefault(who, set()).add(named.people[track])
                last_s[who] = now_s
    confirmed = {track for track, n in images.items() if n >= 3}
    gaps = [first[track] for track in confirmed]
    count.people, count.tracks = len(ids), len(confirmed)
    count.ids = sum(map(len, ids.values()))
    count.comers = sum(math.isinf(gap) for gap in gaps)
    count.again = len(gaps) - count.comers
    count.short = sum(gap <= 8.0 for gap in gaps)
    return count


def play_all(setting: Setting, scenes: int) -> Count:
    """Return the sum over scenes."""
    return sum((play(setting, seed) for seed in range(scenes)), Count())
