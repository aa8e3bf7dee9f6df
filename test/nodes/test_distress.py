"""The real distress node, fed by another node over DDS; only its models are scripted."""

import threading
import time

import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import WeightsError
from fakes import FailingSight
from fakes import person
from fakes import ScriptedSight
from fakes import ScriptedVoice
from fakes import SECOND_NS
from fakes import SlowSight
from fakes import tone

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')
pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState

from distress_bench import chunk
from distress_bench import DistressBench
from distress_bench import FRAME_NS
from distress_bench import stamps
from emotion_rescue.nodes.distress_outputs import SURVIVORS_QOS
from emotion_rescue_msgs.msg import SurvivorArray
from ros_bench import DEADLINE_S
from ros_bench import wait_until


@pytest.fixture
def distress(ros):
    """Return a function that makes a DistressBench."""
    benches = []

    def make(**options):
        benches.append(DistressBench(ros, **options))
        return benches[-1]

    yield make
    for bench in benches:
        bench.close()


def test_each_detections_message_gets_one_of_each_with_its_header(distress):
    bench = distress(sight=ScriptedSight(), lockstep=True).start()
    shown = {0: (), FRAME_NS: ('a',), 2 * FRAME_NS: ('b', 'a'), 3 * FRAME_NS: ()}
    for stamp_ns, who in shown.items():
        bench.show(stamp_ns, *who)
    for topic in ('emotions', 'vad', 'distress'):
        messages = bench.messages(topic, len(shown))
        assert stamps(messages) == list(shown)
        assert {m.header.frame_id for m in messages} == {'camera'}
        assert [tuple(p.person_id for p in m.people) for m in messages] == list(shown.values())
    _, first, second, _ = bench.said['emotions'].messages
    assert first.people[0].assessed and first.people[0].assessed_at == first.header.stamp
    assert second.people[0].present[0] == CATEGORY_INDEX['Fear']
    # The gravest by one look alone is MODERATE.
    assert bench.said['distress'].messages[1].people[0].level == 3
    assert bench.said['vad'].messages[1].people[0].valence < 3.0


def test_live_judgements_come_with_later_images(distress):
    bench = distress(sight=ScriptedSight(), assess_every_s=0.0).start()
    for n in range(100):
        bench.show(n * FRAME_NS, person('a', position_m=(1.0, 2.0, 3.0)))
        people_found = bench.messages('emotions', n + 1)[-1].people
        if people_found[0].assessed:
            break
    assert people_found[0].assessed
    position = bench.messages('distress', n + 1)[-1].people[0].position
    assert (position.x, position.y, position.z) == (1.0, 2.0, 3.0)


def test_scorer_that_takes_five_seconds_delays_only_readings(distress):
    sight = SlowSight(delay_s=5.0)
    bench = distress(sight=sight).start()
    bench.show(0, 'a')
    assert sight.begun.wait(DEADLINE_S)
    begun_s = time.monotonic()
    for n in range(1, 40):
        bench.show(n * FRAME_NS, 'a')
        bench.messages('distress', n + 1)
    assert time.monotonic() - begun_s < 4.0
    assert not any(m.people[0].assessed for m in bench.messages('emotions', 40))
    bench.diagnosis(lambda level, text, values: values.get('of these never judged') == '1',
                    'somebody not judged')
    bench.diagnosis(lambda level, text, values: values.get('sight calls') == '1', 'a call')
    bench.show(8 * SECOND_NS, 'a')
    late = bench.messages('emotions', 41)[-1].people[0]
    assert (late.assessed, late.assessed_at.sec, late.assessed_at.nanosec) == (True, 0, 0)
    level, text, values = bench.diagnosis(
        lambda level, text, values: 'longest not judged [s]' in values, 'an age')
    assert values['longest not judged [s]'] == '8'
    assert level == 1 and 'not judged for 8.0 s' in text


def test_scorer_that_raises_is_said_and_publishing_goes_on(distress):
    bench = distress(sight=FailingSight()).start()
    bench.show(0, 'a')
    level, text, values = bench.diagnosis(
        lambda level, text, values: values.get('sight failures') == '1', 'a failure')
    assert level == 2
    assert 'the sight scorer failed' in text
    assert 'RuntimeError: the scripted scorer is out of memory' in text
    for n in range(1, 4):
        bench.show(n * SECOND_NS, 'a')
    messages = bench.messages('distress', 4)
    assert all(m.people[0].level == m.people[0].LEVEL_UNKNOWN for m in messages)
    assert bench.node.state == 'active'


def test_model_that_cannot_be_loaded_fails_the_transition_and_the_node_stays(distress):
    sight = ScriptedSight(load_error=WeightsError('weights/affect is not there; fetch it'))
    bench = distress(sight=sight)
    bench.node.start_up()
    level, text, values = bench.diagnosis(lambda level, text, values: level == 2, 'an error')
    assert text == 'weights/affect is not there; fetch it'
    assert values['state'] == 'unconfigured'

    sight.load_error = None
    change = bench.ros.node.create_client(ChangeState, 'distress/change_state')
    assert change.wait_for_service(DEADLINE_S)
    for transition in (Transition.TRANSITION_CONFIGURE, Transition.TRANSITION_ACTIVATE):
        answer = change.call_async(ChangeState.Request(transition=Transition(id=transition)))
        wait_until(answer.done, 'answer')
        assert answer.result().success
    assert bench.node.state == 'active' and sight.loaded


