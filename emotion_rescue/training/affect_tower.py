"""Teaches the vision tower with everything that the renderer knows of a person.

A tower learns little from one answer a picture. All of dense_targets.py is read off its patches by
one linear layer, and where limbs are by another; both are thrown away afterwards.
"""

from collections.abc import Callable

import numpy as np

from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.best_epoch import train_to_best
from emotion_rescue.training.dense_targets import dense_loss
from emotion_rescue.training.dense_targets import DenseVocabulary
from emotion_rescue.training.dense_targets import read_figures
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.key_point_spots import build_spot_reader
from emotion_rescue.training.key_point_spots import spot_loss
from emotion_rescue.training.key_point_spots import spot_scores
from emotion_rescue.training.key_point_spots import spot_targets
from emotion_rescue.training.key_point_spots import spots_found
from emotion_rescue.training.tower_lessons import TowerLessons
from emotion_rescue.training.vision_towers import patch_features
from emotion_rescue.training.vision_towers import tower_pixels

_AVERAGED = 512  # people
_AT_ONCE = 64    # people of val


class TowerReader:
    """The tower with a linear layer that reads the targets off its patches.

    It reads the means of the view's quarters, as body, head and scene each have quarters of their
    own; of a head alone, the mean of all.
    """

    def __init__(self, tower, names: DenseVocabulary, parts: int = 2,
                 norms_learn: bool = False):
        """Take the vision tower of a LLaVA model; `teach` changes it in place.

        Args:
            tower: the vision tower.
            names: what is read.
            parts: into which each side is divided to be read; 1 for heads alone.
            norms_learn: see `train_to_best`.
        """
        from torch import nn

        width = parts ** 2 * tower.config.hidden_size
        self._names, self._parts, self._norms_learn = names, parts, norms_learn
        read = nn.Linear(width, sum(names.widths.values()))
        nn.init.zeros_(read.weight)  # else it begins with answers louder than the targets
        self._net = nn.ModuleDict({
            'tower': tower, 'read': nn.Sequential(nn.LayerNorm(width), nn.Dropout(0.2), read),
            'spots': build_spot_reader(tower.config.hidden_size)})

    def teach(self, draw: Callable, targets: dict, val: TowerLessons, val_targets: dict,
              schedule: Schedule, report: Callable[[str], None],
              keeper: Keeper | None = None) -> None:
        """Train, and leave the tower at its best epoch on val.

        Args:
            draw: takes rows of n people and a numpy generator, returns TowerLessons. Everybody is
                drawn anew in each epoch, as a tower learns the same drawings by heart.
            targets: from `dense_targets`, n rows.
            val: m people.
            val_targets: m rows.
            schedule: how long and how fast.
            report: told each epoch's figures.
            keeper: of the training's state; see `train_to_best`.
        """
        def loss(chosen, rng):
            outputs, spots, shown = self._outputs(draw(chosen, rng))
            return spot_loss(spots, shown) + dense_loss(
                outputs, {k: v[chosen] for k, v in targets.items()}, self._names)

        def evaluate():
            import torch

            if self._norms_learn:
                self._average_norms(draw, len(targets['vad']), schedule)
            read = [self._outputs(val[start:start + _AT_ONCE])
                    for start in range(0, len(val), _AT_ONCE)]
            outputs, spots, shown = map(torch.cat, zip(*read, strict=True))
            limbs = {'limbs found': spots_found(spots, shown)} if shown.any() else {}
            return ((spot_loss(spots, shown)
                     + dense_loss(outputs, val_targets, self._names)).item(),
                    {**limbs, **read_figures(outputs, val_targets, self._names)})

        train_to_best(
            self._net, len(targets['vad']), loss, evaluate, schedule, report, keeper,
            norms_learn=self._norms_learn)

    def _average_norms(self, draw, people, schedule):
        """Let batch norm know the means of what it sees of some training people.

        While it learns, it goes by the people of its part of a step. Taken anew from the same
        people, its averages depend neither on the steps before nor on the number of processes.
        """
        from torch.optim.swa_utils import update_bn

        tower, rng = self._net['tower'], np.random.default_rng(schedule.seed)
        chosen = rng.permutation(people)[:_AVERAGED]
        parts = np.array_split(chosen, -(-len(chosen) // schedule.batch))
        update_bn((tower_pixels(tower, draw(part, rng).views) for part in parts), tower)
        tower.eval()

    def _outputs(self, lessons):
        """Return what is read of people, the scores of spots, and what these should be."""
        from torch.nn import functional

        patches = patch_features(self._net['tower'], lessons.views)
        side = round(patches.shape[1] ** 0.5)
        grid = patches.transpose(1, 2).unflatten(2, (side, side))
        return (self._net['read'](functional.adaptive_avg_pool2d(grid, self._parts).flatten(1)),
                spot_scores(self._net['spots'], patches), spot_targets(lessons.key_points, side))
