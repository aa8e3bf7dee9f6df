from array import array
import threading

from lifecycle_msgs.msg import Transition
import numpy as np
import pytest

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.people import Detections
from fakes import grey_image
from fakes import ScriptedDetector
from fakes import SECOND_NS

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')
pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from rcl_interfaces.msg import Log
from rclpy.parameter import Parameter
from rclpy.qos import QoSProfile
from rclpy.qos import ReliabilityPolicy
from sensor_msgs.msg import CameraInfo
from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image
from vision_msgs.msg import Detection2DArray

from emotion_rescue.nodes.image_messages import compressed_from_frame
from emotion_rescue.nodes.image_messages import image_from_frame
from emotion_rescue.nodes.perception import PerceptionNode
from ros_bench import status_where
from ros_bench import wait_until

ONE = Detections(np.array([[10, 10, 30, 40]], np.float32), np.array([0.9], np.float32))


class GatedDetector(ScriptedDetector):
    """Finds nobody, and no sooner than the test opens the gate."""

    def __init__(self):
        super().__init__()
        self.begun = threading.Event()
        self.gate = threading.Event()

    def detect(self, bgr):
        self.begun.set()
        assert self.gate.wait(20.0)
        return super().detect(bgr)


def perception(detector):
    return lambda **options: PerceptionNode(detector_factory=lambda settings: detector, **options)


def image(stamp_ns=0, **fields):
    message = image_from_frame(grey_image(stamp_ns, 'camera_optical'))
    for name, value in fields.items():
        setattr(message, name, value)
    return message


def stamps(messages):
    return [m.header.stamp.sec * SECOND_NS + m.header.stamp.nanosec for m in messages]


def counts(values):
    return {key: int(values[key]) for key in ('received', 'processed', 'replaced', 'failed')}


def test_detections_carry_the_header_of_their_image(ros):
    ros.active(perception(ScriptedDetector([ONE, Detections()])))
    detections = ros.inbox(Detection2DArray, 'detections')
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    for number in (1, 2):
        camera.publish(image(number * SECOND_NS + 7))
        found = detections.wait_count(number)
    assert stamps(found) == [SECOND_NS + 7, 2 * SECOND_NS + 7]
    assert {m.header.frame_id for m in found} == {'camera_optical'}
    person, = found[0].detections
    assert person.results[0].hypothesis.class_id == 'person'
    assert (person.bbox.center.position.x, person.bbox.size_y) == (20.0, 30.0)
    assert person.id
    # Nobody in view is said, too.
    assert found[1].detections == []


def test_time_may_begin_at_zero(ros):
    ros.active(perception(ScriptedDetector([ONE])), {'use_sim_time': True})
    detections = ros.inbox(Detection2DArray, 'detections')
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    camera.publish(image(0))
    assert stamps(detections.wait_count(1)) == [0]


def test_compressed_images(ros):
    ros.active(perception(ScriptedDetector([ONE])), {'image_transport': 'compressed'})
    detections = ros.inbox(Detection2DArray, 'detections')
    camera = ros.publisher(CompressedImage, 'image/compressed')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    camera.publish(compressed_from_frame(grey_image(5)))
    assert stamps(detections.wait_count(1)) == [5]


@pytest.mark.parametrize('broken, reason', [
    ({'width': 0, 'height': 0, 'data': array('B')}, '0 x 0 pixels'),
    ({'data': array('B', bytes(100))}, '100 bytes of data'),
    ({'step': 7}, 'step is 7 bytes'),
    ({'encoding': 'h264'}, "encoding is 'h264', expected one of bgr8")])
def test_a_broken_image_is_said_and_the_next_one_is_used(ros, broken, reason):
    ros.active(perception(ScriptedDetector([ONE])))
    detections, diagnostics = ros.inbox(Detection2DArray, 'detections'), ros.diagnostics()
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    camera.publish(image(1, **broken))
    status = diagnostics.wait(
        status_where(lambda status, values: values.get('failed') == '1'), 'a failed image')
    assert reason in status.message
    assert f'images on {ros.namespace}/image fail' in status.message
    assert status.level == b'\x02'
    camera.publish(image(2))
    assert stamps(detections.wait_count(1)) == [2]


