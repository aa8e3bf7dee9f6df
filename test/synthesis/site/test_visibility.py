import numpy as np
import pytest

from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.visibility import share_in_frame
from emotion_rescue.synthesis.site.visibility import tight_box


@pytest.mark.parametrize(('pixels', 'expected'), [
    ([], None),
    ([(3, 5)], (5, 3, 6, 4)),
    ([(0, 0), (7, 9)], (0, 0, 10, 8)),
])
def test_tight_box(pixels, expected):
    mask = np.zeros((8, 10), bool)
    for row, column in pixels:
        mask[row, column] = True
    assert tight_box(mask) == expected


def test_share_in_frame():
    camera = Camera(height_m=1.0, pitch_deg=0.0, roll_deg=0.0, fov_vertical_deg=90.0)
    points = np.array([(0, 2, 1.0), (0, -2, 1.0), (0, 2, 4.0), (2.5, 2, 1.0)])
    # Ahead: inside; behind, too high: outside; 51 degrees aside: inside only where it is wide.
    assert share_in_frame(points, camera, 480, 480) == pytest.approx(0.25)
    assert share_in_frame(points, camera, 640, 480) == pytest.approx(0.5)
