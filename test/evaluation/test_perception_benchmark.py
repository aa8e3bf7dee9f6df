import json
import math

import numpy as np
import pytest

from emotion_rescue.core.people import Detections
from emotion_rescue.evaluation.perception_benchmark import bare_round
from emotion_rescue.evaluation.perception_benchmark import node_round
from emotion_rescue.evaluation.perception_benchmark import report
from emotion_rescue.evaluation.perception_benchmark import Round
from emotion_rescue.evaluation.perception_benchmark import SETTLE_S
from emotion_rescue.evaluation.perception_benchmark import SteadyPhase
from emotion_rescue.evaluation.perception_benchmark import table


class Counting:
    def __init__(self):
        self.shapes = []

    def detect(self, bgr):
        self.shapes.append(bgr.shape)
        return Detections()


def steady(**changes):
    values = {'published': 30, 'delivered': 28, 'received': 30, 'processed': 28, 'replaced': 2,
              'failed': 0, 'lost_in_transport': 0,
              'latency_s': [0.03] * 28}
    return SteadyPhase(**{**values, **changes})


def test_bare_round_times_every_call_after_the_settling_time():
    detector, frames = Counting(), []
    images = [np.zeros((4, width, 3), np.uint8) for width in (5, 6)]
    result, times = bare_round(detector, images, 0.05, lambda: frames.append(1))
    assert result.results == len(times) < len(detector.shapes) == len(frames)
    assert result.seconds == pytest.approx(0.05, rel=0.5)
    assert sum(times) <= result.seconds
    assert detector.shapes[:3] == [(4, 5, 3), (4, 6, 3), (4, 5, 3)]


@pytest.mark.parametrize(('arrivals_s', 'results', 'seconds'), [
    ([], 0, 0.0), ([5.0], 0, 0.0), ([5.0, 5.0 + SETTLE_S], 0, 0.0),
    ([5.0, 6.0, 7.0, 8.0], 2, 2.0)])
def test_node_round_leaves_the_begin_out(arrivals_s, results, seconds):
    found = node_round(arrivals_s)
    assert (found.results, found.seconds) == (results, seconds)


def test_a_round_without_results_has_no_rate():
    assert math.isnan(Round(0, 0.0).fps)


def test_report():
    figures = report([Round(100, 2.0), Round(100, 2.0)], [Round(90, 2.0), Round(80, 2.0)],
                     [0.02, 0.02, 0.03], steady(), weights='w')
    assert figures['bare_fps'] == 50
    assert figures['node_fps'] == 42.5
    assert figures['node_to_bare'] == 0.85
    assert figures['added_latency_ms']['p95'] == pytest.approx(10)
    assert (figures['delivered'], figures['published']) == (28, 30)
    assert figures['accounting']['lost'] == 0
    assert figures['rounds'][1]['node_to_bare'] == 0.8
    assert figures['weights'] == 'w'
    json.dumps(figures)


@pytest.mark.parametrize(('changes', 'lost', 'verdict'), [
    ({}, 0, 'reached: all accounted for'), ({'processed': 27}, 1, 'MISSED: all accounted for'),
    ({'processed': 27, 'failed': 1}, 0, 'reached: all accounted for'),
    ({'published': 28, 'replaced': 0}, 0, 'reached: all accounted for')])
def test_an_image_that_nobody_accounts_for_is_lost(changes, lost, verdict):
    figures = report([Round(10, 1.0)], [Round(10, 1.0)], [0.02], steady(**changes))
    assert figures['accounting']['lost'] == lost
    assert verdict in table(figures)


@pytest.mark.parametrize(('node', 'latency_s', 'expected'), [
    (Round(9, 1.0), 0.034, ('reached: at least 0.9', 'reached: below 15 ms')),
    (Round(8, 1.0), 0.036, ('MISSED: at least 0.9', 'MISSED: below 15 ms'))])
def test_table_says_which_bar_is_reached(node, latency_s, expected):
    figures = report([Round(10, 1.0)], [node], [0.02], steady(latency_s=[latency_s] * 28))
    text = table(figures)
    assert all(line in text for line in expected)


def test_nothing_delivered_is_unknown_not_zero():
    figures = report([Round(10, 1.0)], [Round(0, 0.0)], [0.02],
                     steady(delivered=0, processed=0, latency_s=[]))
    assert math.isnan(figures['added_latency_ms']['p95'])
    assert 'MISSED: below 15 ms' in table(figures)
