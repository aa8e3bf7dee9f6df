"""A plain training loop that keeps the state of its best epoch on the validation split."""

from collections.abc import Callable
from dataclasses import dataclass
import time

import numpy as np


@dataclass(frozen=True)
class Schedule:
    """How long and how fast: AdamW, a tenth of warm-up, then a cosine down to 0.

    Attributes:
        epochs: how often everybody is seen.
        batch: people a step.
        rate: highest learning rate.
        weight_decay: of AdamW.
        seed: of the order.
    """

    epochs: int
    batch: int = 64
    rate: float = 1e-3
    weight_decay: float = 0.05
    seed: int = 0


def train_to_best(module, people: int, loss: Callable, evaluate: Callable, schedule: Schedule,
                  report: Callable[[str], None]) -> None:
    """Train those parameters of `module` that want gradients; leave it at its best epoch.

    Args:
        module: a torch module; it is put into training and evaluation mode as needed.
        people: number of training people.
        loss: takes int array of chosen people and a numpy generator, returns a scalar tensor.
        evaluate: returns (validation loss, a few words about it).
        schedule: how long and how fast.
        report: told each epoch's figures.
    """
    import torch

    parameters = [p for p in module.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        parameters, schedule.rate, weight_decay=schedule.weight_decay)
    steps = -(-people // schedule.batch)
    pace = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, schedule.rate, total_steps=schedule.epochs * steps, pct_start=0.1)
    rng, start, best, kept = np.random.default_rng(schedule.seed), time.monotonic(), np.inf, None
    for epoch in range(1, schedule.epochs + 1):
        module.train()
        losses = []
        for chosen in np.array_split(rng.permutation(people), steps):
            step_loss = loss(chosen, rng)
            optimiser.zero_grad()
            step_loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            pace.step()
            losses.append(step_loss.item())
        module.eval()
        with torch.inference_mode():
            val, words = evaluate()
        if val < best:
            best, kept = val, {k: v.clone() for k, v in module.state_dict().items()}
        spent = time.monotonic() - start
        report(f'epoch {epoch} of {schedule.epochs}: loss {np.mean(losses):.3f}, val {val:.3f}'
               f'{words}, {spent:.0f} s, {spent / epoch * (schedule.epochs - epoch):.0f} s left')
    if kept is not None:
        module.load_state_dict(kept)
    module.eval()
