import pytest

from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.heard_voices import HeardVoices
from fakes import SECOND_NS


def voice(end_s):
    return VoiceReading(round((end_s - 1.0) * SECOND_NS), 1.0, distress=0.5)


@pytest.mark.parametrize('events, waiting, blind', [
    ([], [], False),
    ([('sound', 50)], [], False),
    ([('sound', 50), ('voice', 51)], [51], False),
    ([('image', 50), ('sound', 50), ('voice', 50)], [], False),
    ([('image', 50), ('sound', 52), ('voice', 51), ('voice', 52)], [51, 52], False),
    ([('image', 50), ('sound', 52), ('voice', 51), ('voice', 52), ('image', 51)], [52], False),
    ([('image', 50), ('sound', 53), ('voice', 51), ('voice', 52)], [52], True),
    ([('sound', 50), ('voice', 50), ('sound', 52.5)], [], True),
    ([('image', 50), ('sound', 60), ('image', 60)], [], False),
    ([('image', 50), ('sound', 51), ('voice', 51), ('sound', 5)], [], False),
    ([('image', 50), ('sound', 51), ('sound', 5), ('voice', 5), ('sound', 8)], [], True),
    ([('image', 50), ('sound', 51), ('voice', 51), ('restart', 3)], [], False),
], ids=['nothing', 'sound first', 'a voice first', 'seen', 'sound ahead', 'images follow', 'dead',
        'never an image', 'back again', 'sound jumps', 'sound jumps and images stay away',
        'images jump'])
def test_voices_wait_for_images_but_not_for_dead_ones(events, waiting, blind):
    heard, left = HeardVoices(), []
    for kind, seconds in events:
        stamp_ns = round(seconds * SECOND_NS)
        if kind == 'voice':
            heard.add(voice(seconds))
            left.append(seconds)
        else:
            {'image': heard.see, 'sound': heard.listen, 'restart': heard.restart}[kind](stamp_ns)
        if kind == 'restart' or (kind == 'sound' and seconds == 5):
            left.clear()
        for reading in heard.take() if events else ():
            left.remove(reading.end_ns / SECOND_NS)
    assert (left, heard.blind) == (waiting, blind)
