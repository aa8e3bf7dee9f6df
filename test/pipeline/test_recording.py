from hypothesis import given
from hypothesis import strategies
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import available_ns
from emotion_rescue.pipeline.recording import DEPTH
from emotion_rescue.pipeline.recording import header_of_serialised
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import kind_of
from emotion_rescue.pipeline.recording import RecordedMessage
from emotion_rescue.pipeline.recording import stamp_of_serialised
from emotion_rescue.pipeline.recording_timeline import images_last
from emotion_rescue.pipeline.recording_timeline import last_image_last
from emotion_rescue.pipeline.recording_timeline import played


def image(stamp_ns):
    return ImageFrame(np.zeros((2, 3, 3), np.uint8), stamp_ns)


def sound(stamp_ns, samples=16):
    return AudioClip(np.zeros(samples, np.float32), 16, stamp_ns)


def message(kind, stamp_ns):
    head = b'\x00\x01\x00\x00' + bytes(8) + b'\x05\x00\x00\x00body\x00'
    return RecordedMessage(kind, 0, head).restamped(stamp_ns)


class Listed:
    live = False

    def __init__(self, *items):
        self.kinds = frozenset(map(kind_of, items))
        self._items = items

    def describe(self):
        return 'a list'

    def items(self, start_s=0.0, duration_s=None):
        yield from self._items


@pytest.mark.parametrize(('items', 'order'), [
    ([], []),
    ([message(IMAGE, 1), message(DEPTH, 1), message(IMAGE, 2)], [1, 0, 2]),
    ([message(DEPTH, 1), message(IMAGE, 1), message(AUDIO, 2)], [0, 1, 2]),
    ([message(IMAGE, 1), message(IMAGE, 1)], [0, 1])])
def test_an_image_comes_after_what_has_its_stamp(items, order):
    assert list(images_last(items)) == [items[i] for i in order]


@pytest.mark.parametrize(('kinds', 'order'), [
    ('', []), ('s', [0]), ('i', [0]), ('sis', [0, 2, 1]), ('isiss', [0, 1, 3, 4, 2]),
    ('iis', [0, 2, 1])])
def test_the_last_image_comes_after_all_sound(kinds, order):
    items = [image(n) if kind == 'i' else sound(n) for n, kind in enumerate(kinds)]
    assert list(last_image_last(items)) == [items[i] for i in order]


def test_a_loop_goes_on_in_time_and_keeps_the_spacing():
    looped = played(Listed(image(NS_PER_S), sound(0), image(2 * NS_PER_S)), loop=True)
    stamps = [next(looped).stamp_ns for _ in range(9)]
    # From the first moment (1 s) to the last (2 s), and 0.1 s in between.
    step = NS_PER_S + NS_PER_S // 10
    assert stamps == [stamp + lap * step for lap in range(3)
                      for stamp in (NS_PER_S, 0, 2 * NS_PER_S)]


def test_an_empty_recording_does_not_loop_for_ever():
    assert list(played(Listed(), loop=True)) == []


def test_without_loop_items_are_passed_on_as_they_are():
    items = (image(5), sound(7), message(DEPTH, 9))
    assert list(played(Listed(*items))) == list(items)


def test_sound_is_available_at_its_end():
    assert available_ns(sound(NS_PER_S)) == 2 * NS_PER_S
    assert available_ns(image(3)) == 3


@given(strategies.integers(0, 2**31 * NS_PER_S - 1))
def test_stamps_of_messages_survive(stamp_ns):
    stamped = message(IMAGE, stamp_ns)
    assert stamp_of_serialised(stamped.serialised) == stamp_ns == stamped.stamp_ns
    assert stamped.serialised[12:] == b'\x05\x00\x00\x00body\x00'


@pytest.mark.parametrize('data', [b'', b'\x00\x01\x00\x00', b'\x00\x01' + bytes(9),
                                  b'\x00\x00' + bytes(20)])
def test_what_has_no_stamp_is_refused(data):
    with pytest.raises(InputError, match='expected'):
        stamp_of_serialised(data)


@given(strategies.binary(max_size=40))
def test_any_bytes_give_a_stamp_or_an_input_error(data):
    for read in (stamp_of_serialised, header_of_serialised):
        try:
            read(data)
        except InputError:
            pass


@given(strategies.integers(0, 2**31 * NS_PER_S - 1), strategies.binary(max_size=40))
def test_the_header_of_any_stamped_bytes(stamp_ns, tail):
    data = b'\x00\x01\x00\x00' + bytes(8) + tail
    try:
        found_ns, _ = header_of_serialised(RecordedMessage(IMAGE, 0, data).restamped(
            stamp_ns).serialised)
    except InputError:
        return
    assert found_ns == stamp_ns


def test_frame_of_a_message():
    assert header_of_serialised(message(IMAGE, 7).serialised) == (7, 'body')
