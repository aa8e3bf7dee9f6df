from array import array

import cv2
from hypothesis import given
from hypothesis import strategies as st
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import ImageFrame

pytestmark = pytest.mark.ros

BLUE, GREEN, RED = (255, 0, 0), (0, 255, 0), (0, 0, 255)


@pytest.fixture(scope='module')
def convert():
    from emotion_rescue.nodes import image_messages
    return image_messages


def image(pixels, encoding, padding=0, **fields):
    """Return an Image whose rows are those of `pixels`, each followed by `padding` bytes."""
    from sensor_msgs.msg import Image

    rows = np.ascontiguousarray(pixels).view(np.uint8).reshape(len(pixels), -1)
    padded = np.pad(rows, ((0, 0), (0, padding)), constant_values=99)
    known = {'height': pixels.shape[0], 'width': pixels.shape[1], 'step': padded.shape[1],
             'encoding': encoding, 'data': array('B', padded.tobytes()), **fields}
    return Image(**known)


def mosaic(pattern, bgr, height=8, width=8):
    """Return what a sensor with the Bayer `pattern` sees of an evenly coloured wall."""
    cells = np.array(['bgr'.index(c) for c in pattern]).reshape(2, 2)
    return np.array(bgr, np.uint8)[np.tile(cells, (height // 2, width // 2))]


@st.composite
def frames(draw):
    height, width = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    seed = draw(st.integers(0, 2**32 - 1))
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    stamp_ns = draw(st.integers(0, 2**31 * 10**9 - 1))
    return ImageFrame(pixels, stamp_ns, draw(st.sampled_from(['', 'camera_optical'])))


@given(frame=frames())
def test_a_frame_survives_the_way_there_and_back(convert, frame):
    back = convert.frame_from_image(convert.image_from_frame(frame))
    assert np.array_equal(back.bgr, frame.bgr)
    assert (back.stamp_ns, back.frame_id) == (frame.stamp_ns, frame.frame_id)


@given(frame=frames(), padding=st.integers(0, 5),
       name=st.text(st.characters(codec='utf-8', exclude_characters='\0'), max_size=9))
def test_a_serialised_image_is_read_where_it_lies(convert, frame, padding, name):
    from rclpy.serialization import serialize_message

    message = image(frame.bgr, 'bgr8', padding)
    message.header = convert.header_of(frame)
    message.header.frame_id = name
    serialised = serialize_message(message)
    read = convert.frame_from_wire(serialised)
    expected = convert.frame_from_image(message)
    assert np.array_equal(read.bgr, expected.bgr)
    assert (read.stamp_ns, read.frame_id) == (frame.stamp_ns, name)
    assert padding or np.shares_memory(read.bgr, np.frombuffer(serialised, np.uint8))


@given(kept=st.integers(0, 200))
def test_a_serialised_image_that_is_cut_off_is_an_input_error(convert, kept):
    from rclpy.serialization import serialize_message

    whole = serialize_message(image(WHITE, 'bgr8'))
    cut = whole[:min(kept, len(whole) - 4)]
    with pytest.raises(InputError):
        convert.frame_from_wire(cut)


@given(data=st.binary(max_size=200))
def test_any_bytes_give_a_frame_or_an_input_error(convert, data):
    with pytest.raises(InputError):
        convert.frame_from_wire(b'\x00\x01\x00\x00' + data)


@given(frame=frames(), padding=st.integers(0, 5))
@pytest.mark.parametrize('encoding, code', [
    ('bgr8', None), ('8UC3', None), ('rgb8', cv2.COLOR_BGR2RGB), ('bgra8', cv2.COLOR_BGR2BGRA),
    ('8UC4', cv2.COLOR_BGR2BGRA), ('rgba8', cv2.COLOR_BGR2RGBA)])
def test_colours_come_back_from_padded_rows(convert, encoding, code, frame, padding):
    pixels = frame.bgr if code is None else cv2.cvtColor(frame.bgr, code)
    back = convert.frame_from_image(image(pixels, encoding, padding))
    assert np.array_equal(back.bgr, frame.bgr)


@given(frame=frames(), padding=st.integers(0, 5))
@pytest.mark.parametrize('encoding', ['mono8', '8UC1'])
def test_grey_is_the_same_in_all_channels(convert, encoding, frame, padding):
    grey = frame.bgr[:, :, 0]
    bgr = convert.frame_from_image(image(grey, encoding, padding)).bgr
    assert all(np.array_equal(bgr[:, :, c], grey) for c in range(3))


@pytest.mark.parametrize('big_endian', [False, True])
@pytest.mark.parametrize('encoding', ['mono16', '16UC1'])
def test_16_bit_grey_is_scaled_in_either_byte_order(convert, encoding, big_endian):
    grey = np.array([[0, 255, 256], [32768, 65280, 65535]], '>u2' if big_endian else '<u2')
    bgr = convert.frame_from_image(
        image(grey, encoding, padding=2, is_bigendian=int(big_endian))).bgr
    assert bgr[:, :, 1].tolist() == [[0, 0, 1], [128, 255, 255]]


@pytest.mark.parametrize('encoding, order', [
    ('yuv422', 'uyvy'), ('uyvy', 'uyvy'), ('yuv422_yuy2', 'yuyv'), ('yuyv', 'yuyv')])
@pytest.mark.parametrize('bgr', [BLUE, GREEN, RED])
def test_yuv_422_within_rounding(convert, encoding, order, bgr):
    y, u, v = cv2.cvtColor(np.full((1, 1, 3), bgr, np.uint8), cv2.COLOR_BGR2YUV)[0, 0].tolist()
    # OpenCV's 4:2:2 is of video range (ITU-R BT.601), its YUV of full range.
    y, u, v = 16 + y * 219 // 255, 128 + (u - 128) * 224 // 255, 128 + (v - 128) * 224 // 255
    pair = [{'y': y, 'u': u, 'v': v}[c] for c in order]
    pixels = np.tile(np.array(pair, np.uint8).reshape(1, 2, 2), (4, 3, 1))
    got = convert.frame_from_image(image(pixels, encoding)).bgr
    assert got.shape == (4, 6, 3)
    assert np.argmax(got, axis=2).tolist() == np.full((4, 6), np.argmax(bgr)).tolist()


@pytest.mark.parametrize('pattern', ['rggb', 'bggr', 'gbrg', 'grbg'])
@pytest.mark.parametrize('bgr', [BLUE, GREEN, RED, (10, 120, 230)])
def test_bayer_colours(convert, pattern, bgr):
    got = convert.frame_from_image(image(mosaic(pattern, bgr), f'bayer_{pattern}8')).bgr
    assert np.array_equal(got[2:-2, 2:-2], np.broadcast_to(np.uint8(bgr), (4, 4, 3)))


def test_bgr8_is_not_copied(convert):
    message = image(np.zeros((4, 4, 3), np.uint8), 'bgr8')
    assert np.shares_memory(convert.frame_from_image(message).bgr,
                            np.frombuffer(message.data, np.uint8))


WHITE = np.full((4, 6, 3), 255, np.uint8)


@pytest.mark.parametrize('message_fields, words', [
    ({'width': 0}, ['0 x 4']),
    ({'height': 0}, ['6 x 0']),
    ({'step': 17}, ['17', '18']),
    ({'step': 0}, ['step is 0']),
    ({'data': array('B', bytes(71))}, ['71', '72']),
    ({'data': array('B')}, ['0 bytes', '72']),
    ({'height': 4_000_000_000}, ['72 bytes']),
    ({'encoding': 'h264'}, ["'h264'", 'bgr8', 'bayer_rggb8']),
    ({'encoding': ''}, ["''", 'mono16']),
])
def test_broken_images_name_what_is_wrong(convert, message_fields, words):
    with pytest.raises(InputError) as caught:
        convert.frame_from_image(image(WHITE, **{'encoding': 'bgr8', **message_fields}))
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize('encoding, shape, words', [
    ('yuyv', (2, 3, 2), 'even width, not 3'), ('bayer_rggb8', (1, 4), 'at least 2 x 2')])
def test_images_too_small_for_their_encoding(convert, encoding, shape, words):
    with pytest.raises(InputError, match=words):
        convert.frame_from_image(image(np.zeros(shape, np.uint8), encoding))


@given(data=st.binary(max_size=200), height=st.integers(0, 20), width=st.integers(0, 20),
       step=st.integers(0, 60), index=st.integers(0, 17), big_endian=st.integers(0, 1))
def test_any_image_gives_a_frame_or_an_input_error(
        convert, data, height, width, step, index, big_endian):
    from sensor_msgs.msg import Image

    message = Image(height=height, width=width, step=step, is_bigendian=big_endian,
                    encoding=convert.KNOWN_ENCODINGS[index], data=array('B', data))
    try:
        assert convert.frame_from_image(message).bgr.shape == (height, width, 3)
    except InputError as error:
        assert str(error)


def test_a_compressed_frame_comes_back_nearly_the_same(convert):
    ramp = np.repeat(np.linspace(0, 255, 64, dtype=np.uint8)[:, None, None], 48, axis=1)
    frame = ImageFrame(np.repeat(ramp, 3, axis=2), 5, 'camera')
    back = convert.frame_from_compressed(convert.compressed_from_frame(frame, 95))
    assert np.abs(back.bgr.astype(int) - frame.bgr).max() <= 4
    assert (back.stamp_ns, back.frame_id) == (5, 'camera')


@given(data=st.binary(max_size=100))
def test_what_is_no_compressed_image_is_an_input_error(convert, data):
    from sensor_msgs.msg import CompressedImage

    with pytest.raises(InputError, match=f'{len(data)} bytes'):
        convert.frame_from_compressed(CompressedImage(format='jpeg', data=array('B', data)))


def compressed(kind, height=64, width=96):
    """Return the bytes of a noisy picture in the format `kind`."""
    noise = np.random.default_rng(3).integers(0, 255, (height, width, 3), np.uint8)
    return cv2.imencode(kind, noise)[1].tobytes()


def decoded(convert, data):
    from sensor_msgs.msg import CompressedImage

    return convert.frame_from_compressed(CompressedImage(format='jpeg', data=array('B', data)))


@pytest.mark.parametrize('kind', ['.jpg', '.png'])
@pytest.mark.parametrize('share', [0.1, 0.5, 0.9, 0.999])
def test_a_picture_cut_off_is_an_input_error(convert, kind, share):
    data = compressed(kind)
    with pytest.raises(InputError, match='cut off|cannot be decoded'):
        decoded(convert, data[:round(share * len(data))])
    with pytest.raises(InputError, match='cut off'):
        decoded(convert, data[:len(data) // 2])


@pytest.mark.parametrize('kind', ['.jpg', '.png', '.webp'])
def test_padding_behind_a_picture_does_no_harm(convert, kind):
    data = compressed(kind)
    assert decoded(convert, data + bytes(64)).bgr.shape == (64, 96, 3)


def test_the_end_of_a_thumbnail_is_not_the_end_of_the_picture(convert):
    data = compressed('.jpg')
    thumbnail = compressed('.jpg', 8, 8)
    segment = b'\xff\xe1' + (len(thumbnail) + 2).to_bytes(2, 'big') + thumbnail
    both = data[:2] + segment + data[2:]
    assert decoded(convert, both).bgr.shape == (64, 96, 3)
    with pytest.raises(InputError, match='cut off'):
        decoded(convert, both[:-200])


def test_a_header_that_promises_too_much_is_an_input_error(convert):
    import zlib

    data = bytearray(compressed('.png'))
    data[16:24] = (2**30).to_bytes(4, 'big') * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, 'big')
    with pytest.raises(InputError, match='cannot be decoded'):
        decoded(convert, data)


@given(place=st.floats(0.0, 1.0), value=st.integers(0, 255), end=st.floats(0.0, 1.0))
def test_any_corrupt_message_gives_a_frame_or_an_input_error(serialised, place, value, end):
    from emotion_rescue.nodes.image_subscription import SerialisedImage

    for whole, is_compressed in serialised:
        data = bytearray(whole)
        data[round(place * (len(data) - 1))] = value
        data = data[:round(end * len(data))] if end < 0.9 else data
        try:
            assert SerialisedImage(bytes(data), is_compressed, 0.0).open().bgr.ndim == 3
        except InputError as error:
            assert str(error)


@pytest.fixture(scope='module')
def serialised(convert):
    """Return (message, whether it is compressed) of a small picture, raw and as JPEG."""
    from rclpy.serialization import serialize_message

    frame = ImageFrame(np.zeros((4, 6, 3), np.uint8), 5, 'camera')
    return [(serialize_message(convert.image_from_frame(frame)), False),
            (serialize_message(convert.compressed_from_frame(frame)), True)]
