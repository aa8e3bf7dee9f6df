from dataclasses import replace

import pytest

from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.sight_serving import ServerServing
from emotion_rescue.core.sight_serving import SightServing
from emotion_rescue.pipeline.engine_status import EngineStatus
from emotion_rescue.pipeline.guarded_scorer import ScorerHealth

pytestmark = pytest.mark.ros

pytest.importorskip('diagnostic_msgs', reason='ROS 2 is not installed')

from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.distress_report import distress_report

QUIET = EngineStatus(images=0, detections=0, out_of_order=0, images_missing=0, images_broken=0,
                     motion_untold=0,
                     sound_refused=0, windows_skipped=0, utterances_skipped=0,
                     survivors_dropped=0, sight=None, voice=None, words=None, people_in_view=0,
                     never_assessed=0, longest_unjudged_s=None)
BROKEN = ScorerHealth(failures=3, failures_in_a_row=2, last_error='RuntimeError: no memory')


@pytest.mark.parametrize('changes, level, message', [
    ({}, Level.OK, ''),
    ({'words_problem': 'RuntimeError: no memory'}, Level.WARN,
     'words are heard, but not judged: RuntimeError: no memory'),
    ({'sight': ScorerHealth(calls=5, failures=1, last_error='RuntimeError: once')}, Level.OK, ''),
    ({'sight': BROKEN}, Level.ERROR,
     'the sight scorer failed 2 times in a row, its readings are missing: '
     'RuntimeError: no memory'),
    ({'voice': replace(BROKEN, failures_in_a_row=1)}, Level.ERROR,
     'the voice scorer failed, its readings are missing: RuntimeError: no memory'),
    ({'longest_unjudged_s': 6.5}, Level.OK, ''),
    ({'sight': ScorerHealth(), 'longest_unjudged_s': 6.0}, Level.OK, ''),
    ({'sight': ScorerHealth(), 'longest_unjudged_s': 6.5}, Level.WARN,
     'somebody in view was not judged for 6.5 s; the sight scorer is too slow, or fails'),
    ({'survivors_dropped': 3}, Level.WARN,
     'the list of survivors is full: 3 of the least urgent did not get in'),
    ({'serving': SightServing(4, 4, halvings=2)}, Level.OK, ''),
    ({'serving': SightServing(2, 4, halvings=1)}, Level.WARN,
     'memory is short: 2 instead of 4 people are looked at at once'),
    ({'serving': SightServing(1, 4, halvings=2, unread=1, memory_short=True)}, Level.ERROR,
     'memory does not suffice to look at even one person; choose a smaller model or precision, '
     'or end other programs'),
    ({'serving': SightServing(4, 4, server=ServerServing('http://a', in_use=True, failures=1))},
     Level.OK, ''),
    ({'serving': SightServing(4, 4, server=ServerServing('http://a'))}, Level.WARN,
     'the onboard model judges people in place of the sight server: no contact yet'),
    ({'serving': SightServing(4, 4, server=ServerServing('http://a', last_error='HTTP 500'))},
     Level.WARN, 'the onboard model judges people in place of the sight server: HTTP 500'),
], ids=['nothing', 'words', 'recovered', 'sight', 'voice', 'no sight', 'in time', 'late', 'full',
        'memory enough', 'memory short', 'no memory', 'server', 'no contact', 'server failed'])
def test_what_is_said(changes, level, message):
    report = distress_report(replace(QUIET, **changes), DistressSettings(assess_every_s=1.0))
    assert (report.level, report.message) == (level, message)


def test_figures():
    values = distress_report(replace(
        QUIET, images_missing=4, sight=BROKEN, boxes_doubled=5, tracks_joined=3, tracks_parted=1),
                             DistressSettings()).values
    assert values['detections without image'] == 4
    assert values['boxes of a track id twice in one image'] == 5
    assert values['new tracks joined to somebody known'] == 3
    assert values['of these parted again'] == 1
    assert values['sight failures'] == 3
    assert values['sight last error'] == 'RuntimeError: no memory'
    assert values['voice scorer'] == 'off'
    assert values['longest not judged [s]'] is None


def test_figures_of_a_server():
    server = ServerServing('http://a', 'affect', True, people=7, stand_ins=2, requests=40)
    values = distress_report(replace(QUIET, serving=SightServing(4, 4, server=server)),
                             DistressSettings()).values
    assert values['sight server'] == 'http://a'
    assert values['people judged by the sight server'] == 7
    assert values['people judged onboard instead'] == 2
