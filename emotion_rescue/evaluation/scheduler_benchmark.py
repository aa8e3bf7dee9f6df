"""How fresh the judgement of everybody stays when a scorer takes half a second for four people.

The clock is simulated, see `scheduler_simulation`.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
import math
from typing import Any

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.evaluation.scheduler_simulation import IMAGE_NS
from emotion_rescue.evaluation.scheduler_simulation import SchedulerSetting
from emotion_rescue.evaluation.scheduler_simulation import SchedulerSimulation
from emotion_rescue.pipeline.scheduler import most_turns

PEOPLE_COUNTS = (1, 5, 20, 50)
STALENESS_BAR = 1.25
URGENT_BAR = 2.0
BOOK_BAR_MS = 1.0
# Times between two images at which ages are taken, in seconds after the first of them.
_BETWEEN_S = (np.arange(10) + 0.5) / 10 * IMAGE_NS / NS_PER_S


def measure_scheduler(people: int, setting: SchedulerSetting,
                      progress: Callable[[int], None] = lambda seconds: None) -> dict[str, Any]:
    """Simulate `people`, 1 or more, in view.

    Args:
        people: how many.
        setting: the scorer and the time.
        progress: told the simulated seconds that are over.

    Returns:
        bound_s: a round, ceil(people / batch) batches.
        longest_s: what no staleness exceeds as the scheduler promises.
        first_look_s: p50, p95, max over people, from the first image to the first reading.
        staleness_s: p50, p95, max over all times and people, seconds since the last look began;
            `p95_of_worst`, the p95 of the person for whom it is largest.
        reading_age_s: likewise, seconds since the newest image that was judged; more by the time
            that judging takes and by the age of the best view.
        urgent_share: looks at somebody badly off over looks at another, means; NaN where there
            are none of one kind.
        batch_filled: mean share of places that were used.
        book_ms: mean over images, milliseconds of the CPU for noting who is in view and asking
            whose turn it is, which a busy machine does not lengthen; `book_p95_ms`, their 95th
            percentile.

    Raises:
        InputError: there is nobody, or not everybody was looked at in the time.
    """
    if people < 1:
        raise InputError(f'{people} people have no turns; give 1 or more')
    simulation = SchedulerSimulation(people, setting)
    for step in range(math.ceil(setting.seconds * NS_PER_S / IMAGE_NS)):
        simulation.step(step * IMAGE_NS)
        progress(step * IMAGE_NS // NS_PER_S)
    return _figures(simulation)


def table(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """Return figures by number of people as a Markdown table, with what is reached."""
    lines = ['| people | first look p95 | staleness p95 (worst person) | round | in rounds | '
             'looks, bad to well off | book |', '| ---: ' * 7 + '|']
    for count, f in figures.items():
        rounds = f['staleness_s']['p95'] / f['bound_s']
        urgent = f['urgent_share']
        lines.append(
            f'| {count} | {f["first_look_s"]["p95"]:.2f} s | {f["staleness_s"]["p95"]:.2f} s '
            f'({f["staleness_s"]["p95_of_worst"]:.2f} s) | {f["bound_s"]:.2f} s | {rounds:.2f} '
            f'{_verdict(rounds <= STALENESS_BAR)} | '
            + ('all alike | ' if math.isnan(urgent)
               else f'{urgent:.2f} {_verdict(urgent >= URGENT_BAR)} | ')
            + f'{f["book_ms"]:.2f} ms {_verdict(f["book_ms"] < BOOK_BAR_MS)} |')
    return '\n'.join([*lines, '', f'Bars: staleness within {STALENESS_BAR:g} rounds, '
                      f'{URGENT_BAR:g} times as many looks at those badly off, the people book '
                      f'below {BOOK_BAR_MS:g} ms an image.'])


def _figures(simulation: SchedulerSimulation) -> dict[str, Any]:
    people, setting = simulation.people, simulation.setting
    if not simulation.staleness_ns:
        raise InputError(f'{setting.seconds:g} s are too short to look at {people} people; '
                         'simulate for longer')
    staleness = _at_all_times(simulation.staleness_ns)
    book_ms = np.array(simulation.book_ns) / 1e6
    return {
        'bound_s': math.ceil(people / setting.batch) * setting.batch_s,
        'longest_s': most_turns(people, setting.batch) * setting.turn_ns / NS_PER_S,
        'first_look_s': _spread(np.array([*simulation.first_reading_ns.values()]) / NS_PER_S),
        'staleness_s': _spread(staleness) | {
            'p95_of_worst': float(np.quantile(staleness, 0.95, axis=(0, 2)).max())},
        'reading_age_s': _spread(_at_all_times(simulation.reading_age_ns)),
        'urgent_share': _urgent_share(simulation),
        'batch_filled': float(np.mean(simulation.filled)) / setting.batch,
        'book_ms': float(book_ms.mean()),
        'book_p95_ms': float(np.quantile(book_ms, 0.95))}


def _urgent_share(simulation: SchedulerSimulation) -> float:
    """Return the ratio of looks after the first round, in which all are looked at once."""
    later = {person_id: sum(ns >= simulation.round_ns for ns in stamps)
             for person_id, stamps in simulation.looks.items()}
    bad = [count for person_id, count in later.items() if person_id in simulation.bad]
    well = [count for person_id, count in later.items() if person_id not in simulation.bad]
    return float(np.mean(bad) / np.mean(well)) if bad and any(well) else math.nan


def _at_all_times(at_images_ns: Sequence[Sequence[int]]) -> np.ndarray:
    """Return float64 (images, people, 10) ages in seconds from each image to the next one."""
    return (np.array(at_images_ns) / NS_PER_S)[:, :, None] + _BETWEEN_S


def _spread(values: np.ndarray) -> dict[str, float]:
    p50, p95, most = np.quantile(values, (0.5, 0.95, 1.0))
    return {'p50': float(p50), 'p95': float(p95), 'max': float(most)}


def _verdict(reached: bool) -> str:
    return 'reached' if reached else 'MISSED'
