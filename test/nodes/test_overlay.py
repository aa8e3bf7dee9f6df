from dataclasses import asdict
import itertools
import math

import numpy as np
import pytest

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.settings import OverlaySettings
from emotion_rescue.core.vad import Vad
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading
from fakes import emotions
from fakes import grey_image
from fakes import people
from fakes import person
from fakes import SECOND_NS

pytestmark = pytest.mark.ros

pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from sensor_msgs.msg import CompressedImage
from sensor_msgs.msg import Image
from std_msgs.msg import Header
from vision_msgs.msg import Detection2DArray
from visualization_msgs.msg import Marker
from visualization_msgs.msg import MarkerArray

from emotion_rescue.nodes import overlay
from emotion_rescue.nodes.assessment_messages import assessments_from
from emotion_rescue.nodes.assessment_messages import voice_from_message
from emotion_rescue.nodes.distress_messages import distress_message
from emotion_rescue.nodes.distress_messages import emotions_message
from emotion_rescue.nodes.distress_messages import survivors_message
from emotion_rescue.nodes.distress_messages import vad_message
from emotion_rescue.nodes.distress_messages import voice_message
from emotion_rescue.nodes.distress_outputs import SURVIVORS_QOS
from emotion_rescue.nodes.drawing import draw_overlay
from emotion_rescue.nodes.image_messages import frame_from_compressed
from emotion_rescue.nodes.image_messages import frame_from_image
from emotion_rescue.nodes.image_messages import image_from_frame
from emotion_rescue.nodes.level_colours import DISMISSED_BGR
from emotion_rescue.nodes.level_colours import LEVEL_BGR
from emotion_rescue.nodes.listed_survivors import listed_survivor
from emotion_rescue.nodes.markers import marker_id
from emotion_rescue.nodes.markers import markers_message
from emotion_rescue.nodes.overlay import OverlayNode
from emotion_rescue.nodes.overlay_inputs import OverlayInputs
from emotion_rescue.nodes.people_messages import detections_message
from emotion_rescue.nodes.person_on_screen import ListedSurvivor
from emotion_rescue.nodes.person_on_screen import PersonOnScreen
from emotion_rescue.nodes.stamps import time_message
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue.pipeline.operator_judgements import OperatorWord
from emotion_rescue.pipeline.survivors import Survivor
from emotion_rescue.pipeline.survivors import SurvivorKind
from emotion_rescue_msgs.msg import PersonDistressArray
from emotion_rescue_msgs.msg import SurvivorArray
from ros_bench import status_where
from ros_bench import wait_until

BOX = (100.0, 60.0, 160.0, 220.0)
SEVERE = PersonAssessment(
    '7', True, 9 * SECOND_NS, emotions(0.1, Fear=0.75), Vad(2.0, 8.0, 3.0, 0.5, 1.0, 1.5),
    DistressEstimate(0.75, DistressLevel.SEVERE, 0.5, Responsiveness.UNRESPONSIVE,
                     (Evidence(Modality.SIGHT, 'looks like Fear', 1.5, 0.25),)))


DISMISSED = Survivor('person-7', SurvivorKind.SEEN, '7', SEVERE.distress, 1, 5, operator=(
    OperatorWord(OperatorState.DISMISSED, operator_name='Ann', stamp_ns=4)))


def header(stamp_ns):
    return Header(stamp=time_message(stamp_ns), frame_id='camera')


def camera_image(stamp_ns):
    return image_from_frame(grey_image(stamp_ns, 'camera', width=320, height=240))


def seen(stamp_ns, *persons):
    return detections_message(people(stamp_ns, *persons), header(stamp_ns))


class Scene:
    """Publishers of all that the overlay shows, and an operator who looks."""

    def __init__(self, ros, topics=('overlay',), **parameters):
        kinds = {'overlay': Image, 'overlay/compressed': CompressedImage, 'markers': MarkerArray}
        self.node = ros.active(OverlayNode, parameters)
        self.diagnostics = ros.diagnostics()
        self.looks = {topic: ros.inbox(kinds[topic], topic) for topic in topics}
        self.images = ros.publisher(Image, 'image')
        self.detections = ros.publisher(Detection2DArray, 'detections')
        for topic in topics:
            wait_until(lambda topic=topic: ros.node.count_publishers(topic), topic)

    def show(self, stamp_ns, *persons):
        self.images.publish(camera_image(stamp_ns))
        self.detections.publish(seen(stamp_ns, *persons))


def colour_share(bgr, level):
    return float((bgr == np.uint8(LEVEL_BGR[level])).all(axis=2).mean())


