"""How well it is told where voices come from, in rooms that are simulated."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.drawn_sheets import draw_sheets
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.pipeline.sound_bearing import sound_bearing
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.voice.microphones import microphone_array
from emotion_rescue.synthesis.voice.sound_scene import sound_scene
from emotion_rescue.synthesis.voice.sound_scene import SoundingPerson
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ

_SCENE_S, _WINDOW_S, _SHORTEST_S = 4.0, 2.0, 0.5
_DISTANCES_M = (1.0, 6.0)
# What two microphones cannot tell from something else is not asked.
_AHEAD_DEG, _ALL_AROUND_DEG = 60.0, 180.0
_STREAM = 41


@dataclass(frozen=True)
class BearingTrial:
    """One voice in one room.

    Attributes:
        true_deg: where it was, 0 ahead, positive left.
        found_deg: where it was said to be; NaN where that could not be told.
        std_deg: standard deviation that was said; NaN likewise.
        room: kind of the place.
        distance_m: how far off it was.
    """

    true_deg: float
    found_deg: float
    std_deg: float
    room: str
    distance_m: float

    @property
    def error_deg(self) -> float:
        """How far off the bearing is, 0 to 180; NaN where none was told."""
        return abs((self.found_deg - self.true_deg + 180.0) % 360.0 - 180.0)


def bearing_trials(count: int, microphones: int, snr_db: float, seed: int,
                   progress: Callable[[int], None] = lambda done: None) -> list[BearingTrial]:
    """Return `count` trials with people of the test split.

    Each has somebody who makes himself heard at a random place: up to 60 degrees to the sides of
    ahead for two microphones, all around for more. As on a robot, the window of two seconds
    begins when it will, with at least half a second of the voice, or all of a shorter one, in it.

    Args:
        count: how many.
        microphones: 2 to 4, as in `microphone_array`.
        snr_db: of the voice over the noise.
        seed: of everything.
        progress: told how many are done.

    Raises:
        InputError: `count` is less than 1, or `snr_db` no number.
        MissingPackageError: a library or speech engine is not installed.
    """
    if count < 1:
        raise InputError(f'the number of voices is {count}, expected at least 1')
    if math.isnan(snr_db):
        raise InputError(f'the voice over the noise is {snr_db} dB, expected a number')
    microphones_m = microphone_array(microphones)
    widest_deg = _AHEAD_DEG if microphones == 2 else _ALL_AROUND_DEG
    trials, number = [], 0
    while len(trials) < count:
        trial = _trial(np.random.default_rng((seed, _STREAM, number)), microphones_m, widest_deg,
                       snr_db)
        number += 1
        if trial is not None:  # some say nothing
            trials.append(trial)
            progress(len(trials))
    return trials


def bearing_figures(trials: Sequence[BearingTrial]) -> dict:
    """Return counts, and percentiles of the error with their 95 % intervals, in degrees.

    Returns:
        trials, untold (without a bearing), and of those that were told median_error_deg,
        p90_error_deg, within_1_std and within_2_std (0.68 and 0.95 would be right), each
        {'value', 'low', 'high'}.
    """
    told = [trial for trial in trials if not math.isnan(trial.found_deg)]
    errors = np.array([trial.error_deg for trial in told])
    scaled = errors / np.array([trial.std_deg for trial in told])
    metrics = {
        'median_error_deg': (partial(_percentile, 50), errors),
        'p90_error_deg': (partial(_percentile, 90), errors),
        'within_1_std': (lambda values: _share(values <= 1), scaled),
        'within_2_std': (lambda values: _share(values <= 2), scaled)}
    return {'trials': len(trials), 'untold': len(trials) - len(told), **{
        name: dict(zip(('value', 'low', 'high'), (
            metric(values), *bootstrap_interval(metric, values, group=np.arange(len(values)))),
            strict=True)) for name, (metric, values) in metrics.items()}}


def draw_bearings(trials: Sequence[BearingTrial], folder: Path) -> list[Path]:
    """Write bearings.png, what was said against what is true, and return its path.

    Raises:
        MissingPackageError: matplotlib is not installed.
    """
    return draw_sheets(folder, (('bearings', (5.5, 5.5), partial(_draw, trials)),))


def _trial(rng, microphones_m, widest_deg, snr_db):
    person = SoundingPerson(sample_state(rng), float(rng.uniform(-widest_deg, widest_deg)),
                            float(rng.uniform(*_DISTANCES_M)), int(rng.integers(2 ** 31)))
    scene = sound_scene([person], _SCENE_S, 'test', int(rng.integers(2 ** 31)),
                        microphones_m=microphones_m, snr_db=snr_db)
    events = scene.people[0]['events']
    if not events:
        return None
    longest = max(events, key=lambda event: event['end_s'] - event['start_s'])
    start_s = rng.uniform(*_window_starts(longest['start_s'], longest['end_s']))
    first = round(start_s * SAMPLE_RATE_HZ)
    found = sound_bearing(scene.samples[first:first + round(_WINDOW_S * SAMPLE_RATE_HZ)],
                          SAMPLE_RATE_HZ, microphones_m)
    said = (math.nan, math.nan) if found is None else (
        math.degrees(found.bearing_rad), math.degrees(found.std_rad))
    return BearingTrial(person.bearing_deg, *said, scene.room, person.distance_m)


def _window_starts(start_s, end_s):
    """Return the earliest and latest start of a window that has enough of a sound in it."""
    enough_s = min(_SHORTEST_S, end_s - start_s)
    earliest_s = max(0.0, start_s + enough_s - _WINDOW_S)
    return earliest_s, max(earliest_s, min(_SCENE_S - _WINDOW_S, end_s - enough_s))


def _percentile(percent, values):
    return float(np.percentile(values, percent)) if len(values) else math.nan


def _share(hits):
    return float(np.mean(hits)) if len(hits) else math.nan


def _draw(trials, axes):
    rooms = sorted({trial.room for trial in trials})
    for room in rooms:
        told = [t for t in trials if t.room == room and not math.isnan(t.found_deg)]
        axes.errorbar([t.true_deg for t in told], [t.found_deg for t in told],
                      [t.std_deg for t in told], fmt='.', elinewidth=0.6, label=room)
    widest = max([abs(t.true_deg) for t in trials], default=0.0)
    axes.plot((-widest, widest), (-widest, widest), color='#b8b8b8', zorder=0)
    axes.set(xlabel='true bearing (degrees, left positive)', ylabel='said, with its deviation',
             title=f'{len(trials)} voices in simulated rooms')
    axes.legend()
    axes.grid(alpha=0.3)
