"""Teaches the vision tower with everything that the renderer knows of a person.

A vision transformer that starts from nothing learns little from one answer a picture. Posture,
situation, facial actions, emotions, VAD, distress and responsiveness are read off its patches by
one linear layer, which is thrown away afterwards.
"""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

from emotion_rescue.training.affect_architecture import IMAGE_MEAN
from emotion_rescue.training.affect_architecture import IMAGE_STD
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import distress_targets
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import vad_targets
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.best_epoch import train_to_best
from emotion_rescue.training.kept_state import Keeper


@dataclass(frozen=True)
class DenseVocabulary:
    """The names that occur in the training split."""

    postures: tuple[str, ...]
    situations: tuple[str, ...]
    actions: tuple[str, ...]

    @classmethod
    def of(cls, samples: Sequence[AffectSample]) -> 'DenseVocabulary':
        """Collect the names in `samples`."""
        return cls(
            tuple(sorted({s.posture for s in samples})),
            tuple(sorted({s.situation for s in samples})),
            tuple(sorted({name for s in samples for name in s.facial_actions})))

    @property
    def widths(self) -> dict[str, int]:
        """Return target -> number of outputs."""
        return {'posture': len(self.postures), 'situation': len(self.situations),
                'actions': len(self.actions), 'emotions': 26, 'vad': 3, 'distress': 1,
                'responsive': 1}


def dense_targets(samples: Sequence[AffectSample], names: DenseVocabulary) -> dict:
    """Return target -> tensor (n, ...); -100 for a posture or situation not among `names`."""
    import torch

    def index(known, found):
        return torch.tensor([known.index(f) if f in known else -100 for f in found])

    return {
        'posture': index(names.postures, [s.posture for s in samples]),
        'situation': index(names.situations, [s.situation for s in samples]),
        'actions': torch.tensor([[s.facial_actions.get(name, 0.0) for name in names.actions]
                                 for s in samples]),
        'emotions': torch.tensor(emotion_targets(samples)).float(),
        'vad': (torch.tensor(vad_targets(samples)) - 5.5) / 2.5,
        'distress': torch.tensor(distress_targets(samples))[:, None],
        'responsive': torch.tensor([[float(s.responsive)] for s in samples])}


def dense_loss(outputs, targets: dict, names: DenseVocabulary):
    """Return the sum of the targets' losses; the weights bring them to a like size."""
    from torch.nn import functional as f

    parts = dict(zip(names.widths, outputs.split(list(names.widths.values()), dim=1),
                     strict=True))

    def chosen(name):
        return f.cross_entropy(parts[name], targets[name], label_smoothing=0.05)

    def likely(name):
        return f.binary_cross_entropy_with_logits(parts[name], targets[name])

    loss = chosen('posture') + chosen('situation') + 6.0 * likely('emotions')
    loss = loss + 2.0 * likely('distress') + likely('responsive')
    loss = loss + 2.0 * f.mse_loss(parts['vad'], targets['vad'])
    if names.actions:
        loss = loss + 10.0 * f.mse_loss(parts['actions'], targets['actions'])
    return loss


class TowerReader:
    """The tower with a linear layer that reads the targets off the mean of its patches."""

    def __init__(self, tower, names: DenseVocabulary):
        """Take the vision tower of a LLaVA model; `teach` changes it in place."""
        from torch import nn

        width = tower.config.hidden_size
        self._names = names
        self._net = nn.ModuleDict({'tower': tower, 'read': nn.Sequential(
            nn.LayerNorm(width), nn.Dropout(0.1), nn.Linear(width, sum(names.widths.values())))})

    def teach(self, views, targets: dict, val_views, val_targets: dict, schedule: Schedule,
              report: Callable[[str], None], keeper: Keeper | None = None) -> None:
        """Train, and leave the tower at its best epoch on val.

        Args:
            views: uint8 tensor (n * copies, 3, h, w); each epoch takes one copy of everybody.
            targets: from `dense_targets`, n rows.
            val_views: uint8 tensor (m, 3, h, w).
            val_targets: m rows.
            schedule: how long and how fast.
            report: told each epoch's figures.
            keeper: of the training's state; see `train_to_best`.
        """
        people = len(targets['vad'])

        def loss(chosen, rng):
            outputs = self._outputs(views[one_copy_each(chosen, len(views) // people, rng)])
            return dense_loss(
                outputs, {k: v[chosen] for k, v in targets.items()}, self._names)

        def evaluate():
            import torch

            outputs = torch.cat([self._outputs(part) for part in val_views.split(128)])
            right = self._situations(outputs).argmax(dim=1) == val_targets['situation']
            return (dense_loss(outputs, val_targets, self._names).item(),
                    f', situation right {right.float().mean():.0%}')

        train_to_best(self._net, people, loss, evaluate, schedule, report, keeper)

    def _outputs(self, views):
        return self._net['read'](patch_features(self._net['tower'], views).mean(dim=1))

    def _situations(self, outputs):
        first = self._names.widths['posture']
        return outputs[:, first:first + self._names.widths['situation']]


def start_from_components(tower, views, seed: int = 0) -> None:
    """Let the patch embedding start as the views' principal components, brought to a like size.

    Random filters see mostly brightness, which is most of the variance; a transformer that has
    only some thousand pictures spends them on finding out.

    Args:
        tower: the vision tower; its patch embedding is changed.
        views: uint8 tensor (n, 3, h, w).
        seed: of the choice of views.
    """
    import torch
    from torch.nn import functional

    embedding = tower.embeddings.patch_embedding
    side, count = embedding.kernel_size[0], embedding.out_channels
    generator = torch.Generator().manual_seed(seed)
    chosen = views[torch.randperm(len(views), generator=generator)[:600]]
    patches = functional.unfold(_normalised(chosen), side, stride=side)
    patches = patches.transpose(1, 2).reshape(-1, patches.shape[1])
    patches = patches - patches.mean(dim=0)
    variance, components = torch.linalg.eigh(patches.T @ patches / len(patches))  # ascending
    filters = components[:, -count:] / (variance[-count:] + 1e-2).sqrt()
    with torch.no_grad():
        embedding.weight[:filters.shape[1]] = filters.T.reshape(-1, 3, side, side)


def one_copy_each(people, copies: int, rng):
    """Return a tensor of rows: of each of `people`, whose copies lie in a row, one by chance."""
    import torch

    return torch.as_tensor(people * copies + rng.integers(copies, size=len(people)))


def patch_features(tower, views):
    """Return float (n, patches, width), what LLaVA's projector is given, from uint8 views."""
    return tower(_normalised(views), output_hidden_states=True).hidden_states[-1][:, 1:]


def _normalised(views):
    return (views.float() / 255.0 - IMAGE_MEAN) / IMAGE_STD