def test_a_picture_with_the_header_of_its_image(ros):
    scene = Scene(ros)
    scene.show(5, person('7', BOX))
    message, = scene.looks['overlay'].wait_count(1)
    assert message.header == header(5)
    frame = frame_from_image(message)
    assert frame.bgr.shape == (240, 320, 3)
    # Nobody judges here: the person is shown as unknown, after no long wait.
    assert colour_share(frame.bgr, DistressLevel.UNKNOWN) > 0.002
    assert colour_share(frame.bgr, DistressLevel.SEVERE) == 0.0


def test_judgements_of_the_same_stamp_are_shown(ros):
    distress = ros.publisher(PersonDistressArray, 'distress', wait=False)
    scene = Scene(ros, match_within_s=10.0)
    wait_until(distress.get_subscription_count, 'distress')
    scene.show(5, person('7', BOX))
    distress.publish(distress_message(header(4), [PersonAssessment('7', True)]))
    distress.publish(distress_message(header(5), [SEVERE]))
    message, = scene.looks['overlay'].wait_count(1)
    assert colour_share(frame_from_image(message).bgr, DistressLevel.SEVERE) > 0.002


def test_what_an_operator_said_is_shown_before_what_models_say(ros):
    distress = ros.publisher(PersonDistressArray, 'distress', wait=False)
    survivors = ros.node.create_publisher(SurvivorArray, 'survivors', SURVIVORS_QOS)
    # Before anybody looks: the list is latched.
    survivors.publish(survivors_message(header(4), [DISMISSED]))
    scene = Scene(ros, match_within_s=10.0)
    wait_until(survivors.get_subscription_count, 'survivors')
    wait_until(lambda: scene.node.work._listed(), 'the latched list')
    scene.show(5, person('7', BOX))
    distress.publish(distress_message(header(5), [SEVERE]))
    bgr = frame_from_image(scene.looks['overlay'].wait_count(1)[0]).bgr
    assert colour_share(bgr, DistressLevel.SEVERE) == 0.0
    assert (bgr == np.uint8(DISMISSED_BGR)).all(axis=2).any()


def test_what_the_list_says_survives_the_way():
    message, = survivors_message(header(5), [DISMISSED]).survivors
    assert listed_survivor(message) == ListedSurvivor(
        'person-7', '7', DistressLevel.NONE, Responsiveness.UNKNOWN, OperatorState.DISMISSED,
        'Ann', DISMISSED.contradiction)
    assert DISMISSED.contradiction.startswith('the operator dismissed this survivor')


def test_a_silent_judge_does_not_stop_the_picture(ros):
    distress = ros.publisher(PersonDistressArray, 'distress', wait=False)
    scene = Scene(ros, match_within_s=0.2)
    wait_until(distress.get_subscription_count, 'distress')
    scene.show(5, person('7', BOX))
    assert scene.looks['overlay'].wait_count(1)[0].header == header(5)


def test_a_judgement_that_comes_too_late_is_shown_with_the_next_image(ros):
    distress = ros.publisher(PersonDistressArray, 'distress', wait=False)
    scene = Scene(ros, match_within_s=0.2)
    wait_until(distress.get_subscription_count, 'distress')
    scene.show(5, person('7', BOX))
    first, = scene.looks['overlay'].wait_count(1)
    assert colour_share(frame_from_image(first).bgr, DistressLevel.UNKNOWN) > 0.002
    distress.publish(distress_message(header(5), [SEVERE]))
    scene.show(6, person('7', BOX))
    scene.show(7, person('7', BOX))
    last = scene.looks['overlay'].wait_count(2)[-1]
    assert colour_share(frame_from_image(last).bgr, DistressLevel.SEVERE) > 0.002


@pytest.mark.parametrize(('due_s', 'level'), [(60.0, b'\x00'), (0.0, b'\x01')])
def test_pictures_that_come_late_are_said(ros, monkeypatch, due_s, level):
    monkeypatch.setattr(overlay, 'DRAWN_DUE_S', due_s)
    scene = Scene(ros, missing_input_s=60.0)
    scene.show(5, person('7', BOX))
    status = scene.diagnostics.wait(status_where(lambda s, v: v.get('drawn') == '1'), 'a picture')
    assert status.level == level
    assert ('drawn images are late: up to 0.' in status.message) == (due_s == 0.0)


def test_jpeg_and_markers(ros):
    scene = Scene(ros, ('overlay/compressed', 'markers'))
    scene.show(5, person('7', BOX, position_m=(1.0, 2.0, 3.0)))
    jpeg, = scene.looks['overlay/compressed'].wait_count(1)
    assert jpeg.header == header(5)
    assert frame_from_compressed(jpeg).bgr.shape == (240, 320, 3)
    markers, = scene.looks['markers'].wait_count(1)
    assert {m.header.frame_id for m in markers.markers} == {'camera'}


