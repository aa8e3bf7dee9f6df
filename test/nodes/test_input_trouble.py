from types import SimpleNamespace

import pytest

from emotion_rescue.nodes.input_trouble import InputTrouble
from emotion_rescue.nodes.input_trouble import WINDOW_S

TOPICS = {'images': '/robot/image', 'detections': '/robot/detections', 'audio': '/robot/audio'}


@pytest.fixture
def say():
    """Return a function from counts to what is said, one second later each time."""
    now = iter(range(100))
    trouble = InputTrouble(counted(), lambda: float(next(now)))

    def sentences(detections=0, missing=0, broken=0, sound=None, **refused):
        return trouble.sentences(counted(detections, missing, broken, sound), refused, TOPICS)

    return sentences


def counted(detections=0, missing=0, broken=0, sound=None):
    return SimpleNamespace(
        detections=detections, images_missing=missing, images_broken=broken,
        motion_untold=0,
        voice=None if sound is None else SimpleNamespace(refused=sound))


def test_nothing_is_said_while_all_is_well(say):
    assert say(detections=5, images=0, audio=0, sound=0) == []


def test_images_that_never_match(say):
    assert say(detections=3, missing=3) == [
        'none of 3 messages on /robot/detections has the stamp of an image on /robot/image']


def test_an_image_that_is_missing_now_and_then_is_no_trouble(say):
    assert say(detections=3, missing=1) == []


@pytest.mark.parametrize('counts, sentence', [
    ({'broken': 2}, '2 images on /robot/image could not be read'),
    ({'audio': 2}, '2 messages on /robot/audio could not be understood'),
    ({'images': 1}, '1 messages on /robot/image could not be understood'),
    ({'sound': 4}, '4 windows of the sound on /robot/audio were refused by the voice scorer')])
def test_what_cannot_be_used_names_its_topic(say, counts, sentence):
    assert say(**counts) == [sentence]


def test_trouble_that_is_over_is_forgotten(say):
    assert say(broken=2)
    for _ in range(int(WINDOW_S) - 1):
        assert say(broken=2)
    assert say(broken=2) == []
