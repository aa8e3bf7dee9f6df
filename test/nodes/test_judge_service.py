"""Judgements by an operator, taken by the real distress node over DDS."""

import json

import pytest

from fakes import ScriptedSight

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')
pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from distress_bench import DistressBench
from distress_bench import FRAME_NS
from emotion_rescue.nodes.distress_outputs import SURVIVORS_QOS
from emotion_rescue.pipeline.operator_judgements import OperatorAction
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue_msgs.msg import PersonDistress
from emotion_rescue_msgs.msg import Survivor
from emotion_rescue_msgs.msg import SurvivorArray
from emotion_rescue_msgs.srv import JudgeSurvivor
from ros_bench import DEADLINE_S
from ros_bench import wait_until

# The scripted sight reads distress off the brightness.
DARK, BRIGHT = 10, 250


class JudgeBench(DistressBench):
    """A distress node and an operator who judges."""

    def judge(self, survivor_id, action, **fields):
        """Return the answer."""
        client = self.ros.node.create_client(JudgeSurvivor, 'judge_survivor')
        assert client.wait_for_service(DEADLINE_S)
        future = client.call_async(JudgeSurvivor.Request(
            survivor_id=survivor_id, action=getattr(JudgeSurvivor.Request, action), **fields))
        wait_until(future.done, 'an answer')
        return future.result()

    def show_some(self, first, *who, brightness=DARK, count=4):
        """Show as many images from the number `first` on, and wait until they are judged."""
        for n in range(first, first + count):
            before = len(self.said['distress'].messages)
            self.show(n * FRAME_NS, *who, brightness=brightness)
            self.said['distress'].wait_count(before + 1)

    def listed(self, condition, what):
        """Return the first list that fits, by id; a list is published when it changes."""
        return self.said['survivors'].wait(
            lambda arrays: next((found for array in arrays
                                 if condition(found := {s.survivor_id: s
                                                        for s in array.survivors})), None), what)


@pytest.fixture
def operator(ros, tmp_path):
    """Return a function that makes a JudgeBench."""
    benches = []

    def make(**options):
        benches.append(JudgeBench(ros, sight=ScriptedSight(), lockstep=True, assess_every_s=0.0,
                                  **{'operator_log': str(tmp_path / 'log'), **options}))
        return benches[-1]

    yield make
    for bench in benches:
        bench.close()


def recorded(tmp_path):
    return [json.loads(line) for line in
            (tmp_path / 'log' / 'operator_judgements.jsonl').read_text().splitlines()]


def test_who_is_dismissed_is_listed_last_at_once_and_stays_so_whatever_is_seen(operator, tmp_path):
    bench = operator().start()
    bench.show_some(0, 'a', 'b', brightness=BRIGHT)
    bench.listed(lambda found: len(found) == 2, 'two survivors')
    answer = bench.judge('person-a', 'DISMISS', note='a doll', operator_name='Ada')
    assert (answer.accepted, answer.message) == (
        True, 'person-a is dismissed, and listed behind everybody else')
    # No image comes, and still the list is published; a planner that starts late gets it as well.
    late = bench.ros.inbox(SurvivorArray, 'survivors', SURVIVORS_QOS)
    newest = late.wait(lambda arrays: next(
        (a for a in arrays if a.survivors[-1].operator_state), None), 'the new list')
    first, last = newest.survivors
    assert (first.survivor_id, first.operator_state) == ('person-b', Survivor.OPERATOR_SILENT)
    assert (last.survivor_id, last.operator_state) == ('person-a', Survivor.OPERATOR_DISMISSED)
    assert (last.operator_note, last.operator_name, last.urgency) == ('a doll', 'Ada', 0.0)
    assert last.level == PersonDistress.LEVEL_NONE
    assert newest.header.stamp == last.operator_judged
    bench.show_some(4, 'a', 'b', count=8)
    worse = bench.listed(lambda found: found and found['person-a'].contradiction,
                         'a contradiction')['person-a']
    assert worse.distress.level >= PersonDistress.LEVEL_MODERATE
    assert (worse.operator_state, worse.urgency) == (Survivor.OPERATOR_DISMISSED, 0.0)
    _, _, values = bench.diagnosis(
        lambda level, text, values: level == 1 and 'person-a: the operator dismissed' in text,
        'the contradiction')
    assert (values['survivors dismissed'], values['judgements recorded']) == ('1', '1')
    line, = recorded(tmp_path)
    assert (line['survivor_id'], line['action'], line['note']) == ('person-a', 'DISMISS', 'a doll')
    assert line['node'] == bench.node.get_fully_qualified_name()


