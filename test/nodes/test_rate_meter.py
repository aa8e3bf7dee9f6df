import math

import pytest

from emotion_rescue.nodes.rate_meter import RateMeter
from fakes import Clock


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def meter(clock):
    return RateMeter(5.0, clock)


def test_before_the_first_event_nothing_is_known(meter, clock):
    assert meter.rate_hz == 0.0
    assert math.isnan(meter.age_s)
    assert math.isnan(meter.took_s(50))


def test_steady_events(meter, clock):
    for _ in range(100):
        clock.now_s += 0.1
        meter.tick(0.02)
    assert meter.rate_hz == pytest.approx(10.0, abs=0.3)
    assert meter.took_s(95) == pytest.approx(0.02)
    assert meter.age_s == 0.0


def test_young_meter_knows_its_rate(meter, clock):
    clock.now_s += 1.0
    meter.tick()
    meter.tick()
    assert meter.rate_hz == pytest.approx(2.0)


def test_old_events_count_no_more_but_the_age_of_the_last_is_known(meter, clock):
    meter.tick(0.5)
    clock.now_s += 60.0
    assert meter.rate_hz == 0.0
    assert meter.age_s == 60.0


def test_percentiles_leave_out_unknown_durations(meter, clock):
    for took_s in (0.01, 0.02, 0.03, math.nan):
        meter.tick(took_s)
    assert meter.took_s(50) == pytest.approx(0.02)
    assert meter.took_s(100) == pytest.approx(0.03)
