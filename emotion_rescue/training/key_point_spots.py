"""Key points as spots of a grid over a view: a tower that says where limbs are, sees posture.

A linear layer reads off each patch how likely each of its spots has a key point of each kind. Left
and right are one kind, as a mirrored person feels the same.
"""

import numpy as np

SPOTS_A_PATCH = 4  # to a side, so that a spot is 8 pixels where a patch is 32
# Nose, eyes, ears, shoulders, elbows, wrists, hips, knees, ankles; rows are in COCO's order.
KIND_OF_POINT = (0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8)
KINDS = 9


def build_spot_reader(width: int):
    """Return the layer that reads spots off patches of `width`, a torch module."""
    from torch import nn

    read = nn.Linear(width, KINDS * SPOTS_A_PATCH ** 2)
    nn.init.zeros_(read.weight)  # so that every spot is as likely as any other
    return nn.Sequential(nn.LayerNorm(width), read)


def spot_scores(reader, patches):
    """Return float (n, KINDS, side ** 2), a logit of each spot, row by row.

    Args:
        reader: from `build_spot_reader`.
        patches: float (n, patches, width) of a square view, row by row.
    """
    count, side = len(patches), round(patches.shape[1] ** 0.5)
    read = reader(patches).reshape(count, side, side, KINDS, SPOTS_A_PATCH, SPOTS_A_PATCH)
    return read.permute(0, 3, 1, 4, 2, 5).reshape(count, KINDS, -1)


def spot_targets(key_points: np.ndarray, patches_a_side: int):
    """Return float tensor (n, KINDS, side ** 2): the share of a kind's points in each spot.

    Shares of a kind that is not shown are all 0.

    Args:
        key_points: float (n, panels, 17, 2), 0 to 1 from side to side of the view; NaN where a
            panel does not show the point.
        patches_a_side: of the view.
    """
    import torch

    side = SPOTS_A_PATCH * patches_a_side
    person, panel, point = np.nonzero(np.isfinite(key_points).all(axis=3))
    column, row = np.clip(
        (key_points[person, panel, point] * side).astype(int), 0, side - 1).T
    targets = np.zeros((len(key_points), KINDS, side ** 2), np.float32)
    np.add.at(targets, (person, np.array(KIND_OF_POINT)[point], row * side + column), 1)
    return torch.from_numpy(targets / np.maximum(targets.sum(axis=2, keepdims=True), 1))


def spot_loss(scores, targets):
    """Return the mean cross-entropy over kinds that are shown; 0 where none is."""
    shown = targets.sum(dim=2) > 0
    if not shown.any():
        return scores.sum() * 0.0
    return -(targets * scores.log_softmax(dim=2)).sum(dim=2)[shown].mean()


def spots_found(scores, targets) -> float:
    """Return the share of kinds shown whose likeliest spot has one, or is next to one; NaN: none.

    Args:
        scores: from `spot_scores`.
        targets: from `spot_targets`.
    """
    from torch.nn import functional

    side = round(targets.shape[2] ** 0.5)
    shown = targets.sum(dim=2) > 0
    near = functional.max_pool2d(targets.unflatten(2, (side, side)), 3, 1, 1).flatten(2) > 0
    found = near.gather(2, scores.argmax(dim=2, keepdim=True))[..., 0]
    return float(found[shown].float().mean())
