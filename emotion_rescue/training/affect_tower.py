"""Teaches the vision tower with everything that the renderer knows of a person.

A tower learns little from one answer a picture. Posture, gesture, joint angles, situation, facial
actions, emotions, VAD, distress and responsiveness are read off its patches by one linear layer,
which is thrown away afterwards.
"""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emotion_rescue.evaluation.affect_metrics import average_precision
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import distress_targets
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import vad_targets
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.best_epoch import train_to_best
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.vision_towers import patch_features
from emotion_rescue.training.vision_towers import tower_pixels

_AVERAGED = 512  # people


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation of something measured, over those of whom it is known."""

    name: str
    mean: float
    deviation: float


@dataclass(frozen=True)
class DenseVocabulary:
    """The names that occur in the training split, and whether feelings are taught, too."""

    postures: tuple[str, ...]
    gestures: tuple[str, ...]
    situations: tuple[str, ...]
    actions: tuple[Spread, ...]
    angles: tuple[Spread, ...]
    feelings: bool = True

    @classmethod
    def of(cls, samples: Sequence[AffectSample], feelings: bool = True) -> 'DenseVocabulary':
        """Collect the names in `samples`."""
        actions = sorted({name for s in samples for name in s.facial_actions})
        return cls(
            *(tuple(sorted({getattr(s, name) for s in samples}))
              for name in ('posture', 'gesture', 'situation')),
            _spreads([_shown_actions(s, actions) for s in samples], 0.02),
            _spreads([s.joint_angles_deg for s in samples], 1.0), feelings)

    @property
    def widths(self) -> dict[str, int]:
        """Return target -> number of outputs."""
        return {'posture': len(self.postures), 'gesture': len(self.gestures),
                'situation': len(self.situations), 'actions': len(self.actions),
                'angles': len(self.angles), 'emotions': 26, 'vad': 3, 'distress': 1,
                'responsive': 1}


def dense_targets(samples: Sequence[AffectSample], names: DenseVocabulary) -> dict:
    """Return target -> tensor (n, ...); -100 for a name not among `names`, NaN for the unknown.

    Facial actions of a face that does not show are unknown: nobody could read them.
    """
    import torch

    def measured(spreads, found):
        values = torch.tensor([[one.get(spread.name, float('nan')) for spread in spreads]
                               for one in found]).reshape(len(found), len(spreads))
        return (values - torch.tensor([spread.mean for spread in spreads])) / torch.tensor(
            [spread.deviation for spread in spreads])

    def index(known, found):
        return torch.tensor([known.index(f) if f in known else -100 for f in found])

    return {
        'posture': index(names.postures, [s.posture for s in samples]),
        'gesture': index(names.gestures, [s.gesture for s in samples]),
        'situation': index(names.situations, [s.situation for s in samples]),
        'actions': measured(names.actions, [_shown_actions(s, [a.name for a in names.actions])
                                            for s in samples]),
        'angles': measured(names.angles, [s.joint_angles_deg for s in samples]),
        'emotions': torch.tensor(emotion_targets(samples)).float(),
        'vad': (torch.tensor(vad_targets(samples)) - 5.5) / 2.5,
        'distress': torch.tensor(distress_targets(samples))[:, None],
        'responsive': torch.tensor([[float(s.responsive)] for s in samples])}


def dense_loss(outputs, targets: dict, names: DenseVocabulary):
    """Return the sum of the targets' losses; the weights bring them to a like size.

    What is not known of somebody (NaN) teaches nothing.
    """
    from torch.nn import functional as f

    parts = _by_target(outputs, names)

    def chosen(name):
        return f.cross_entropy(parts[name], targets[name], label_smoothing=0.05)

    def of_known(name, loss_of):
        known = ~targets[name].isnan()
        return loss_of(parts[name][known], targets[name][known]) if known.any() else 0.0

    def likely(name):
        return of_known(name, f.binary_cross_entropy_with_logits)

    loss = chosen('posture') + chosen('gesture') + chosen('situation')
    # Most actions are 0 in most faces; a loss that draws to the median would leave them there.
    loss = loss + 1.5 * of_known('actions', f.mse_loss)
    loss = loss + 2.0 * of_known('angles', f.smooth_l1_loss)
    if names.feelings:
        loss = loss + 10.0 * likely('emotions') + 2.0 * likely('distress') + likely('responsive')
        loss = loss + 2.0 * of_known('vad', f.mse_loss)
    return loss


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
            'tower': tower, 'read': nn.Sequential(nn.LayerNorm(width), nn.Dropout(0.2), read)})

    def teach(self, draw: Callable, targets: dict, val_views, val_targets: dict,
              schedule: Schedule, report: Callable[[str], None],
              keeper: Keeper | None = None) -> None:
        """Train, and leave the tower at its best epoch on val.

        Args:
            draw: takes rows of n people and a numpy generator, returns a uint8 tensor
                (rows, 3, h, w); see `seen_people.reduced`. Everybody is drawn anew in each epoch,
                as a tower learns the same drawings by heart.
            targets: from `dense_targets`, n rows.
            val_views: uint8 tensor (m, 3, h, w).
            val_targets: m rows.
            schedule: how long and how fast.
            report: told each epoch's figures.
            keeper: of the training's state; see `train_to_best`.
        """
        def loss(chosen, rng):
            return dense_loss(self._outputs(draw(chosen, rng)),
                              {k: v[chosen] for k, v in targets.items()}, self._names)

        def evaluate():
            import torch

            if self._norms_learn:
                self._average_norms(draw, len(targets['vad']), schedule)
            outputs = torch.cat([self._outputs(part) for part in val_views.split(64)])
            return (dense_loss(outputs, val_targets, self._names).item(),
                    read_figures(outputs, val_targets, self._names))

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
        update_bn((tower_pixels(tower, draw(part, rng)) for part in parts), tower)
        tower.eval()

    def _outputs(self, views):
        from torch.nn import functional

        patches = patch_features(self._net['tower'], views)
        side = round(patches.shape[1] ** 0.5)
        grid = patches.transpose(1, 2).unflatten(2, (side, side))
        return self._net['read'](functional.adaptive_avg_pool2d(grid, self._parts).flatten(1))


def read_figures(outputs, targets: dict, names: DenseVocabulary) -> dict[str, float]:
    """Return what is told after an epoch: shares of names right, distress AUROC, mAP."""
    parts = _by_target(outputs, names)
    figures = {f'{name} right': float((parts[name].argmax(dim=1) == targets[name]).float().mean())
               for name in ('posture', 'gesture', 'situation')}
    for name in ('actions', 'angles'):
        known = ~targets[name].isnan()
        spread = targets[name][known].square().mean()
        if spread > 0:
            wrong = (parts[name] - targets[name])[known].square().mean()
            figures[f'{name} explained'] = float(1 - wrong / spread)
    if not names.feelings:
        return figures
    emotions, said = targets['emotions'].numpy() > 0.5, parts['emotions'].numpy()
    present = [c for c in range(emotions.shape[1]) if emotions[:, c].any()]
    if present:
        figures['mAP'] = float(np.mean([average_precision(emotions[:, c], said[:, c])
                                        for c in present]))
    distressed = targets['distress'][:, 0].numpy() >= 0.5
    return {**figures, 'distress AUROC': auroc(parts['distress'][:, 0].numpy(), distressed)}


def _by_target(outputs, names):
    return dict(zip(names.widths, outputs.split(list(names.widths.values()), dim=1), strict=True))


def _shown_actions(sample, names):
    """Return the facial actions of a face that shows; those that are absent are 0."""
    if not sample.face_shows:
        return {}
    return {name: sample.facial_actions.get(name, 0.0) for name in names}


def _spreads(found, least):
    """Return the spreads of dicts name -> value; a name's deviation is at least `least`."""
    values = {}
    for one in found:
        for name, value in one.items():
            values.setdefault(name, []).append(value)
    return tuple(Spread(name, float(np.mean(those)), max(least, float(np.std(those))))
                 for name, those in sorted(values.items()))