def test_nothing_is_subscribed_while_nobody_looks(ros):
    node = ros.active(OverlayNode)
    diagnostics = ros.diagnostics()
    diagnostics.wait(status_where(lambda s, v: v.get('watched') == 'False'), 'nobody looks')
    assert ros.node.count_subscribers('image') == 0
    look = ros.node.create_subscription(Image, 'overlay', lambda m: None, 1)
    wait_until(lambda: ros.node.count_subscribers('image'), 'the subscription')
    ros.node.destroy_subscription(look)
    wait_until(lambda: not ros.node.count_subscribers('image'), 'no subscription')
    assert node.state == 'active'


def test_a_broken_image_is_said_and_the_next_one_is_shown(ros):
    scene = Scene(ros)
    broken = camera_image(5)
    broken.step = 1
    scene.images.publish(broken)
    scene.detections.publish(seen(5))
    status = scene.diagnostics.wait(
        status_where(lambda s, v: v.get('failed') == '1'), 'the failure')
    assert 'step is 1 bytes' in status.message
    scene.show(6)
    assert scene.looks['overlay'].wait_count(1)[0].header == header(6)


def test_without_perception_the_plain_picture_goes_on_and_says_so(ros, monkeypatch):
    noted = []
    monkeypatch.setattr(overlay, 'draw_overlay', lambda bgr, people, *rest: (
        noted.append(people), draw_overlay(bgr, people, *rest))[1])
    ros.active(OverlayNode, {'match_within_s': 0.2, 'missing_input_s': 0.5})
    diagnostics, pictures = ros.diagnostics(), ros.inbox(Image, 'overlay')
    images = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('overlay'), 'overlay')
    numbers = itertools.count(1)

    def picture():
        images.publish(camera_image(next(numbers)))
        return pictures.messages

    wait_until(picture, 'a plain picture')
    assert set(noted) == {None}
    # Not searched is not the same as nobody found.
    plain = frame_from_image(pictures.messages[0]).bgr
    empty = draw_overlay(grey_image(1, width=320, height=240).bgr, [], 1)
    assert not np.array_equal(plain, empty)
    diagnostics.wait(status_where(
        lambda s, v: f'nothing arrives on {ros.namespace}/detections' in s.message), 'the loss')

    detections = ros.publisher(Detection2DArray, 'detections')
    wait_until(lambda: ros.node.count_subscribers('detections'), 'detections')

    def people_again():
        number = next(numbers)
        images.publish(camera_image(number))
        detections.publish(seen(number, person('7', BOX)))
        return any(noted)

    wait_until(people_again, 'a picture with people')


def test_detections_that_never_match_are_said_with_both_topics(ros):
    scene = Scene(ros, match_within_s=0.2)
    numbers = itertools.count(1)

    def pictures():
        number = next(numbers)
        scene.images.publish(camera_image(number))
        scene.detections.publish(seen(number + 10 * SECOND_NS))
        return scene.looks['overlay'].messages

    wait_until(pictures, 'a plain picture')
    scene.diagnostics.wait(status_where(lambda s, v: s.message == (
        f'no detections on {ros.namespace}/detections have the stamp of an image on '
        f'{ros.namespace}/image')), 'the reason')


def test_a_camera_that_goes_and_comes_back(ros):
    scene = Scene(ros, missing_input_s=0.5)
    scene.show(5, person('7', BOX))
    scene.looks['overlay'].wait_count(1)
    ros.node.destroy_publisher(scene.images)
    scene.diagnostics.wait(status_where(
        lambda s, v: f'nothing arrives on {ros.namespace}/image: nobody' in s.message), 'the loss')
    scene.images = ros.publisher(Image, 'image')

    def back():
        scene.show(6, person('7', BOX))
        return len(scene.looks['overlay'].messages) > 1

    wait_until(back, 'recovery')


@pytest.mark.parametrize('fails', range(4))
def test_an_activation_that_fails_half_way_gives_everything_back(ros, monkeypatch, fails):
    node = ros.active(OverlayNode)
    before = len(list(node.timers)), len(list(node.subscriptions))
    create, calls = node.create_subscription, itertools.count()

    def create_some(*args, **kwargs):
        if next(calls) == fails:
            raise RuntimeError('no memory')
        return create(*args, **kwargs)

    monkeypatch.setattr(node, 'create_subscription', create_some)
    with pytest.raises(RuntimeError):
        OverlayInputs(node, OverlaySettings(), lambda matched: None)
    assert (len(list(node.timers)), len(list(node.subscriptions))) == before


def test_a_missing_camera_is_said(ros):
    ros.active(OverlayNode, {'missing_input_s': 0.5})
    ros.inbox(Image, 'overlay')
    diagnostics = ros.diagnostics()
    diagnostics.wait(status_where(
        lambda s, v: f'nothing arrives on {ros.namespace}/image: nobody' in s.message), 'the loss')


