"""Questions to the real distress node over DDS; only its model is scripted."""

import pytest

from fakes import AskableSight
from fakes import ScriptedSight

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')
pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from distress_bench import DistressBench
from distress_bench import FRAME_NS
from emotion_rescue_msgs.srv import Ask
from ros_bench import DEADLINE_S
from ros_bench import wait_until


class AskBench(DistressBench):
    """A distress node and an operator who asks."""

    def begin(self, question, person_id=''):
        """Return the future of an answer."""
        client = self.ros.node.create_client(Ask, 'ask')
        assert client.wait_for_service(DEADLINE_S)
        return client.call_async(Ask.Request(question=question, person_id=person_id))

    def ask(self, question, person_id=''):
        """Return the answer."""
        future = self.begin(question, person_id)
        wait_until(future.done, 'an answer')
        return future.result()


@pytest.fixture
def operator(ros):
    """Return a function that makes an AskBench."""
    benches = []

    def make(sight=None, **options):
        benches.append(AskBench(ros, sight=sight, **options))
        return benches[-1]

    yield make
    for bench in benches:
        bench.close()


def test_the_answer_is_about_the_newest_image_or_the_person(operator):
    bench = operator(AskableSight()).start()
    for n in range(2):
        bench.show(n * FRAME_NS, 'a')
    bench.messages('distress', 2)
    answer = bench.ask('who is there?')
    assert (answer.ok, answer.error) == (True, '')
    assert answer.answer.startswith('who is there? (')
    assert (answer.header.stamp.nanosec, answer.header.frame_id) == (FRAME_NS, 'camera')
    assert answer.seconds > 0
    assert bench.ask('is it hurt?', 'a').answer == 'is it hurt? a'
    _, _, values = bench.diagnosis(
        lambda level, text, values: values.get('questions answered') == '2', 'two answers')
    assert values['questions without answer'] == '0'


@pytest.mark.parametrize(('sight', 'question', 'person_id', 'said'), [
    (AskableSight, '', '', 'the question is empty'),
    (AskableSight, 'how?', 'nobody', "no person 'nobody' was seen lately; known are a"),
    (ScriptedSight, 'how?', '', 'there is no sight model here that answers questions'),
])
def test_what_cannot_be_answered_is_refused_in_a_sentence(
        operator, sight, question, person_id, said):
    bench = operator(sight()).start()
    bench.show(0, 'a')
    bench.messages('distress', 1)
    answer = bench.ask(question, person_id)
    assert (answer.ok, answer.answer, answer.error) == (False, '', said)


def test_before_any_image_and_while_inactive_the_reason_is_said(operator):
    bench = operator(AskableSight())
    assert 'the distress node is not active' in bench.ask('who?').error
    bench.start()
    assert 'no image has come yet' in bench.ask('who?').error
    bench.node.trigger_deactivate()
    assert 'the distress node is not active' in bench.ask('who?').error


def test_the_node_goes_on_while_the_model_thinks_and_its_end_answers(operator):
    sight = AskableSight()
    bench = operator(sight).start()
    bench.show(0, 'a')
    bench.messages('distress', 1)
    sight.gate.clear()
    first, second = bench.begin('first?'), bench.begin('second?')
    try:
        assert sight.busy.wait(DEADLINE_S)
        bench.show(FRAME_NS, 'a')
        bench.messages('distress', 2)
        assert not first.done()
    finally:
        sight.gate.set()
    for future in (first, second):
        wait_until(future.done, 'an answer')
    assert sorted(f.result().answer.split()[0] for f in (first, second)) == ['first?', 'second?']
