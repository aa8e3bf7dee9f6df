"""A small convolutional network that learns yes or no from square cuts of pictures."""

from collections.abc import Callable

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.evaluation.boosted_trees import Learned

_WIDTHS = (16, 32, 64, 64)
_BATCH = 32
_SHIFT_PX = 4
_BEST_RATE = 3e-3


def learn_from_cuts(cuts: np.ndarray, positive: np.ndarray, *, epochs: int = 12, seed: int = 0,
                    progress: Callable[[int, int], None] = lambda done, count: None) -> Learned:
    """Learn yes or no on the CPU; return what gives the probability of yes of other cuts.

    Four blocks of convolution by steps of two, batch normalisation and rectification, the mean
    over places and one linear answer; 65 thousand parameters. Each cut is brought to zero mean
    and unit contrast, so that light does not count, and seen mirrored and shifted by chance.

    Args:
        cuts: uint8 (n, side, side, 3), side at least 32 px.
        positive: bool (n,).
        epochs: passes over the cuts.
        seed: of weights and order.
        progress: called with (epochs done, epochs).

    Raises:
        MissingPackageError: torch is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise MissingPackageError(
            'the network that checks labels needs the package torch; '
            'pip install -r requirements/torch.txt') from error
    # The global source of chance stays as it was: only the first weights are drawn from it.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = _network(torch)
    rng = np.random.default_rng(seed)
    target = torch.tensor(np.asarray(positive, np.float32))
    steps = epochs * max(1, len(cuts) // _BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), lr=_BEST_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _BEST_RATE, total_steps=steps)
    network.train()
    for epoch in range(epochs):
        order = rng.permutation(len(cuts))
        for chosen in np.array_split(order, max(1, len(cuts) // _BATCH)):
            seen = torch.from_numpy(_normalised(_varied(cuts[chosen], rng)))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                network(seen)[:, 0], target[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        progress(epoch + 1, epochs)
    network.eval()

    def learned(asked):
        with torch.inference_mode():
            parts = [torch.sigmoid(network(torch.from_numpy(_normalised(asked[i:i + 256]))))[:, 0]
                     for i in range(0, len(asked), 256)]
        return torch.cat(parts).double().numpy() if parts else np.zeros(0)
    return learned


def _network(torch):
    layers, before = [], 3
    for width in _WIDTHS:
        layers += [torch.nn.Conv2d(before, width, 3, stride=2, padding=1, bias=False),
                   torch.nn.BatchNorm2d(width), torch.nn.ReLU()]
        before = width
    return torch.nn.Sequential(*layers, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(),
                               torch.nn.Linear(before, 1))


def _varied(cuts, rng):
    """Return cuts mirrored and shifted by chance; what a shift uncovers repeats the edge."""
    side = cuts.shape[1]
    places = np.arange(side)
    varied = np.empty_like(cuts)
    for i, one in enumerate(cuts):
        rows, columns = (np.clip(places + rng.integers(-_SHIFT_PX, _SHIFT_PX + 1), 0, side - 1)
                         for _ in range(2))
        varied[i] = one[rows[:, None], columns[::-1] if rng.random() < 0.5 else columns]
    return varied


def _normalised(cuts):
    values = cuts.astype(np.float32)
    mean = values.mean(axis=(1, 2, 3), keepdims=True)
    spread = values.std(axis=(1, 2, 3), keepdims=True)
    return ((values - mean) / (spread + 8.0)).transpose(0, 3, 1, 2).copy()