def test_an_image_in_which_nobody_could_be_seen_is_said(ros):
    ros.active(perception(ScriptedDetector([Detections(), ONE])), {'missing_input_s': 60.0})
    detections, diagnostics = ros.inbox(Detection2DArray, 'detections'), ros.diagnostics()
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    dark = image(1)
    dark.data = array('B', bytes(len(dark.data)))
    camera.publish(dark)
    status = diagnostics.wait(status_where(
        lambda status, values: 'too dark' in status.message), 'dark')
    assert status.level == b'\x01'
    assert status.message == f'images on {ros.namespace}/image are too dark to see anybody'
    camera.publish(image(2))
    detections.wait_count(2)
    seen = len(diagnostics.messages)
    diagnostics.wait(lambda m: status_where(
        lambda status, values: status.level == b'\x00')(m[seen:]), 'somebody in view')


@pytest.mark.parametrize(('due_s', 'level'), [(60.0, b'\x00'), (0.0, b'\x01')])
def test_detections_that_come_late_are_said(ros, monkeypatch, due_s, level):
    monkeypatch.setattr('emotion_rescue.nodes.perception.IMAGE_DUE_S', due_s)
    ros.active(perception(ScriptedDetector([ONE])), {'missing_input_s': 60.0})
    diagnostics = ros.diagnostics()
    ros.publisher(Image, 'image').publish(image(1))
    status = diagnostics.wait(status_where(
        lambda status, values: values.get('processed') == '1'), 'an image')
    assert status.level == level
    assert ('detections are late: up to 0.' in status.message) == (due_s == 0.0)


def test_stamps_that_jump_back_make_everybody_new(ros):
    ros.active(perception(ScriptedDetector([ONE])))
    detections, diagnostics = ros.inbox(Detection2DArray, 'detections'), ros.diagnostics()
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    order = [10 * SECOND_NS, 10 * SECOND_NS + 1, 2 * SECOND_NS, 2 * SECOND_NS + 1]
    for number, stamp_ns in enumerate(order, 1):
        camera.publish(image(stamp_ns))
        detections.wait_count(number)
    first, second, third, fourth = [m.detections[0].id for m in detections.messages]
    assert first == second != third == fourth
    diagnostics.wait(status_where(lambda _, values: values.get('stamps jumped back') == '1'),
                     'one jump')


