"""Finds the head within a person's box, so that the face can be shown enlarged.

Its weights lie beside those of the LLaVA that was taught with the heads it finds, in
`head_finder.safetensors`; a checkpoint without them is shown the upper part of the box instead.
"""

from pathlib import Path

import cv2
import numpy as np

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.head_network import build_head_network
from emotion_rescue.models.head_network import CELL_PX
from emotion_rescue.models.head_network import CELLS
from emotion_rescue.models.head_network import HEAD_VIEW_PX
from emotion_rescue.models.head_network import TYPICAL_HEAD_PX
from emotion_rescue.models.llava_views import stretched
from emotion_rescue.models.view_panels import clipped_box

HEAD_FINDER_FILE = 'head_finder.safetensors'
_ROOM = 1.2     # side of the square that is looked at, by the larger side of the box
_GREY = (127, 127, 127)


class HeadFinder:
    """Looks for heads with a network of `build_head_network`, on the CPU."""

    def __init__(self, network):
        """Take the network; it is put into evaluation mode."""
        self.network = network.eval()

    def find(self, bgr: np.ndarray, xyxy) -> tuple[float, float, float, float] | None:
        """Return the head's box in pixels of the image; None where there is none to be seen.

        Args:
            bgr: uint8 (height, width, 3), blue first; the whole image.
            xyxy: the person's box; may reach out of the image.
        """
        import torch

        seen = head_view(bgr, xyxy)
        if seen is None:
            return None
        view, place = seen
        with torch.inference_mode():
            places, boxes = self.network(as_input(view[None]))
        places, boxes = places[0].numpy(), boxes[0].numpy()
        cell = int(places.argmax())
        if cell == CELLS * CELLS:
            return None
        row, column = divmod(cell, CELLS)
        right, down, wide, high = boxes[:, row, column]
        middle = (np.array((column + right, row + down)) + 0.5) * CELL_PX
        half = np.exp(np.clip((wide, high), -3, 3)) * TYPICAL_HEAD_PX / 2
        found = np.concatenate([middle - half, middle + half]) / place[2] + np.tile(place[:2], 2)
        return tuple(found.tolist())


def head_view(bgr, xyxy) -> tuple[np.ndarray, tuple[float, float, float]] | None:
    """Return what the network is shown of a person, and where that is; None if it is too little.

    Returns:
        uint8 (HEAD_VIEW_PX, HEAD_VIEW_PX, 3), red first: a square around the box, grey outside
        the image, with its contrast stretched. And left and top of that square in the image, and
        how many of the view's pixels are one of the image's.
    """
    box = clipped_box(xyxy, bgr.shape)
    if box is None:
        return None
    left, top, right, bottom = box
    side = _ROOM * max(right - left, bottom - top)
    left, top, scale = (left + right - side) / 2, (top + bottom - side) / 2, HEAD_VIEW_PX / side
    # Small first: the warp below looks at four pixels, however many become one.
    shrunk = min(1.0, 2 * scale)
    if shrunk < 1.0:
        bgr = cv2.resize(bgr, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA)
    step = scale / shrunk
    move = np.array([[step, 0, -left * scale], [0, step, -top * scale]])
    view = cv2.warpAffine(bgr, move, (HEAD_VIEW_PX, HEAD_VIEW_PX), borderValue=_GREY)
    return stretched(view)[..., ::-1], (left, top, scale)


def as_input(views: np.ndarray):
    """Return uint8 views (n, h, w, 3) as the network's float tensor (n, 3, h, w)."""
    import torch

    return torch.from_numpy(np.ascontiguousarray(views)).permute(0, 3, 1, 2).float() / 255 - 0.5


def read_head_finder(folder: Path) -> HeadFinder | None:
    """Return the head finder of a checkpoint's or adapter's folder; None where it has none.

    Raises:
        WeightsError: the file is damaged or holds something else.
    """
    path = Path(folder) / HEAD_FINDER_FILE
    if not path.is_file():
        return None
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    network = build_head_network()
    try:
        network.load_state_dict({name: value.float() for name, value in load_file(path).items()})
    except (OSError, SafetensorError, RuntimeError) as error:
        reason = ' '.join(str(error).split())[:200]
        raise WeightsError(f'{path} holds no head finder of this version ({reason}); copy the '
                           'folder again, or remove the file to do without') from error
    return HeadFinder(network)


def write_head_finder(folder: Path, finder: HeadFinder) -> None:
    """Write the finder's weights into `folder`, as float16."""
    from safetensors.torch import save_file

    save_file({name: value.half().contiguous()
               for name, value in finder.network.state_dict().items()},
              Path(folder) / HEAD_FINDER_FILE)
