import json
import math

import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.scheduler_benchmark import measure_scheduler
from emotion_rescue.evaluation.scheduler_benchmark import table
from emotion_rescue.evaluation.scheduler_simulation import IMAGE_NS
from emotion_rescue.evaluation.scheduler_simulation import SchedulerSetting
from emotion_rescue.evaluation.scheduler_simulation import SchedulerSimulation

SHORT = SchedulerSetting(seconds=60.0)


def test_nobody_has_no_turns():
    with pytest.raises(InputError, match='0 people'):
        measure_scheduler(0, SHORT)


@pytest.mark.parametrize('values', [
    {'batch': 0}, {'batch_s': 0.0}, {'batch_s': math.nan}, {'seconds': math.inf},
    {'seconds': 0.2}])
def test_settings_that_mean_nothing(values):
    with pytest.raises(InputError):
        SchedulerSetting(**values)


def test_too_short_to_look_at_everybody():
    with pytest.raises(InputError, match='too short'):
        measure_scheduler(20, SchedulerSetting(seconds=1.0))


def test_one_person_is_looked_at_again_and_again():
    told = []
    figures = measure_scheduler(1, SHORT, told.append)
    assert (figures['bound_s'], figures['longest_s']) == (0.5, 1.0)
    assert figures['first_look_s'] == {'p50': 0.5, 'p95': 0.5, 'max': 0.5}
    assert figures['staleness_s']['p50'] == pytest.approx(0.25, abs=0.01)
    assert figures['staleness_s']['max'] < 0.5 < figures['reading_age_s']['p50']
    assert math.isnan(figures['urgent_share'])
    assert told[-1] == 59
    assert 'all alike' in table({'1': figures})


@pytest.mark.parametrize('people', [5, 20])
def test_bars(people):
    figures = measure_scheduler(people, SchedulerSetting(seconds=150.0))
    assert figures['first_look_s']['max'] <= figures['bound_s']
    assert figures['staleness_s']['p95'] <= 1.25 * figures['bound_s']
    assert figures['staleness_s']['max'] < figures['longest_s']
    assert figures['urgent_share'] >= 2.0
    text = table({str(people): figures})
    assert text.count('reached') == 3 or figures['book_ms'] >= 1.0
    json.dumps(figures)


def test_figures_that_miss_the_bars_are_said_to():
    figures = measure_scheduler(5, SHORT) | {'book_ms': 1.5, 'urgent_share': 1.5, 'bound_s': 0.1}
    assert table({'5': figures}).count('MISSED') == 3


def test_a_turn_lasts_until_the_next_image():
    setting = SchedulerSetting(batch=1, batch_s=0.25, seconds=9.0)
    simulation = SchedulerSimulation(1, setting)
    for step in range(31):
        simulation.step(step * IMAGE_NS)
    assert setting.turn_ns == simulation.round_ns == 3 * IMAGE_NS
    assert simulation.looks['p000'] == [n * 3 * IMAGE_NS for n in range(11)]
