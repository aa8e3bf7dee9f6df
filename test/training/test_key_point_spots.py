"""Spots of key points; the readers have random weights, or weights that were set by hand."""

import numpy as np
import pytest

from emotion_rescue.training.key_point_spots import build_spot_reader
from emotion_rescue.training.key_point_spots import KIND_OF_POINT
from emotion_rescue.training.key_point_spots import KINDS
from emotion_rescue.training.key_point_spots import spot_loss
from emotion_rescue.training.key_point_spots import spot_scores
from emotion_rescue.training.key_point_spots import spot_targets
from emotion_rescue.training.key_point_spots import SPOTS_A_PATCH
from emotion_rescue.training.key_point_spots import spots_found

torch = pytest.importorskip('torch')


def _points(panels=1, **places):
    """Return one person's key points, (1, panels, 17, 2); places are p<number>=(x, y)."""
    points = np.full((1, panels, 17, 2), np.nan)
    for name, place in places.items():
        points[0, :, int(name[1:])] = place
    return points


def test_nobody_and_nothing_shown():
    assert spot_targets(np.empty((0, 2, 17, 2)), 7).shape == (0, KINDS, 784)
    targets = spot_targets(_points(), 2)
    assert targets.shape == (1, KINDS, 64) and not targets.any()
    scores = torch.randn(1, KINDS, 64, requires_grad=True)
    loss = spot_loss(scores, targets)
    assert loss.item() == 0.0
    loss.backward()  # it goes into a sum that is learned from
    assert np.isnan(spots_found(scores, targets))


@pytest.mark.parametrize(('place', 'row', 'column'), [
    ((0.0, 0.0), 0, 0), ((0.99, 0.0), 0, 7), ((0.13, 0.26), 2, 1), ((1.0, 1.0), 7, 7)])
def test_a_point_is_in_its_spot(place, row, column):
    targets = spot_targets(_points(p0=place), 2)[0].unflatten(1, (8, 8))
    assert targets[0, row, column] == 1 and targets.sum() == 1


def test_left_and_right_and_panels_share():
    points = _points(2, p5=(0.1, 0.1), p6=(0.6, 0.1))
    points[0, 1, 5] = np.nan
    points[0, 1, 6] = 0.9, 0.9
    targets = spot_targets(points, 2)[0]
    kind = KIND_OF_POINT[5]
    assert kind == KIND_OF_POINT[6]
    assert sorted(targets[kind][targets[kind] > 0].tolist()) == pytest.approx([1 / 3] * 3)


def test_scores_lie_where_their_patches_do():
    """Patch 1 of four, upper right, whose lower left spot has the nose."""
    reader = build_spot_reader(4)
    with torch.no_grad():
        reader[1].bias.zero_()
        reader[1].weight[12, 1] = 9.0  # kind 0, last row of spots, first column
    patches = torch.zeros(1, 4, 4)
    patches[0, 1, 1] = 5.0
    scores = spot_scores(reader, patches)
    assert scores.shape == (1, KINDS, (2 * SPOTS_A_PATCH) ** 2)
    assert divmod(int(scores[0, 0].argmax()), 2 * SPOTS_A_PATCH) == (3, 4)
    targets = spot_targets(_points(p0=(4.5 / 8, 3.5 / 8)), 2)
    assert spots_found(scores, targets) == 1.0
    assert spots_found(scores, spot_targets(_points(p0=(5.5 / 8, 2.5 / 8)), 2)) == 1.0, 'beside'
    assert spots_found(scores, spot_targets(_points(p0=(6.5 / 8, 3.5 / 8)), 2)) == 0.0


def test_the_loss_is_the_cross_entropy_of_the_kinds_shown():
    scores = torch.zeros(1, KINDS, 64)
    targets = spot_targets(_points(p0=(0.1, 0.1), p9=(0.3, 0.3)), 2)
    assert spot_loss(scores, targets).item() == pytest.approx(np.log(64))
    scores[targets > 0] = 20.0
    assert spot_loss(scores, targets).item() == pytest.approx(0.0, abs=1e-6)


def test_a_new_reader_says_nothing():
    scores = spot_scores(build_spot_reader(8), torch.randn(2, 9, 8))
    assert spot_loss(scores, spot_targets(_points(p0=(0.5, 0.5)).repeat(2, 0), 3)).item() > 4
