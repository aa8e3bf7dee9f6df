"""The demo's input: a camera that pans and zooms over still pictures of people, with sound."""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
import heapq
import importlib.util
from pathlib import Path

import numpy as np

from emotion_rescue.core.default_weights import resource_folder
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import available_ns
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording_sound import chunks

WIDTH_PX, HEIGHT_PX = 640, 480
RATE_HZ = 10.0
# Longer than the default memory of the tracker, PerceptionSettings.track_memory_s.
DARK_S = 2.4
_SHORTEST_SHOT_S = 3.0
CAMERA_FRAME = 'camera_optical_frame'


@dataclass(frozen=True)
class View:
    """What the camera frames: centre and width as shares of the picture's width and height."""

    x: float
    y: float
    width: float


# Where to look in a picture, one view after the other. The views of the photographs, which come
# with ultralytics, keep the people in sight.
_VIEWS = {
    'bus': (View(0.50, 0.62, 1.00), View(0.40, 0.60, 0.80), View(0.62, 0.60, 0.80)),
    'zidane': (View(0.42, 0.50, 0.75), View(0.58, 0.50, 0.75), View(0.54, 0.48, 0.68)),
}
_ANY_VIEWS = (View(0.50, 0.50, 1.00), View(0.46, 0.50, 0.86), View(0.54, 0.50, 0.86))


class DemoCamera:
    """A recording made of still pictures, starting at 0; between two of them it is dark.

    The dark lasts so long that nobody in the next picture is taken for somebody in the last.

    Args:
        pictures: image files, shown in this order; as many as there is time for.
        duration_s: length of the whole.
        soundtrack: what is heard, or None.
        rate_hz: images a second.

    Raises:
        InputError: there is no picture.
    """

    live = False

    def __init__(self, pictures: Sequence[Path], duration_s: float,
                 soundtrack: AudioClip | None = None, rate_hz: float = RATE_HZ):
        if not pictures:
            raise InputError('there is no picture for the demo; name an input with --input')
        count = int((duration_s + DARK_S) // (_SHORTEST_SHOT_S + DARK_S))
        self._pictures = tuple(pictures[:max(1, count)])
        self._shot_s = (duration_s + DARK_S) / len(self._pictures) - DARK_S
        self._duration_s, self._rate_hz, self._soundtrack = duration_s, rate_hz, soundtrack
        self.kinds = frozenset((IMAGE,) if soundtrack is None else (IMAGE, AUDIO))

    def describe(self) -> str:
        """Return one line about it."""
        sound = '' if self._soundtrack is None else ', with sound'
        plural = '' if len(self._pictures) == 1 else 's'
        return (f'a camera moving over {len(self._pictures)} picture{plural} '
                f'({", ".join(p.name for p in self._pictures)}), {WIDTH_PX}x{HEIGHT_PX} px, '
                f'{self._rate_hz:g} Hz, {self._duration_s:g} s{sound}')

    def items(self, start_s: float = 0.0,
              duration_s: float | None = None) -> Iterator[ImageFrame | AudioClip]:
        """Yield images and sound."""
        end_s = self._duration_s
        if duration_s is not None:
            end_s = min(end_s, start_s + duration_s)
        images = self._images(start_s, end_s)
        if self._soundtrack is None:
            return images
        return heapq.merge(
            chunks(self._soundtrack, start_s, end_s - start_s), images, key=available_ns)

    def _images(self, start_s, end_s):
        shown, picture = None, None
        for number in range(round(self._duration_s * self._rate_hz)):
            time_s = number / self._rate_hz
            if not start_s <= time_s < end_s:
                continue
            index, since_s = divmod(time_s, self._shot_s + DARK_S)
            index = min(int(index), len(self._pictures) - 1)
            if index != shown:
                shown, picture = index, _read(self._pictures[index])
            yield ImageFrame(self._seen(picture, index, since_s), round(time_s * NS_PER_S),
                             CAMERA_FRAME)

    def _seen(self, picture, index, since_s):
        if since_s >= self._shot_s:
            return np.zeros((HEIGHT_PX, WIDTH_PX, 3), np.uint8)
        views = _VIEWS.get(self._pictures[index].stem, _ANY_VIEWS)
        return photograph(picture, view_at(views, since_s / self._shot_s))


def demo_pictures() -> list[Path]:
    """Return the photographs that come with ultralytics, then this package's rendered survivors.

    Raises:
        InputError: none is there.
    """
    found = []
    spec = importlib.util.find_spec('ultralytics')
    if spec is not None:
        assets = Path(spec.origin).parent / 'assets'
        found += [assets / 'bus.jpg', assets / 'zidane.jpg']
    found += sorted((resource_folder('resource') / 'demo').glob('*.jpg'))
    found = [path for path in found if path.is_file()]
    if not found:
        raise InputError('neither ultralytics with its photographs nor the rendered pictures of '
                         'this package are installed; name an input with --input')
    return found


def view_at(views: Sequence[View], share: float) -> View:
    """Return the view at `share` (0..1) of the way through `views`, moving smoothly."""
    position = min(max(share, 0.0), 1.0) * (len(views) - 1)
    index = min(int(position), len(views) - 2)
    eased = _ease(position - index)
    here, there = views[index], views[index + 1]
    return View(*((1 - eased) * a + eased * b for a, b in zip(
        (here.x, here.y, here.width), (there.x, there.y, there.width), strict=True)))


def photograph(picture: np.ndarray, view: View) -> np.ndarray:
    """Return what the camera sees of `picture`: uint8 (480, 640, 3), blue first.

    The view is made smaller or moved where it would leave the picture.
    """
    import cv2
    height, width = picture.shape[:2]
    view_width = min(view.width * width, height * WIDTH_PX / HEIGHT_PX)
    view_height = view_width * HEIGHT_PX / WIDTH_PX
    left = min(max(view.x * width - view_width / 2, 0), width - view_width)
    top = min(max(view.y * height - view_height / 2, 0), height - view_height)
    scale = WIDTH_PX / view_width
    matrix = np.array([[scale, 0, -scale * left], [0, scale, -scale * top]])
    return cv2.warpAffine(picture, matrix, (WIDTH_PX, HEIGHT_PX), flags=cv2.INTER_LINEAR,
                          borderMode=cv2.BORDER_REPLICATE)


def _ease(share):
    # Starts and ends at rest.
    return share * share * (3 - 2 * share)


def _read(path):
    import cv2
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise InputError(f'the picture {str(path)!r} cannot be read; install the package again')
    return picture
