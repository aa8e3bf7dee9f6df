import cv2
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.contact_sheet import contact_sheet
from emotion_rescue.synthesis.dataset.contact_sheet import fit
from emotion_rescue.synthesis.dataset.contact_sheet import read_rgb
from emotion_rescue.synthesis.dataset.contact_sheet import stack
from emotion_rescue.synthesis.dataset.contact_sheet import Tile
from emotion_rescue.synthesis.dataset.contact_sheet import write_picture
from emotion_rescue.synthesis.dataset.contact_sheet import write_png

_LONG = 'a situation with a name far too long for a tile of this width to show in one line'


def colour(rgb, height=30, width=40):
    return np.full((height, width, 3), rgb, np.uint8)


def test_no_tiles_give_empty_paper():
    sheet = contact_sheet([], 4)
    assert sheet.ndim == 3 and (sheet == 255).all()


@pytest.mark.parametrize(('count', 'columns', 'rows'), [(1, 3, 1), (3, 3, 1), (4, 3, 2)])
def test_tiles_fill_rows(count, columns, rows):
    sheet = contact_sheet([Tile(colour((200, 0, 0)))] * count, columns, 80, 60)
    assert sheet.shape[1] == columns * (80 + 6) + 6
    red = (sheet == (200, 0, 0)).all(-1)
    assert red.sum() == count * 80 * 60
    assert sheet.shape[0] == rows * (60 + 12) + 6


@pytest.mark.parametrize('caption', ['', 'short', _LONG, 'W' * 500])
def test_captions_stay_under_their_tile(caption):
    tiles = [Tile(colour((0, 0, 200)), (caption, caption)), Tile(colour((0, 0, 200)))]
    sheet = contact_sheet(tiles, 2, 200, 100)
    ink = (sheet != 255).any(-1)
    # Nothing is written beyond the first tile's right side, nor over the pictures.
    assert not ink[107:, 207:].any()
    assert ink[107:].any() == bool(caption)
    assert not ink[-1].any()


@pytest.mark.parametrize('shape', [(10, 10), (1000, 20), (20, 1000), (1, 1)])
def test_pictures_are_not_distorted(shape):
    small = fit(colour((9, 9, 9), *shape), 120, 80)
    assert small.shape[0] <= 80 and small.shape[1] <= 120
    assert small.shape[0] == 80 or small.shape[1] == 120


def test_sheets_stack_and_are_png(tmp_path):
    sheet = stack([colour((1, 2, 3), 4, 5), colour((4, 5, 6), 2, 9)])
    write_png(tmp_path / 'sheet.png', sheet)
    read = cv2.imread(str(tmp_path / 'sheet.png'))[..., ::-1]
    np.testing.assert_array_equal(read, sheet)
    assert sheet.shape == (6, 9, 3) and (sheet[:4, 5:] == 255).all()


@pytest.mark.parametrize(('name', 'max_bytes', 'largest'), [
    ('a.jpg', 10**6, 10**6), ('a.jpg', 20_000, 20_000), ('a.png', 1, 10**6)])
def test_pictures_are_as_small_as_wanted(tmp_path, name, max_bytes, largest):
    noise = np.random.default_rng(0).integers(90, 160, (200, 200, 3)).astype(np.uint8)
    write_picture(tmp_path / name, noise, max_bytes)
    assert 0 < (tmp_path / name).stat().st_size <= largest
    assert cv2.imread(str(tmp_path / name)).shape == (200, 200, 3)


def test_other_forms_are_refused(tmp_path):
    with pytest.raises(InputError, match='neither a .jpg nor a .png'):
        write_picture(tmp_path / 'a.gif', colour((1, 2, 3)), 1000)


@pytest.mark.parametrize('content', [None, b'', b'no picture'])
def test_a_listed_picture_that_is_gone_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / 'one.jpg').write_bytes(content)
    with pytest.raises(InputError, match='one.jpg is listed, but missing or no picture'):
        read_rgb(tmp_path / 'one.jpg')
