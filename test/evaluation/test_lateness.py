import math

import pytest

from emotion_rescue.core.due_times import IMAGE_DUE_S
from emotion_rescue.core.due_times import TONE_DUE_S
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.settings import OverlaySettings
from emotion_rescue.evaluation.endurance_benchmark import report
from emotion_rescue.evaluation.endurance_benchmark import table
from emotion_rescue.evaluation.lateness import bounds_s
from emotion_rescue.evaluation.lateness import delay_figures
from emotion_rescue.evaluation.lateness import EXPLAINED_BY
from emotion_rescue.evaluation.lateness import MAKERS
from emotion_rescue.evaluation.lateness import Statement
from emotion_rescue.evaluation.lateness import topic_figures
from emotion_rescue.evaluation.lateness import TOPICS
from emotion_rescue.evaluation.lateness import warnings
from emotion_rescue.evaluation.memory_slope import MemorySample
from emotion_rescue.evaluation.traced_stamps import OutputMessage
from emotion_rescue.evaluation.traced_stamps import PublishedInputs
from emotion_rescue.pipeline.heard_voices import BLIND_AFTER_S

LATE = 'detections are late: up to 2.0 s after their image came, more than 1 s'


def inputs(*stamps_s):
    made = PublishedInputs()
    for stamp_s in stamps_s:
        made.add_image(stamp_s * NS_PER_S, stamp_s * NS_PER_S)
    return made


def came(stamp_s, delay_s, topic='detections'):
    stamp_ns = stamp_s * NS_PER_S
    return OutputMessage(topic, stamp_ns, stamp_ns, stamp_ns + round(delay_s * NS_PER_S))


def said(at_s, message=LATE, level=1, node='perception'):
    return Statement(node, round(at_s * NS_PER_S), level, message)


def test_bounds_are_those_of_the_nodes():
    bounds = bounds_s(DistressSettings(utterance_pause_s=0.5, words_budget_s=3.0))
    assert tuple(bounds) == TOPICS == tuple(MAKERS) == tuple(EXPLAINED_BY)
    assert bounds['voice, words'] == 5.5
    assert OverlaySettings().match_within_s == IMAGE_DUE_S == bounds['survivors']
    assert BLIND_AFTER_S == TONE_DUE_S == bounds['voice, tone']


def test_of_no_messages_no_delay_is_known():
    figures = topic_figures('detections', [], inputs(), 1.0, [])
    assert figures['messages'] == figures['late'] == figures['not_of_an_input'] == 0
    assert all(map(math.isnan, figures['delay_s'].values()))


def test_delays():
    assert delay_figures([1.0, 3.0, 2.0]) == {
        'p50': 2.0, 'p95': pytest.approx(2.9), 'max': 3.0}


def test_messages_of_no_input_have_no_delay_and_are_counted():
    messages = [came(1, 0.5), came(2, 9.0), OutputMessage('markers', None, None, 5)]
    figures = topic_figures('detections', messages, inputs(1), 1.0, [])
    assert (figures['messages'], figures['without_stamp'], figures['not_of_an_input']) == (3, 1, 1)
    assert figures['foreign_stamps_ns'] == [2 * NS_PER_S]
    assert figures['delay_s']['max'] == 0.5
    assert figures['late'] == 0


@pytest.mark.parametrize(('statements', 'unsaid'), [
    ([], 1),
    ([said(12.5)], 0),
    ([said(16.9)], 0), ([said(17.1)], 1),  # within 5 s of its arrival
    ([said(10.5)], 0), ([said(9.5)], 1),  # not before there was anything to wait for
    ([said(12.5, level=0)], 1),
    ([said(12.5, 'images are too dark to see anybody')], 1),
    ([said(12.5, 'nothing arrives on /robot/image: nobody publishes it')], 0),
    ([said(9.5), said(12.5, 'OK', 0), said(13.0)], 0)])
def test_what_is_late_must_be_said(statements, unsaid):
    figures = topic_figures(
        'detections', [came(10, 2.0), came(10, 1.0)], inputs(10), 1.0, statements)
    assert (figures['late'], figures['late_and_not_said']) == (1, unsaid)


@pytest.mark.parametrize(('topic', 'node', 'words', 'late'), [
    ('emotions', 'distress', 'judgements are late: up', 0),
    ('emotions', 'perception', 'detections are late: up', 0),
    ('emotions', 'distress', 'tones are late: up', 1),
    ('overlay', 'overlay', 'drawn images are late: up', 0),
    ('overlay', 'distress', 'judgements are late: up', 0),
    ('detections', 'distress', 'judgements are late: up', 1)])
def test_it_must_be_said_of_that_kind_of_message(topic, node, words, late):
    figures = topic_figures(
        topic, [came(10, 2.0, topic)], inputs(10), 1.0, [said(12.5, words, node=node)])
    assert (figures['late'], figures['late_and_not_said']) == (1, late)


def test_warnings_that_differ_in_numbers_are_one():
    statements = [said(1, 'late: 1.25 s'), said(2, 'OK', 0), said(3, 'late: 3 s'), said(4, 'dark')]
    assert warnings(statements) == {'perception: late: 0 s': 2, 'perception: dark': 1}
    assert warnings([]) == {}


def everything(messages=(), statements=(), growth=0):
    memory = {'perception': [
        MemorySample(second, 9_000_000, 8_000_000 + growth * second) for second in range(200)]}
    return report(memory, 20.0, messages, inputs(1), bounds_s(DistressSettings()),
                  list(statements))


def test_silence_reaches_no_bar_but_that_of_memory():
    figures = report({}, 20.0, [], inputs(), bounds_s(DistressSettings()), [])
    assert not any(figures['reached'].values())
    assert everything()['reached'] == {
        'memory_flat': True, 'every_stamp_of_an_input': False, 'nothing_late_unsaid': False}
    assert 'nan' in table(figures)


@pytest.mark.parametrize(('arguments', 'missed'), [
    ({'messages': [came(1, 0.1)]}, set()),
    ({'messages': [came(1, 0.1)], 'growth': 20_000}, {'memory_flat'}),
    ({'messages': [came(1, 0.1), came(2, 0.1)]}, {'every_stamp_of_an_input'}),
    ({'messages': [came(1, 2.0)]}, {'nothing_late_unsaid'}),
    ({'messages': [came(1, 2.0)], 'statements': [said(3.5)]}, set()),
    # Who has no part in a message cannot explain it; who made what it is made of can.
    ({'messages': [came(1, 2.0)], 'statements': [said(3.5, node='overlay')]},
     {'nothing_late_unsaid'}),
    ({'messages': [came(1, 2.0, 'emotions')], 'statements': [said(3.5)]}, set())])
def test_each_bar_is_missed_by_what_it_is_about(arguments, missed):
    figures = everything(**arguments)
    assert {name for name, reached in figures['reached'].items() if not reached} == missed
    assert table(figures).count('MISSED') == len(missed)
