from array import array

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError

pytestmark = pytest.mark.ros

SIZE_PX = (8, 6)
BOX = (2.0, 1.0, 6.0, 5.0)


@pytest.fixture(scope='module')
def depth():
    from emotion_rescue.nodes import depth_messages
    return depth_messages


def image(values, encoding):
    from sensor_msgs.msg import Image
    return Image(height=values.shape[0], width=values.shape[1], encoding=encoding,
                 step=values.shape[1] * values.itemsize, data=array('B', values.tobytes()),
                 is_bigendian=int(values.dtype.byteorder == '>'))


def camera(focal_px=10.0, cx=4.0, cy=3.0, size_px=SIZE_PX):
    from sensor_msgs.msg import CameraInfo
    return CameraInfo(k=[focal_px, 0.0, cx, 0.0, focal_px, cy, 0.0, 0.0, 1.0],
                      width=size_px[0], height=size_px[1])


def position_m(depth, values, info, box):
    found = depth.locate(values, depth.intrinsics(info, SIZE_PX), box, SIZE_PX)
    return found and found.position_m


def flat(value, kind='<f4'):
    return np.full(SIZE_PX[::-1], value, kind)


@pytest.mark.parametrize('kind', ['<u2', '>u2'])
def test_millimetres(depth, kind):
    metres = depth.depth_m(image(flat(2500, kind), '16UC1'))
    assert metres.dtype == np.float32
    assert (metres == 2.5).all()


@pytest.mark.parametrize('kind', ['<f4', '>f4'])
def test_metres(depth, kind):
    assert (depth.depth_m(image(flat(2.5, kind), '32FC1')) == 2.5).all()


@pytest.mark.parametrize('hole', [np.nan, np.inf, -np.inf, 0.0, -1.0])
def test_holes_are_unknown(depth, hole):
    assert np.isnan(depth.depth_m(image(flat(hole), '32FC1'))).all()


def test_zero_millimetres_are_a_hole(depth):
    assert np.isnan(depth.depth_m(image(flat(0, '<u2'), '16UC1'))).all()


def test_colour_is_no_depth(depth):
    with pytest.raises(InputError, match="'bgr8', expected 16UC1 or 32FC1"):
        depth.depth_m(image(np.zeros((2, 2), np.uint8), 'bgr8'))


def test_middle_of_the_box_in_the_optical_frame(depth):
    assert position_m(depth, flat(2.0), camera(), BOX) == (0.0, 0.0, 2.0)
    right = position_m(depth, flat(2.0), camera(cx=2.0), BOX)
    assert right == pytest.approx((0.4, 0.0, 2.0))


def test_holes_and_background_at_the_edge_do_not_count(depth):
    values = flat(9.0)
    values[2:4, 3:5] = [[np.nan, 2.0], [2.0, 2.0]]
    assert position_m(depth, values, camera(), BOX)[2] == 2.0


def test_depth_of_half_the_size(depth):
    values = np.full((3, 4), 2.0, np.float32)
    assert position_m(depth, values, camera(), BOX) == (0.0, 0.0, 2.0)


def test_without_known_depth_there_is_no_position(depth):
    assert position_m(depth, flat(np.nan), camera(), BOX) is None


def test_an_image_scaled_since_its_calibration(depth):
    twice = camera(focal_px=20.0, cx=4.0, cy=6.0, size_px=(16, 12))
    assert depth.intrinsics(twice, SIZE_PX) == (10.0, 10.0, 2.0, 3.0)
    assert position_m(depth, flat(2.0), twice, BOX) == pytest.approx((0.4, 0.0, 2.0))


@pytest.mark.parametrize('info, words', [
    ({'size_px': (0, 0)}, 'no calibration'), ({'focal_px': 0.0}, 'no calibration'),
    ({'focal_px': np.nan}, 'no calibration'), ({'focal_px': np.inf}, 'no calibration'),
    ({'cx': np.nan}, 'no calibration'), ({'size_px': (8, 8)}, 'cropped, not scaled')])
def test_a_calibration_of_no_use_is_an_input_error(depth, info, words):
    with pytest.raises(InputError, match=words):
        depth.intrinsics(camera(**info), SIZE_PX)


def test_a_calibration_that_is_all_zero_is_an_input_error(depth):
    from sensor_msgs.msg import CameraInfo
    with pytest.raises(InputError, match='no calibration'):
        depth.intrinsics(CameraInfo(), SIZE_PX)


def test_depth_of_another_shape_than_the_image_is_an_input_error(depth):
    values = np.full((4, 8), 2.0, np.float32)
    with pytest.raises(InputError, match='8 x 4 px, the image 8 x 6: it is not registered'):
        position_m(depth, values, camera(), BOX)


def test_one_known_pixel_among_many_holes_is_no_position(depth):
    size_px, values = (80, 60), np.full((60, 80), np.nan, np.float32)
    lens, box = depth.intrinsics(camera(size_px=size_px), size_px), (20.0, 10.0, 60.0, 50.0)
    values[30, 40] = 2.0
    assert depth.locate(values, lens, box, size_px) is None
    values[20:25, 30:50] = 2.0
    assert depth.locate(values, lens, box, size_px).position_m[2] == 2.0


def test_infinities_in_the_box_do_not_move_the_position(depth):
    values = flat(2.0)
    values[2:4, 3] = [np.inf, -np.inf]
    metres = depth.depth_m(image(values, '32FC1'))
    assert position_m(depth, metres, camera(), BOX) == (0.0, 0.0, 2.0)


def test_where_body_and_background_share_the_middle_the_deviation_says_so(depth):
    values = np.full((60, 80), 9.0, np.float32)
    values[:, 30:38] = 2.0  # two fifths of the middle of the box
    size_px = (80, 60)
    found = depth.locate(values, depth.intrinsics(camera(size_px=size_px), size_px),
                         (20.0, 10.0, 60.0, 50.0), size_px)
    assert found.std_m[2] == pytest.approx(3.5)


def test_deviations_follow_the_depth_and_the_box(depth):
    values = flat(2.0)
    values[:, ::2] += 0.2
    lens = depth.intrinsics(camera(cx=-6.0), SIZE_PX)
    found = depth.locate(values, lens, BOX, SIZE_PX)
    assert found.std_m[2] == pytest.approx(0.1, rel=1e-4)
    # The ray is as much to the side as ahead: the depth's deviation counts on x, too.
    across = 0.5 * 4.0 * found.position_m[2] / 10.0 / np.sqrt(12.0)
    assert found.std_m[:2] == pytest.approx((np.hypot(found.std_m[2], across), across))
    even = depth.locate(flat(2.0), lens, (4.0, 3.0, 4.0, 3.0), SIZE_PX)
    assert min(even.std_m) == 0.001


@pytest.mark.parametrize('box', [
    (0.0, 0.0, 0.0, 0.0), (8.0, 6.0, 8.0, 6.0), (-5.0, -5.0, 1.0, 1.0)])
def test_boxes_at_the_border(depth, box):
    assert position_m(depth, flat(2.0), camera(), box)[2] == 2.0


def test_of_a_box_beyond_the_border_the_part_in_the_image_counts(depth):
    values = flat(9.0)
    values[:, :2] = 2.0
    inside = position_m(depth, values, camera(), (0.0, 1.0, 2.0, 5.0))
    assert position_m(depth, values, camera(), (-30.0, 1.0, 2.0, 5.0)) == inside
    assert inside == pytest.approx((-0.6, 0.0, 2.0))
