import numpy as np
import pytest

from emotion_rescue.cli.demo_camera import DARK_S
from emotion_rescue.cli.demo_camera import demo_pictures
from emotion_rescue.cli.demo_camera import DemoCamera
from emotion_rescue.cli.demo_camera import photograph
from emotion_rescue.cli.demo_camera import View
from emotion_rescue.cli.demo_camera import view_at
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.settings import PerceptionSettings

cv2 = pytest.importorskip('cv2')


@pytest.fixture
def pictures(tmp_path):
    paths = []
    for number, size in enumerate([(300, 900), (900, 300)]):
        path = tmp_path / f'{number}.png'
        ramp = np.linspace(0, 255, size[0] * size[1]).reshape(size).astype(np.uint8)
        cv2.imwrite(str(path), np.repeat(ramp[:, :, None], 3, axis=2))
        paths.append(path)
    return paths


def test_no_picture_is_refused():
    with pytest.raises(InputError, match='--input'):
        DemoCamera([], 1.0)


def test_images_come_steadily_and_move_smoothly_between_the_dark(pictures):
    frames = list(DemoCamera(pictures, 8.5).items())
    assert [f.stamp_ns for f in frames] == [i * NS_PER_S // 10 for i in range(85)]
    assert {f.bgr.shape for f in frames} == {(480, 640, 3)}
    lit = [bool(f.bgr.any()) for f in frames]
    assert lit == [True] * 31 + [False] * 24 + [True] * 30
    for shot in (frames[:31], frames[55:]):
        steps = [np.abs(a.bgr.astype(int) - b.bgr).mean()
                 for a, b in zip(shot, shot[1:], strict=False)]
        assert 0 < max(steps) < 20
    assert np.abs(frames[30].bgr.astype(int) - frames[55].bgr).mean() > max(steps)


@pytest.mark.parametrize(('duration_s', 'shown'), [(0.5, 1), (8.3, 1), (8.4, 2), (99.0, 2)])
def test_as_many_pictures_as_there_is_time_for(pictures, duration_s, shown):
    camera = DemoCamera(pictures, duration_s)
    assert f'over {shown} picture{"" if shown == 1 else "s"} (' in camera.describe()
    assert any(f.bgr.any() for f in list(camera.items())[-3:])


def test_the_dark_outlasts_the_memory_of_the_tracker():
    assert DARK_S > PerceptionSettings().track_memory_s


def test_sound_precedes_the_image_that_it_was_heard_before(pictures):
    sound = AudioClip(np.zeros(16000, np.float32), 16000, 0)
    items = list(DemoCamera(pictures, 1.0, sound).items(0.3, 0.4))
    assert [i.stamp_ns // 10**8 for i in items if isinstance(i, ImageFrame)] == [3, 4, 5, 6]
    assert [i.stamp_ns // 10**8 for i in items if isinstance(i, AudioClip)] == [3, 4, 5, 6]
    # The sound from 0.3 to 0.4 s is there at 0.4 s, as the second image is.
    assert [type(i) for i in items[:4]] == [ImageFrame, AudioClip, ImageFrame, AudioClip]


@pytest.mark.parametrize('share', [-1.0, 0.0, 0.25, 0.5, 1.0, 2.0])
def test_a_view_lies_between_its_neighbours(share):
    views = (View(0.0, 0.2, 1.0), View(1.0, 0.4, 0.5), View(0.0, 0.6, 0.4))
    view = view_at(views, share)
    assert 0.0 <= view.x <= 1.0
    assert 0.2 <= view.y <= 0.6
    assert 0.4 <= view.width <= 1.0


def test_views_are_met_in_order():
    views = (View(0.0, 0.2, 1.0), View(1.0, 0.4, 0.5), View(0.0, 0.6, 0.4))
    assert [view_at(views, s) for s in (0.0, 0.5, 1.0)] == list(views)


@pytest.mark.parametrize('view', [View(0.5, 0.5, 1.0), View(-3.0, 9.0, 0.5), View(1, 1, 5.0)])
def test_a_view_never_leaves_the_picture(view):
    # Replicated borders would show as rows or columns that repeat.
    noise = np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)
    seen = photograph(noise, view).astype(int)
    for edge in (seen[0] - seen[3], seen[-1] - seen[-4], seen[:, 0] - seen[:, 3],
                 seen[:, -1] - seen[:, -4]):
        assert np.abs(edge).mean() > 1


def test_the_demo_has_pictures(photographs):
    found = demo_pictures()
    assert set(photographs.values()) <= set(found)
    assert all(path.is_file() for path in found)
