"""Which kind of recording a user's word names."""

from pathlib import Path

from emotion_rescue.core.errors import InputError
from emotion_rescue.pipeline.recording import Recording
from emotion_rescue.pipeline.recording_bag import BagRecording
from emotion_rescue.pipeline.recording_camera import CameraRecording
from emotion_rescue.pipeline.recording_folder import FolderRecording
from emotion_rescue.pipeline.recording_sound import SOUND_SUFFIXES
from emotion_rescue.pipeline.recording_sound import SoundRecording
from emotion_rescue.pipeline.recording_video import VideoRecording

_BAG_SUFFIXES = frozenset(('.mcap', '.db3'))


def open_recording(source: str, fps: float = 10.0, image_topic: str = '') -> Recording:
    """Return the recording that `source` names.

    Args:
        source: a bag (folder or file), a video, a file of sound, a folder of images, a camera's
            number or device.
        fps: images a second of a folder.
        image_topic: which images of a bag; '' where there is only one such topic.

    Raises:
        InputError: there is nothing like that, or it cannot be read.
        MissingPackageError: the library to read it is not installed.
    """
    path = Path(source)
    if source.isdecimal() or source.startswith('/dev/'):
        return CameraRecording(source)
    if not path.exists():
        raise InputError(f'{source!r} does not exist; name a bag, a video, a file of sound, a '
                         'folder of images, or a camera such as 0 or /dev/video0')
    if path.suffix == '.bag':
        raise InputError(f'{source!r} is a bag of ROS 1; convert it first with: '
                         f'rosbags-convert --src {source} --dst {path.stem}')
    if path.suffix in _BAG_SUFFIXES or (path / 'metadata.yaml').exists():
        return BagRecording(path, image_topic)
    if path.is_dir():
        return FolderRecording(path, fps)
    if path.suffix.lower() in SOUND_SUFFIXES:
        return SoundRecording(path)
    return VideoRecording(path)
