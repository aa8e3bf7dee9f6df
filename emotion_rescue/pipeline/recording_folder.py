"""A folder of images in the order of their names, with an optional soundtrack."""

from collections.abc import Iterator
import heapq
from pathlib import Path

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import available_ns
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording_sound import chunks
from emotion_rescue.pipeline.recording_sound import read_soundtrack

IMAGE_SUFFIXES = frozenset(('.jpg', '.jpeg', '.png', '.bmp', '.webp', '.tif', '.tiff'))
# The last is what `synth clips` writes.
SOUNDTRACK_NAMES = ('soundtrack.wav', 'soundtrack.flac', 'sound.wav')
_CAMERA_FRAME = 'camera'


class FolderRecording:
    """Images of a folder at a steady rate; time starts at 0.

    Args:
        folder: with images, and one of SOUNDTRACK_NAMES where there is sound.
        fps: images a second.

    Raises:
        InputError: there is no image, or `fps` is not above 0.
    """

    live = False

    def __init__(self, folder: Path, fps: float):
        if not fps > 0:
            raise InputError(f'the rate is {fps} images a second, expected more than 0')
        self._folder, self._fps = folder, fps
        self._images = sorted(
            p for p in folder.iterdir() if p.suffix.lower() in IMAGE_SUFFIXES)
        if not self._images:
            raise InputError(f'the folder {str(folder)!r} has no image '
                             f'({", ".join(sorted(IMAGE_SUFFIXES))}) and is no bag')
        self._sound = next(
            (folder / name for name in SOUNDTRACK_NAMES if (folder / name).is_file()), None)
        self.kinds = frozenset((IMAGE, AUDIO) if self._sound else (IMAGE,))

    def describe(self) -> str:
        """Return one line about it."""
        sound = f' with {self._sound.name}' if self._sound else ''
        return (f'{len(self._images)} images of {self._folder} at {self._fps:g} a second'
                f'{sound}, {len(self._images) / self._fps:.1f} s')

    def items(self, start_s: float = 0.0,
              duration_s: float | None = None) -> Iterator[ImageFrame | AudioClip]:
        """Yield images and sound; an unreadable image ends it with an InputError."""
        until_s = len(self._images) / self._fps
        if duration_s is not None:
            until_s = min(until_s, start_s + duration_s)
        images = self._frames(start_s, until_s)
        if self._sound is None:
            yield from images
            return
        sound = chunks(read_soundtrack(self._sound), start_s, until_s - start_s)
        yield from heapq.merge(sound, images, key=available_ns)

    def _frames(self, start_s, until_s):
        import cv2
        for number, path in enumerate(self._images):
            time_s = number / self._fps
            if not start_s <= time_s < until_s:
                continue
            bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
            if bgr is None:
                raise InputError(f'the image {str(path)!r} cannot be read; mend or remove it')
            yield ImageFrame(bgr, round(time_s * NS_PER_S), _CAMERA_FRAME)