def test_a_correction_outlives_forgetting_and_a_clock_set_back_but_not_a_reset(operator):
    bench = operator(forget_s=1.0).start()
    bench.show_some(1000, 'a', brightness=BRIGHT)
    bench.listed(lambda found: len(found) == 1, 'a survivor')
    answer = bench.judge('person-a', 'CORRECT', level=PersonDistress.LEVEL_SEVERE,
                         responsiveness=PersonDistress.UNRESPONSIVE)
    assert answer.message == 'person-a is SEVERE, whatever the models say'
    # Forgotten; then 30 s back, out of view.
    for number in (1100, 800):
        bench.show_some(number, count=1)
        found = bench.said['survivors'].wait(lambda arrays, number=number: next(
            (a for a in arrays if a.header.stamp.sec == number // 10), None), 'a list').survivors
        assert [(s.survivor_id, s.in_view, s.level, s.responsiveness) for s in found] == [
            ('person-a', False, PersonDistress.LEVEL_SEVERE, PersonDistress.UNRESPONSIVE)]
        assert found[0].distress.level == PersonDistress.LEVEL_UNKNOWN
        assert found[0].urgency == 1.0
    bench.show_some(0, 'a', brightness=BRIGHT)
    again = bench.listed(lambda found: found and not found['person-a'].first_observed.sec,
                         'somebody else of the same id')['person-a']
    assert again.operator_state == Survivor.OPERATOR_SILENT


def test_what_cannot_be_taken_is_refused_in_a_sentence(operator):
    bench = operator()
    assert 'the distress node is not active' in bench.judge('person-a', 'CONFIRM').message
    bench.start()
    assert bench.judge('person-a', 'CONFIRM').message == (
        "no survivor 'person-a' is listed; the list is empty")
    bench.show_some(0, 'a')
    bench.listed(lambda found: len(found) == 1, 'a survivor')
    for asked, said in ((('person-b', 'CONFIRM'), 'listed are person-a'),
                        (('person-a', 'RESTORE'), 'there is nothing to take back'),
                        (('person-a', 'CORRECT'), 'a correction to the level 0')):
        answer = bench.judge(*asked)
        assert not answer.accepted and said in answer.message
    bench.node.trigger_deactivate()
    assert 'the distress node is not active' in bench.judge('person-a', 'CONFIRM').message


def test_a_judgement_that_cannot_be_recorded_holds_and_says_so(operator, tmp_path):
    (tmp_path / 'log').write_text('')
    bench = operator().start()
    bench.show_some(0, 'a', count=3)
    bench.listed(lambda found: len(found) == 1, 'a survivor')
    answer = bench.judge('person-a', 'CONFIRM')
    assert answer.accepted and '; but judgements of the operator cannot be' in answer.message
    bench.listed(lambda found: found and found['person-a'].operator_state
                 == Survivor.OPERATOR_CONFIRMED, 'the confirmation')
    bench.diagnosis(lambda level, text, values: level == 1 and 'cannot be recorded' in text,
                    'the problem')


def test_after_configuring_anew_nothing_that_was_said_holds(operator):
    bench = operator().start()
    bench.show_some(0, 'a', count=3)
    bench.listed(lambda found: len(found) == 1, 'a survivor')
    assert bench.judge('person-a', 'DISMISS').accepted
    bench.node.trigger_deactivate()
    bench.node.trigger_cleanup()
    bench.node.trigger_configure()
    bench.node.trigger_activate()
    wait_until(lambda: bench.node.state == 'active', 'activity')
    assert bench.judge('person-a', 'CONFIRM').message.endswith('the list is empty')


def test_numbers_of_the_pipeline_and_of_the_messages_are_the_same():
    for action in OperatorAction:
        assert getattr(JudgeSurvivor.Request, action.name) == action
    for state in OperatorState:
        assert getattr(Survivor, f'OPERATOR_{state.name}') == state