def test_assessments_survive_the_way_there_and_back():
    view = people(5, 'nobody-judged', person('7', BOX, position_m=(1.0, 2.0, 3.0)))
    unknown = PersonAssessment('new', True)
    thresholds = np.full(26, 0.5)
    known = assessments_from(
        emotions_message(header(5), [SEVERE, unknown], thresholds),
        vad_message(header(5), [SEVERE]), distress_message(header(5), [SEVERE]), view)
    back = known['7']
    assert set(known) == {'7'}
    assert np.array_equal(back.emotions, SEVERE.emotions)
    assert (back.vad, back.distress, back.assessed_ns) == (
        SEVERE.vad, SEVERE.distress, SEVERE.assessed_ns)
    assert back.position_m == (1.0, 2.0, 3.0)


@pytest.mark.parametrize('arrays', [(None, None, None), ([], [], [])])
def test_without_judgements_nothing_is_known(arrays):
    if arrays[0] is None:
        messages = arrays
    else:
        messages = (emotions_message(header(5), [], np.full(26, 0.5)),
                    vad_message(header(5), []), distress_message(header(5), []))
    assert assessments_from(*messages, people(5, '7')) == {}


def test_part_of_the_judgements():
    known = assessments_from(None, None, distress_message(header(5), [SEVERE]), people(5, '7'))
    assert known['7'].distress == SEVERE.distress
    assert known['7'].assessed_ns is None
    assert np.isnan(known['7'].emotions).all()


def test_a_voice_survives_the_way_there_and_back():
    reading = VoiceReading(5, 2.0, 'mic', 0.75, {'scream': 0.5, 'calm': 0.25},
                           Vad(2.0, 8.0, 3.0), 0.5, Transcript('help', 'en', 0.5, 0.75),
                           bearing_rad=-0.5, bearing_std_rad=0.25)
    back = voice_from_message(voice_message(reading))
    # Deviations are not in the message, and NaN is not equal to itself.
    assert {**asdict(back), 'vad': None} == {**asdict(reading), 'vad': None}
    assert (back.vad.valence, back.vad.arousal, back.vad.dominance) == (2.0, 8.0, 3.0)


def test_words_survive_the_way_there_and_back():
    words = WordsReading(np.linspace(0, 0.5, 26, dtype=np.float32), Vad(2.0, 8.0, 3.0), 0.5)
    back = voice_from_message(voice_message(VoiceReading(
        5, 2.0, transcript=Transcript('help'), words=words)))
    np.testing.assert_array_equal(back.words.emotions, words.emotions)
    assert (back.words.vad.valence, back.words.vad.arousal, back.words.distress) == (2.0, 8.0, 0.5)
    assert back.transcript.text == 'help' and math.isnan(back.transcript.confidence)
    assert back.heard and back.transcript.language == ''


def test_markers_of_those_whose_position_is_known():
    shown = [PersonOnScreen(person('7', position_m=(1.0, 2.0, 3.0)), SEVERE),
             PersonOnScreen(person('8'))]
    ball, text = markers_message(shown, header(5)).markers
    assert (ball.type, text.type) == (Marker.SPHERE, Marker.TEXT_VIEW_FACING)
    assert (ball.pose.position.x, ball.pose.position.y, ball.pose.position.z) == (1.0, 2.0, 3.0)
    # y points down in an optical frame.
    assert text.pose.position.y < ball.pose.position.y
    assert text.text == '#7 SEVERE 75%'
    assert (ball.id, ball.header, ball.lifetime.sec) == (7, header(5), 1)
    assert ball.color.r > ball.color.g
    assert not math.isnan(ball.color.a)


def test_markers_of_the_dismissed_are_grey_last_and_tell_who_said_so():
    listed = ListedSurvivor('person-7', '7', DistressLevel.NONE, state=OperatorState.DISMISSED,
                            operator_name='Ann', contradiction='They say SEVERE. ' * 4)
    shown = [PersonOnScreen(person('7', position_m=(1.0, 2.0, 3.0)), SEVERE, listed),
             PersonOnScreen(person('8', position_m=(1.0, 2.0, 3.0)))]
    *others, ball, text = markers_message(shown, header(5)).markers
    assert [m.id for m in others] == [8, 8]
    assert ball.color.r == ball.color.g == ball.color.b
    first, second, *sentence = text.text.split('\n')
    assert (first, second) == ('! #7 DISMISSED', 'dismissed by Ann')
    assert ' '.join(sentence) == '! ' + ' '.join(['They say SEVERE.'] * 4)
    assert max(map(len, sentence)) <= 36


def test_marker_ids_are_stable_and_fit():
    assert marker_id('12') == 12
    assert marker_id('person-a') == marker_id('person-a') != marker_id('person-b')
    assert 0 <= marker_id('9' * 30) < 2**31
