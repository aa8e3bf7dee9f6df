"""Contact sheets: small pictures with captions, in rows, to see a data set at one glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.ordered_work import write_whole

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_GAP_PX = 6
_PAPER_RGB, _INK_RGB = (255, 255, 255), (20, 20, 20)
# Heights of a line and of its letters as shares of a tile's width, within what can be read.
_LINE, _LEAST_LINE_PX, _MOST_LINE_PX = 0.08, 14, 22


@dataclass(frozen=True, eq=False)
class Tile:
    """A picture of the sheet.

    Attributes:
        rgb: uint8 (height, width, 3) RGB, any size.
        caption: lines of ASCII text under it, the first one in bold.
    """

    rgb: np.ndarray
    caption: tuple[str, ...] = ()


def contact_sheet(tiles: Sequence[Tile], columns: int, tile_width_px: int = 240,
                  tile_height_px: int = 240) -> np.ndarray:
    """Return the sheet, uint8 (height, width, 3) RGB; tiles from left to right, then down.

    Pictures are scaled to fit, never distorted; captions are shortened where they are too long.
    No tiles give a sheet of one empty row.
    """
    line = int(np.clip(_LINE * tile_width_px, _LEAST_LINE_PX, _MOST_LINE_PX))
    lines = max((len(tile.caption) for tile in tiles), default=0)
    cell_height = tile_height_px + lines * line + 2 * _GAP_PX
    cell_width = tile_width_px + _GAP_PX
    rows = max(1, -(-len(tiles) // columns))
    sheet = np.full((rows * cell_height + _GAP_PX, columns * cell_width + _GAP_PX, 3),
                    _PAPER_RGB, np.uint8)
    for i, tile in enumerate(tiles):
        top = _GAP_PX + i // columns * cell_height
        left = _GAP_PX + i % columns * cell_width
        small = fit(tile.rgb, tile_width_px, tile_height_px)
        y = top + (tile_height_px - small.shape[0]) // 2
        x = left + (tile_width_px - small.shape[1]) // 2
        sheet[y:y + small.shape[0], x:x + small.shape[1]] = small
        for number, text in enumerate(tile.caption):
            _write(sheet, text, left, top + tile_height_px + (number + 1) * line, line,
                   tile_width_px, bold=number == 0)
    return sheet


def stack(sheets: Sequence[np.ndarray]) -> np.ndarray:
    """Return sheets, uint8 (height, width, 3), one below the other, filled up to the widest."""
    width = max(sheet.shape[1] for sheet in sheets)
    return np.concatenate([
        np.pad(sheet, ((0, 0), (0, width - sheet.shape[1]), (0, 0)), constant_values=255)
        for sheet in sheets])


def fit(rgb: np.ndarray, width_px: int, height_px: int) -> np.ndarray:
    """Return `rgb` scaled to touch the sides of width x height from inside."""
    scale = min(width_px / rgb.shape[1], height_px / rgb.shape[0])
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def read_rgb(path: Path) -> np.ndarray:
    """Return the picture of an item that is listed, uint8 (height, width, 3) RGB.

    Raises:
        InputError: it is missing or no picture.
    """
    bgr = cv2.imread(str(path)) if path.is_file() else None
    if bgr is None:
        raise InputError(f'{path} is listed, but missing or no picture; remove its split, and '
                         'the same command makes it anew')
    return np.ascontiguousarray(bgr[..., ::-1])


def write_png(path: Path, rgb: np.ndarray) -> None:
    """Write uint8 (height, width, 3) RGB as PNG."""
    write_whole(path, cv2.imencode('.png', rgb[..., ::-1])[1].tobytes())


def write_picture(path: Path, rgb: np.ndarray, max_bytes: int) -> None:
    """Write uint8 (height, width, 3) RGB in the form that the name ends with, .png or .jpg.

    JPEG quality gives way to `max_bytes`, down to 30.

    Raises:
        InputError: the name ends otherwise.
    """
    check_picture_name(path)
    if path.suffix == '.png':
        write_png(path, rgb)
        return
    for quality in range(92, 29, -4):
        jpeg = cv2.imencode('.jpg', rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        if len(jpeg) <= max_bytes:
            break
    write_whole(path, jpeg.tobytes())


def check_picture_name(path: Path) -> None:
    """Raise InputError for a name of no form that `write_picture` writes."""
    if path.suffix not in ('.png', '.jpg', '.jpeg'):
        raise InputError(f'{path} is neither a .jpg nor a .png; name another file')


def _write(sheet, text, left, baseline, line, width, bold):
    thickness = 2 if bold else 1
    # Capital letters are 22 px high at scale 1; a line gives letters just over half its height.
    scale = 0.52 * line / 22
    if _width(text, scale, thickness) > width:
        scale *= max(0.8, width / _width(text, scale, thickness))
    shown = text
    while text and _width(shown, scale, thickness) > width:
        text = text[:-1]
        shown = f'{text}..'
    cv2.putText(sheet, shown, (left, baseline - line // 5), _FONT, scale, _INK_RGB, thickness,
                cv2.LINE_AA)


def _width(text, scale, thickness):
    return cv2.getTextSize(text, _FONT, scale, thickness)[0][0]
