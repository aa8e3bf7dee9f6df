import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.open_recording import open_recording
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import available_ns
from emotion_rescue.pipeline.recording import CAMERA_INFO
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import DEPTH
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording_bag import choose_topics

cv2 = pytest.importorskip('cv2')

FRAMES = 12
FPS = 4.0
RATE_HZ = 8000


@pytest.fixture(scope='module')
def images():
    shades = np.linspace(20, 220, FRAMES).astype(np.uint8)
    return [np.full((48, 64, 3), shade, np.uint8) for shade in shades]


@pytest.fixture
def folder(tmp_path, images):
    for number, bgr in enumerate(images):
        cv2.imwrite(str(tmp_path / f'{number:03}.png'), bgr)
    return tmp_path


def tone(seconds, rate_hz):
    return np.sin(np.arange(round(seconds * rate_hz)) * 0.3).astype(np.float32)


@pytest.fixture(scope='module')
def video(tmp_path_factory, images):
    av = pytest.importorskip('av')
    path = tmp_path_factory.mktemp('video') / 'walk.mp4'
    with av.open(str(path), 'w') as container:
        picture = container.add_stream('libx264', rate=int(FPS), width=64, height=48)
        sound = container.add_stream('aac', rate=44100, layout='mono')
        for bgr in images:
            frame = av.VideoFrame.from_ndarray(bgr, format='bgr24')
            container.mux(picture.encode(frame))
        samples = tone(FRAMES / FPS, 44100)
        frame = av.AudioFrame.from_ndarray(samples[None], format='flt', layout='mono')
        frame.sample_rate = 44100
        container.mux(sound.encode(frame))
        for stream in (picture, sound):
            container.mux(stream.encode(None))
    return path


def split(items):
    items = list(items)
    assert [available_ns(i) for i in items] == sorted(available_ns(i) for i in items)
    return ([i for i in items if isinstance(i, ImageFrame)],
            [i for i in items if isinstance(i, AudioClip)])


def test_folder_without_sound(folder, images):
    recording = open_recording(str(folder), fps=FPS)
    assert recording.kinds == {IMAGE}
    assert not recording.live
    frames, sounds = split(recording.items())
    assert sounds == []
    assert [f.stamp_ns for f in frames] == [round(i / FPS * NS_PER_S) for i in range(FRAMES)]
    assert all((f.bgr == bgr).all() for f, bgr in zip(frames, images, strict=True))


@pytest.mark.parametrize('name', ['soundtrack.wav', 'soundtrack.flac', 'sound.wav'])
def test_folder_with_stereo_sound(folder, name):
    soundfile = pytest.importorskip('soundfile')
    mono = tone(FRAMES / FPS, RATE_HZ)
    soundfile.write(folder / name, np.stack([mono, 0 * mono], axis=1), RATE_HZ, subtype='PCM_16')
    recording = open_recording(str(folder), fps=FPS)
    assert recording.kinds == {IMAGE, AUDIO}
    assert name in recording.describe()
    _, sounds = split(recording.items())
    assert all(s.sample_rate_hz == RATE_HZ for s in sounds)
    heard = np.concatenate([s.samples for s in sounds])
    np.testing.assert_allclose(heard, np.stack([mono, 0 * mono], axis=1), atol=1e-4)


def test_part_of_a_folder(folder):
    soundfile = pytest.importorskip('soundfile')
    soundfile.write(folder / 'soundtrack.wav', tone(FRAMES / FPS, RATE_HZ), RATE_HZ)
    frames, sounds = split(open_recording(str(folder), fps=FPS).items(1.0, 0.5))
    assert [f.stamp_ns for f in frames] == [NS_PER_S, round(1.25 * NS_PER_S)]
    assert sounds[0].stamp_ns == NS_PER_S
    assert sum(s.duration_s for s in sounds) == pytest.approx(0.5)


def test_a_broken_image_is_named(folder):
    (folder / '003.png').write_bytes(b'no image')
    with pytest.raises(InputError, match='003.png'):
        list(open_recording(str(folder)).items())


def test_video_with_sound(video, images):
    recording = open_recording(str(video))
    assert recording.kinds == {IMAGE, AUDIO}
    assert '64x48' in recording.describe()
    frames, sounds = split(recording.items())
    assert [f.stamp_ns for f in frames] == [round(i / FPS * NS_PER_S) for i in range(FRAMES)]
    for frame, bgr in zip(frames, images, strict=True):
        assert abs(float(frame.bgr.mean()) - float(bgr.mean())) < 6
    assert {s.sample_rate_hz for s in sounds} == {16000}
    assert sum(s.duration_s for s in sounds) == pytest.approx(FRAMES / FPS, abs=0.1)
    gaps = [b.stamp_ns - a.end_ns for a, b in zip(sounds, sounds[1:], strict=False)]
    assert max(map(abs, gaps)) < NS_PER_S // 1000


@pytest.mark.parametrize(('name', 'off_s'), [
    ('click.wav', 0.0), ('click.FLAC', 0.0), ('click.mp3', 0.005), ('click.ogg', 0.005)])
