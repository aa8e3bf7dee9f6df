"""The head finder's mechanics (random weights; training/test_head_lessons.py teaches one)."""

import numpy as np
import pytest

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.head_finder import HEAD_FINDER_FILE
from emotion_rescue.models.head_finder import head_view
from emotion_rescue.models.head_finder import HeadFinder
from emotion_rescue.models.head_finder import read_head_finder
from emotion_rescue.models.head_finder import write_head_finder
from emotion_rescue.models.head_network import build_head_network
from emotion_rescue.models.head_network import CELLS
from emotion_rescue.models.head_network import HEAD_VIEW_PX

torch = pytest.importorskip('torch')
IMAGE = np.random.default_rng(0).integers(0, 256, (120, 160, 3), np.uint8)


class Says(torch.nn.Module):
    """Stands in for a network: says one cell, and one box in it."""

    def __init__(self, cell, box=(0.0, 0.0, 0.0, 0.0)):
        super().__init__()
        self.cell, self.box = cell, box

    def forward(self, views):
        places = torch.zeros(len(views), CELLS * CELLS + 1)
        places[:, self.cell] = 1
        return places, torch.tensor(self.box).reshape(1, 4, 1, 1).expand(-1, -1, CELLS, CELLS)


@pytest.mark.parametrize('xyxy', [
    (10, 10, 10, 10), (500, 500, 600, 600), (10, 10, 14, 100), (float('nan'), 0, 50, 50)])
def test_nobody_has_no_head(xyxy):
    assert head_view(IMAGE, xyxy) is None
    assert HeadFinder(Says(0)).find(IMAGE, xyxy) is None


def test_the_view_is_a_square_around_the_person():
    image = np.full((120, 160, 3), 90, np.uint8)
    image[20:100, 60:100] = (0, 0, 200)  # red
    view, (left, top, scale) = head_view(image, (60, 20, 100, 100))
    assert view.shape == (HEAD_VIEW_PX, HEAD_VIEW_PX, 3)
    assert (left, top, scale) == pytest.approx((32, 12, 1.0))
    rows, columns = np.nonzero(view[..., 0] > view[..., 2])  # red first
    assert (columns.min(), columns.max() + 1) == pytest.approx((28, 68), abs=1)
    assert (rows.min(), rows.max() + 1) == pytest.approx((8, 88), abs=1)


@pytest.mark.parametrize('xyxy', [(60, 20, 100, 100), (-30, 20, 100, 140), (0, 0, 160, 120)])
def test_a_place_of_the_map_is_a_place_of_the_image(xyxy):
    _, (left, top, scale) = head_view(IMAGE, xyxy)
    found = HeadFinder(Says(3 * CELLS + 10, (0.25, -0.5, np.log(2.0), 0.0))).find(IMAGE, xyxy)
    middle = np.array(found).reshape(2, 2).mean(axis=0)
    assert (middle - (left, top)) * scale == pytest.approx((4 * 10.75, 4 * 3.0))
    size = np.array(found[2:]) - found[:2]
    assert size * scale == pytest.approx((40.0, 20.0))


def test_the_last_place_says_that_there_is_none():
    assert HeadFinder(Says(CELLS * CELLS)).find(IMAGE, (60, 20, 100, 100)) is None


def test_a_saved_finder_finds_the_same(tmp_path):
    torch.manual_seed(0)
    finder = HeadFinder(build_head_network())
    write_head_finder(tmp_path, finder)
    again = read_head_finder(tmp_path)
    boxes = [(60, 20, 100, 100), (0, 0, 160, 120), (100, 60, 150, 110)]
    for xyxy in boxes:
        first, second = finder.find(IMAGE, xyxy), again.find(IMAGE, xyxy)
        assert first == second or np.allclose(first, second, atol=0.5)


def test_no_finder_is_none_and_a_damaged_one_is_named(tmp_path):
    assert read_head_finder(tmp_path) is None
    (tmp_path / HEAD_FINDER_FILE).write_bytes(b'rubbish')
    with pytest.raises(WeightsError, match=HEAD_FINDER_FILE):
        read_head_finder(tmp_path)


def test_weights_of_another_network_are_refused(tmp_path):
    from safetensors.torch import save_file

    save_file({'fine.weight': torch.zeros(3)}, tmp_path / HEAD_FINDER_FILE)
    with pytest.raises(WeightsError, match='holds no head finder of this version'):
        read_head_finder(tmp_path)
