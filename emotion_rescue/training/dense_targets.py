"""What a renderer knows of people, as targets for what is read off a vision tower.

Posture, gesture and situation are names; facial actions and joint angles are measures; emotions,
VAD, distress and responsiveness are what people feel.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emotion_rescue.evaluation.affect_metrics import average_precision
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import distress_targets
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import vad_targets


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
