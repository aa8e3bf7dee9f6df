import numpy as np
import pytest

from emotion_rescue.cli.demo_video import FilmWriter
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S

av = pytest.importorskip('av')
START_NS = 1_700_000_000 * NS_PER_S


def image(time_s, shape=(48, 64, 3)):
    return ImageFrame(np.full(shape, 100, np.uint8), START_NS + round(time_s * NS_PER_S))


def test_film_with_sound_keeps_the_times(tmp_path):
    path = tmp_path / 'film.mp4'
    tone = np.sin(np.arange(16000) * 0.3).astype(np.float32)
    with FilmWriter(path, with_sound=True) as film:
        for time_s in (0.0, 0.1, 0.1, 0.25, 1.0):
            film.add_image(image(time_s))
        film.add_sound([AudioClip(tone[:8000], 16000, START_NS + NS_PER_S // 2),
                        AudioClip(tone[8000:], 16000, START_NS + NS_PER_S)])
        assert film.image_count == 4
    with av.open(str(path)) as container:
        assert container.streams.video[0].codec_context.name == 'h264'
        assert container.streams.audio[0].codec_context.name == 'aac'
        assert [frame.time for frame in container.decode(video=0)] == pytest.approx(
            [0.0, 0.1, 0.25, 1.0])
    with av.open(str(path)) as container:
        heard = np.concatenate([f.to_ndarray().reshape(-1) for f in container.decode(audio=0)])
        rate_hz = container.streams.audio[0].rate
    quiet, loud = heard[:int(0.4 * rate_hz)], heard[int(0.6 * rate_hz):int(1.4 * rate_hz)]
    assert np.abs(quiet).max() < 0.05 < 0.5 < np.abs(loud).max()


@pytest.mark.parametrize('shape', [(48, 64, 3), (47, 63, 3)])
def test_silent_film_of_any_size(tmp_path, shape):
    path = tmp_path / 'film.mp4'
    with FilmWriter(path, with_sound=False) as film:
        film.add_image(image(0.0, shape))
        film.add_sound([])
    with av.open(str(path)) as container:
        assert not container.streams.audio
        assert len(list(container.decode(video=0))) == 1


def test_no_image_is_no_crash(tmp_path):
    with FilmWriter(tmp_path / 'film.mp4', with_sound=True) as film:
        film.add_sound([AudioClip(np.zeros(10, np.float32), 16000, 0)])
    assert film.image_count == 0