def test_an_image_that_comes_late_is_skipped_and_everybody_stays(ros):
    ros.active(perception(ScriptedDetector([ONE])))
    detections, diagnostics = ros.inbox(Detection2DArray, 'detections'), ros.diagnostics()
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    camera.publish(image(10 * SECOND_NS))
    detections.wait_count(1)
    camera.publish(image(10 * SECOND_NS - SECOND_NS // 2))
    status = diagnostics.wait(
        status_where(lambda _, values: values.get('skipped as late') == '1'), 'a late one')
    assert counts({pair.key: pair.value for pair in status.values})['processed'] == 1
    camera.publish(image(10 * SECOND_NS + 1))
    before, after = detections.wait_count(2)
    assert before.detections[0].id == after.detections[0].id


def test_every_image_is_processed_replaced_failed_or_lost(ros):
    detector = GatedDetector()
    ros.active(perception(detector))
    diagnostics = ros.diagnostics()
    detections = ros.inbox(Detection2DArray, 'detections')
    camera = ros.publisher(Image, 'image', QoSProfile(depth=20))

    def arrived(count):
        return status_where(lambda _, v: 'received' in v and int(v['received']) + int(
            v['lost in transport'].replace('unknown', '0')) == count)

    camera.publish(image(1))
    assert detector.begun.wait(20.0)
    for number in range(2, 12):
        camera.publish(image(number))
    diagnostics.wait(arrived(11), 'eleven')
    camera.publish(image(12, encoding='?'))
    diagnostics.wait(arrived(12), 'twelve')
    detector.gate.set()
    status = diagnostics.wait(status_where(lambda _, v: v.get('failed') == '1'), 'the broken one')
    values = {pair.key: pair.value for pair in status.values}
    seen = counts(values)
    assert seen['received'] == seen['processed'] + seen['replaced'] + seen['failed']
    assert seen['received'] + int(values['lost in transport']) == 12
    assert (seen['processed'], seen['failed']) == (1, 1)
    assert stamps(detections.wait_count(1)) == [1]


def test_a_detector_that_hangs_is_left_behind_in_bounded_time(ros, monkeypatch):
    monkeypatch.setattr('emotion_rescue.nodes.perception._STOP_TIMEOUT_S', 0.2)
    detector = GatedDetector()
    node = ros.active(perception(detector))
    logged = ros.inbox(Log, '/rosout')
    camera = ros.publisher(Image, 'image')
    camera.publish(image(1))
    assert detector.begun.wait(20.0)
    node.trigger_deactivate()
    assert node.state == 'inactive'
    logged.wait(lambda messages: any('has not answered for 0.2 s' in m.msg for m in messages),
                'a log')
    detector.gate.set()


@pytest.mark.parametrize('fails', ['depth', 'camera_info', 'image'])
def test_an_activation_that_fails_half_way_gives_everything_back(ros, monkeypatch, fails):
    node = ros.make(perception(ScriptedDetector()), {'use_depth': True})
    node.trigger_configure()
    before = len(list(node.timers)), len(list(node.subscriptions))
    create = node.create_subscription

    def create_some(kind, topic, *args, **kwargs):
        if topic == fails:
            raise RuntimeError('no memory')
        return create(kind, topic, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(node, 'create_subscription', create_some)
        node.trigger_activate()
    assert (node.state, node.failure) == ('inactive', 'RuntimeError: no memory')
    assert (len(list(node.timers)), len(list(node.subscriptions))) == before
    assert 'perception' not in {t.name for t in threading.enumerate()}
    node.trigger_activate()
    assert node.state == 'active'


def test_a_detector_that_fails_costs_only_its_image(ros):
    class Failing(ScriptedDetector):
        def detect(self, bgr):
            super().detect(bgr)
            if self.calls == 1:
                raise RuntimeError('out of memory')
            return ONE

    ros.active(perception(Failing()))
    detections, diagnostics = ros.inbox(Detection2DArray, 'detections'), ros.diagnostics()
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    camera.publish(image(1))
    diagnostics.wait(status_where(lambda s, v: 'out of memory' in s.message), 'the error')
    camera.publish(image(2))
    assert stamps(detections.wait_count(1)) == [2]


@pytest.mark.parametrize('content', [None, b'', b'\x08\x07broken'])
def test_weights_that_cannot_be_loaded_leave_the_node_up(ros, tmp_path, content):
    path = tmp_path / 'people.onnx'
    if content is not None:
        path.write_bytes(content)
    node = ros.make(PerceptionNode, {'weights': str(path)})
    diagnostics = ros.diagnostics()
    node.trigger_configure()
    assert node.state == 'unconfigured'
    assert str(path) in node.failure
    status = diagnostics.wait(status_where(lambda s, v: s.level == b'\x02'), 'an error')
    assert str(path) in status.message


def test_after_bad_weights_the_node_can_be_configured_again(ros):
    def make(settings):
        if settings.weights != 'good.onnx':
            return ScriptedDetector(load_error=WeightsError(f'{settings.weights} is truncated'))
        return ScriptedDetector()

    node = ros.make(lambda **options: PerceptionNode(detector_factory=make, **options),
                    {'weights': 'bad.onnx'})
    node.trigger_configure()
    assert (node.state, node.failure) == ('unconfigured', 'bad.onnx is truncated')
    node.set_parameters([Parameter('weights', value='good.onnx')])
    node.trigger_configure()
    assert (node.state, node.failure) == ('inactive', '')


def test_nothing_is_left_after_the_way_down(ros):
    detector = ScriptedDetector()
    node = ros.active(perception(detector))
    assert detector.loaded
    assert 'perception' in {t.name for t in threading.enumerate()}
    node.trigger_deactivate()
    wait_until(lambda: not ros.node.count_subscribers('image'), 'no subscription')
    assert 'perception' not in {t.name for t in threading.enumerate()}
    node.trigger_cleanup()
    wait_until(lambda: not ros.node.count_publishers('detections'), 'no publisher')
    assert not detector.loaded
    assert node.state == 'unconfigured'


def test_ids_are_not_used_again_after_a_pause(ros):
    node = ros.active(perception(ScriptedDetector([ONE])))
    detections = ros.inbox(Detection2DArray, 'detections')
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    camera.publish(image(1))
    detections.wait_count(1)
    node.trigger_deactivate()
    wait_until(lambda: not camera.get_subscription_count(), 'no subscription')
    node.trigger_activate()
    wait_until(camera.get_subscription_count, 'the subscription')
    camera.publish(image(2))
    before, after = (m.detections[0].id for m in detections.wait_count(2))
    assert before != after


def test_ids_are_not_used_again_after_a_new_configuration(ros):
    node = ros.active(perception(ScriptedDetector([ONE])))
    detections = ros.inbox(Detection2DArray, 'detections')
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    camera.publish(image(10 * SECOND_NS))
    detections.wait_count(1)
    for step in (node.trigger_deactivate, node.trigger_cleanup, node.trigger_configure,
                 node.trigger_activate):
        step()
    wait_until(camera.get_subscription_count, 'the subscription')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')

    def found_again():
        camera.publish(image((11 + found_again.count) * SECOND_NS))
        found_again.count += 1
        return len(detections.messages) > 1

    found_again.count = 0
    wait_until(found_again, 'detections again')
    before, after = (m.detections[0].id for m in detections.messages[:2])
    assert before != after


def test_activated_and_deactivated_again_and_again_while_images_come(ros):
    from lifecycle_msgs.srv import ChangeState

    node = ros.active(perception(ScriptedDetector([ONE])))
    change = ros.node.create_client(ChangeState, 'perception/change_state')
    assert change.wait_for_service(20.0)
    camera = ros.publisher(Image, 'image')
    done = threading.Event()

    def feed():
        number = 0
        while not done.wait(0.002):
            number += 1
            camera.publish(image(number))

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        for _ in range(10):
            for step in (Transition.TRANSITION_DEACTIVATE, Transition.TRANSITION_ACTIVATE):
                answer = change.call_async(ChangeState.Request(transition=Transition(id=step)))
                assert wait_until(answer.done, 'an answer')
                assert answer.result().success
        detections = ros.inbox(Detection2DArray, 'detections')
        detections.wait_count(3)
    finally:
        done.set()
        feeder.join()
    assert node.state == 'active'


@pytest.mark.parametrize('metres, z', [(2.0, 2.0), (np.nan, None)])
def test_position_from_depth(ros, metres, z):
    ros.active(perception(ScriptedDetector([ONE])), {'use_depth': True})
    detections = ros.inbox(Detection2DArray, 'detections')
    depth_publisher = ros.publisher(Image, 'depth')
    info_publisher = ros.publisher(CameraInfo, 'camera_info')
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    depth = np.full((48, 64), metres, '<f4')
    info_publisher.publish(
        CameraInfo(k=[50.0, 0.0, 32.0, 0.0, 50.0, 24.0, 0.0, 0.0, 1.0], width=64, height=48))

    def some_position():
        stamp_ns = SECOND_NS * (1 + len(detections.messages))
        message = image(stamp_ns)
        depth_publisher.publish(Image(
            header=message.header, height=48, width=64, step=256, encoding='32FC1',
            data=array('B', depth.tobytes())))
        camera.publish(message)
        found = detections.wait_count(len(detections.messages) + 1)
        point = found[-1].detections[0].results[0].pose.pose.position
        return len(found) > 3 if z is None else point.z == z

    # The three subscriptions of the node are independent: the first depth may come too late.
    wait_until(some_position, 'a position')
    pose = detections.messages[-1].detections[0].results[0].pose
    point, variances = pose.pose.position, np.diag(np.reshape(pose.covariance, (6, 6)))
    assert np.isnan(variances).tolist() == [z is None] * 3 + [True] * 3
    if z is None:
        assert np.isnan([point.x, point.y, point.z]).all()
    else:
        assert (point.x, point.y) == (pytest.approx((20 - 32) * 2 / 50), pytest.approx(0.04))


def test_an_incompatible_camera_is_named_with_the_policy(ros):
    best_effort = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)
    ros.publisher(Image, 'image', best_effort, wait=False)
    diagnostics = ros.diagnostics()
    ros.active(perception(ScriptedDetector()),
               {'image_reliability': 'reliable', 'missing_input_s': 0.5})
    status = diagnostics.wait(
        status_where(lambda s, v: 'incompatible QoS (RELIABILITY)' in s.message), 'the policy')
    assert f'{ros.namespace}/image' in status.message
    assert f'{ros.namespace}/bench' in status.message
    assert status.level == b'\x01'


def test_a_camera_that_goes_and_comes_back(ros):
    ros.active(perception(ScriptedDetector([ONE])), {'missing_input_s': 0.5})
    diagnostics = ros.diagnostics()
    detections = ros.inbox(Detection2DArray, 'detections')
    camera = ros.publisher(Image, 'image')
    camera.publish(image(1))
    detections.wait_count(1)
    ros.node.destroy_publisher(camera)
    diagnostics.wait(status_where(lambda s, v: 'nobody publishes it' in s.message), 'the loss')
    camera = ros.publisher(Image, 'image')
    seen = len(diagnostics.messages)

    def back():
        camera.publish(image(2))
        return status_where(lambda s, v: s.message == 'OK')(diagnostics.messages[seen:])

    wait_until(back, 'recovery')
    assert stamps(detections.messages)[1] == 2
