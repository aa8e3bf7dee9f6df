import math

import pytest

pytestmark = pytest.mark.ros

pytest.importorskip('diagnostic_msgs', reason='ROS is not installed')

from diagnostic_msgs.msg import DiagnosticStatus

from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.nodes.diagnostics import status_message
from emotion_rescue.nodes.diagnostics import value_text


@pytest.mark.parametrize('reports, expected', [
    ((), Report()),
    ((Report(Level.WARN, 'hot', {'a': 1}),), Report(Level.WARN, 'hot', {'a': 1})),
    ((Report(Level.ERROR, 'hot', {'a': 1}), Report(values={'b': 2}), Report(Level.WARN, 'late')),
     Report(Level.ERROR, 'hot; late', {'a': 1, 'b': 2}))])
def test_reports_are_joined(reports, expected):
    joined = Report()
    for report in reports:
        joined = joined.joined(report)
    assert joined == expected


@pytest.mark.parametrize('value, text', [
    (None, 'unknown'), (math.nan, 'unknown'), (0, '0'), (0.0, '0'), (12.345678, '12.35'),
    ('', ''), (True, 'True'), ('people.onnx', 'people.onnx')])
def test_values_are_readable(value, text):
    assert value_text(value) == text


def test_status_message():
    status = status_message('/site/perception', Report(values={'rate': 2.0}))
    assert (status.name, status.message) == ('site/perception', 'OK')
    assert [(v.key, v.value) for v in status.values] == [('rate', '2')]


def test_levels_are_those_of_the_message():
    for level in Level:
        assert getattr(DiagnosticStatus, level.name) == bytes([level])
