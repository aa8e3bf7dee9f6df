import numpy as np
import pytest

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.nodes.recorded_content import RecordedContent
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import CAMERA_INFO
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import DEPTH
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import RecordedMessage
from fakes import grey_image
from fakes import tone


def test_of_nothing_nothing():
    content = RecordedContent([])
    assert list(content) == [] and (content.broken, content.problem) == (0, '')


def test_what_is_open_already_is_passed_on():
    items = [grey_image(5), tone(0.1)]
    assert list(RecordedContent(items)) == items


@pytest.mark.ros
def test_messages_of_a_bag_are_opened_and_broken_ones_counted():
    pytest.importorskip('emotion_rescue_msgs', reason='the interfaces are not built; use '
                        'scripts/test')
    from rclpy.serialization import serialize_message

    from emotion_rescue.nodes.audio_messages import chunk_from_clip
    from emotion_rescue.nodes.image_messages import compressed_from_frame
    from emotion_rescue.nodes.image_messages import image_from_frame
    frame, clip = grey_image(5, brightness=90), tone(0.1, stamp_ns=7)

    def recorded(kind, message):
        return RecordedMessage(kind, 5, serialize_message(message))

    raw = recorded(IMAGE, image_from_frame(frame))
    content = RecordedContent([
        raw, recorded(COMPRESSED_IMAGE, compressed_from_frame(frame)),
        recorded(DEPTH, image_from_frame(frame)), RecordedMessage(CAMERA_INFO, 5, b''),
        RecordedMessage(IMAGE, 5, raw.serialised[:100]),
        recorded(AUDIO, chunk_from_clip(clip, 0))])
    first, second, sound = content
    for one in (first, second):
        assert isinstance(one, ImageFrame) and one.stamp_ns == 5
        np.testing.assert_allclose(one.bgr, frame.bgr, atol=2)
    assert isinstance(sound, AudioClip) and sound.stamp_ns == 7
    np.testing.assert_array_equal(sound.samples, clip.samples)
    assert content.broken == 1 and content.problem