def test_real_model_without_weights_fails_the_transition_with_the_reason(distress, tmp_path):
    bench = distress(factories={}, sight_weights=str(tmp_path / 'nowhere'))
    bench.node.start_up()
    level, text, values = bench.diagnosis(lambda level, text, values: level == 2, 'an error')
    assert 'nowhere' in text
    assert values['state'] == 'unconfigured'


def test_words_that_cannot_be_loaded_cost_nothing_but_words(distress):
    broken = ScriptedVoice(load_error=WeightsError('the ears are damaged'))
    bench = distress(voice=ScriptedVoice(), words=broken, voice_window_s=1.0, lockstep=True)
    bench.start()
    level, _, values = bench.diagnosis(
        lambda level, text, values: values['state'] == 'active', 'its state')
    assert values['lacking'] == 'words are not heard: the ears are damaged'
    assert values['words scorer'] == 'off' and 'words model' not in values
    assert not broken.loaded


def test_named_weights_of_words_that_cannot_be_loaded_fail_the_transition(distress, tmp_path):
    broken = ScriptedVoice(load_error=WeightsError('the ears are damaged'))
    bench = distress(voice=ScriptedVoice(), words=broken, speech_weights=str(tmp_path))
    bench.node.start_up()
    level, text, values = bench.diagnosis(lambda level, text, values: level == 2, 'an error')
    assert 'the ears are damaged' in text and values['state'] == 'unconfigured'


def test_diagnostics_go_on_while_a_model_loads(distress):
    gate = threading.Event()
    bench = distress(sight=ScriptedSight(load_gate=gate))
    bench.node.start_up()
    try:
        for _ in range(2):
            level, _, values = bench.diagnosis(
                lambda level, text, values: values['state'] == 'configuring', 'its state')
            assert (level, values['sight model']) == (0, 'loading')
    finally:
        gate.set()
    bench.diagnosis(lambda level, text, values: values['state'] == 'active'
                    and values['sight model'] == 'ScriptedSight, for tests', 'the loaded model')


def test_all_wrong_parameters_are_said_together(distress):
    bench = distress(sight=ScriptedSight(), batch=0, assess_every_s='soon', precision='int3')
    bench.node.start_up()
    _, text, values = bench.diagnosis(lambda level, text, values: level == 2, 'an error')
    assert all(name in text for name in ('batch', 'assess_every_s', 'precision'))
    assert values['state'] == 'unconfigured'


def test_nothing_is_said_while_inactive_and_models_are_given_back(distress):
    sight = ScriptedSight()
    bench = distress(sight=sight, lockstep=True).start()
    bench.show(0, 'a')
    bench.messages('distress', 1)
    bench.node.trigger_deactivate()
    assert bench.node.state == 'inactive'
    wait_until(lambda: bench.detections.get_subscription_count() == 0, 'end of subscriptions')
    bench.show(1, 'a')
    bench.node.trigger_activate()
    wait_until(lambda: bench.detections.get_subscription_count() == 1
               and bench.images.get_subscription_count() == 1, 'subscriptions')
    bench.show(2, 'a')
    assert stamps(bench.messages('distress', 2)) == [0, 2]
    bench.node.trigger_deactivate()
    bench.node.trigger_cleanup()
    assert not sight.loaded


def test_a_model_that_hangs_is_not_closed_under_its_thread(distress, monkeypatch):
    monkeypatch.setattr('emotion_rescue.nodes.distress._STOP_TIMEOUT_S', 0.1)
    sight = SlowSight(delay_s=DEADLINE_S)
    bench = distress(sight=sight).start()
    bench.show(0, 'a')
    assert sight.begun.wait(DEADLINE_S)
    bench.node.trigger_deactivate()
    bench.node.trigger_cleanup()
    assert bench.node.state == 'unconfigured'
    assert sight.loaded and not sight.released.is_set()


def test_voice_of_somebody_unseen_reaches_a_late_subscriber_of_survivors(distress):
    bench = distress(voice=ScriptedVoice(), voice_window_s=1.0, lockstep=True).start()
    for second in range(3):
        bench.audio.publish(chunk(tone(1.0, level=0.9).samples, 16000, second * SECOND_NS,
                                  second * 16000))
    bench.messages('voice', 3)
    bench.show(4 * SECOND_NS)
    bench.messages('distress', 1)
    late = bench.ros.inbox(SurvivorArray, 'survivors', SURVIVORS_QOS).wait_count(1)
    survivor, = late[0].survivors
    assert (survivor.kind, survivor.survivor_id) == (survivor.HEARD, 'voice-1')
    assert survivor.distress.level == survivor.distress.LEVEL_SEVERE
    assert not survivor.in_view and not survivor.position_known


def test_stamps_that_jump_back_start_over(distress):
    bench = distress(sight=ScriptedSight(), lockstep=True).start()
    for n, stamp_ns in enumerate((100 * SECOND_NS, 101 * SECOND_NS, 0, 2 * SECOND_NS)):
        bench.show(stamp_ns, 'a')
        messages = bench.messages('emotions', n + 1)
    assert [m.people[0].assessed_at.sec for m in messages] == [100, 101, 0, 2]