def test_a_click_in_a_file_of_sound_has_its_time(tmp_path, name, off_s):
    soundfile = pytest.importorskip('soundfile')
    sound = np.zeros((3 * 44100, 2), np.float32)
    begin, t = round(1.2345 * 44100), np.arange(200)
    sound[begin:begin + 200] = (0.9 * np.exp(-t / 40) * np.cos(t / 4))[:, None]
    soundfile.write(tmp_path / name, sound, 44100)
    recording = open_recording(str(tmp_path / name))
    assert recording.kinds == {AUDIO} and '3.0 s of sound, 2 channels' in recording.describe()
    chunks = list(recording.items())
    assert sum(c.duration_s for c in chunks) == pytest.approx(3.0, abs=0.06)
    loudest = max(chunks, key=lambda c: np.abs(c.samples).max())
    peak = np.abs(loudest.mono).argmax() / 44100
    assert loudest.stamp_ns / NS_PER_S + peak == pytest.approx(1.2345, abs=off_s + 2e-5)


def test_part_of_a_file_of_sound(tmp_path):
    soundfile = pytest.importorskip('soundfile')
    soundfile.write(tmp_path / 'a.wav', tone(3.0, RATE_HZ), RATE_HZ)
    recording = open_recording(str(tmp_path / 'a.wav'))
    part = list(recording.items(1.0, 0.5))
    assert part[0].stamp_ns == NS_PER_S
    assert sum(c.duration_s for c in part) == pytest.approx(0.5)
    assert list(recording.items(10.0)) == []


def test_a_file_of_sound_whose_channels_change_is_damaged(tmp_path):
    soundfile = pytest.importorskip('soundfile')
    pytest.importorskip('av')
    mono, both = tone(2.0, 44100), tmp_path / 'both.mp3'
    soundfile.write(tmp_path / '1.mp3', mono, 44100)
    soundfile.write(tmp_path / '2.mp3', np.stack([mono, mono], axis=1), 44100)
    both.write_bytes((tmp_path / '1.mp3').read_bytes() + (tmp_path / '2.mp3').read_bytes())
    heard = []
    with pytest.raises(InputError, match='both.mp3. is damaged'):
        heard.extend(open_recording(str(both)).items())
    assert sum(c.duration_s for c in heard) == pytest.approx(2.0, abs=0.2)


def test_part_of_a_video(video):
    frames, sounds = split(open_recording(str(video)).items(1.0, 1.0))
    assert [f.stamp_ns / NS_PER_S for f in frames] == [1.0, 1.25, 1.5, 1.75]
    assert sounds[0].stamp_ns / NS_PER_S == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize(('name', 'content', 'expected'), [
    ('missing', None, 'does not exist'), ('empty.mp4', b'', 'cannot be read as a video'),
    ('junk.mp4', bytes(500), 'cannot be read as a video'), ('old.bag', b'#ROSBAG', 'ROS 1'),
    ('empty.wav', b'', 'sound .*empty.wav. cannot be read'),
    ('junk.mp3', bytes(500), 'cannot be read'), ('none.flac', None, 'does not exist'),
    ('cut.mcap', b'\x89MCAP0\r\n', 'damaged'), ('empty.mcap', b'', 'damaged')])
def test_what_is_no_recording_is_refused(tmp_path, name, content, expected):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=expected):
        open_recording(str(tmp_path / name))


def test_a_folder_without_images_is_refused(tmp_path):
    with pytest.raises(InputError, match='no image'):
        open_recording(str(tmp_path))


@pytest.mark.parametrize('fps', [0.0, -1.0, float('nan')])
def test_a_rate_of_nothing_is_refused(folder, fps):
    with pytest.raises(InputError, match='more than 0'):
        open_recording(str(folder), fps=fps)


def test_a_camera_that_is_not_there(capfd):
    recording = open_recording('/dev/video97')
    assert recording.live
    with pytest.raises(InputError, match='/dev/video97'):
        next(recording.items())


RAW, JPEG = 'sensor_msgs/msg/Image', 'sensor_msgs/msg/CompressedImage'
INFO, SOUND = 'sensor_msgs/msg/CameraInfo', 'emotion_rescue_msgs/msg/AudioChunk'


@pytest.mark.parametrize(('types', 'asked', 'expected'), [
    ({'/a/image': RAW}, '', {'/a/image': IMAGE}),
    ({'/a/image/compressed': JPEG}, '', {'/a/image/compressed': COMPRESSED_IMAGE}),
    ({'/a/image': RAW, '/a/image/compressed': JPEG}, '', {'/a/image': IMAGE}),
    ({'/a/image': RAW, '/b/image': RAW}, '/b/image', {'/b/image': IMAGE}),
    ({'/a/image': RAW, '/a/overlay': RAW, '/a/overlay/compressed': JPEG}, '', {'/a/image': IMAGE}),
    ({'/l/image': RAW, '/l/camera_info': INFO, '/r/camera_info': INFO, '/l/depth': RAW,
      '/mic': SOUND, '/other': 'std_msgs/msg/String'}, '',
     {'/l/image': IMAGE, '/l/camera_info': CAMERA_INFO, '/l/depth': DEPTH, '/mic': AUDIO})])
def test_topics_of_a_bag_that_are_replayed(types, asked, expected):
    assert choose_topics(types, asked, 'bag') == expected


@pytest.mark.parametrize(('types', 'asked', 'expected'), [
    ({}, '', 'no image topic'), ({'/a/image': RAW, '/b/image': RAW}, '', '/a/image, /b/image'),
    ({'/a/image': RAW}, '/c', 'it has /a/image'), ({'/mic': SOUND}, '/c', 'none at all'),
    ({'/mic': SOUND}, '/mic', 'none at all')])
def test_a_bag_without_a_clear_choice_is_refused(types, asked, expected):
    with pytest.raises(InputError, match=expected):
        choose_topics(types, asked, 'bag')
