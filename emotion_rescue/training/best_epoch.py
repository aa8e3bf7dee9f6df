"""A training loop that keeps its best epoch, can be killed, and runs in several processes.

Nothing random in it depends on what went before: every part of a step draws from generators that
are seeded by the numbers of epoch, step and part. So a training that goes on after a kill, or that
several processes share, does what one process would have done at once.
"""

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
import math
import time

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.training.imbalance import drawn_people
from emotion_rescue.training.kept_state import Keeper


@dataclass(frozen=True)
class Schedule:
    """How long and how fast: AdamW, a warm-up, then a cosine down to 0.

    Attributes:
        epochs: how often everybody is seen.
        batch: people a step, over all processes.
        rate: highest learning rate.
        weight_decay: of AdamW.
        seed: of the order.
        warm_up: share of the steps in which the rate rises.
        accumulation: parts in which a step is computed. Processes take turns, so that n processes
            with as many parts compute what one process computes with n.
    """

    epochs: int
    batch: int = 64
    rate: float = 1e-3
    weight_decay: float = 0.05
    seed: int = 0
    warm_up: float = 0.1
    accumulation: int = 1


def train_to_best(module, people: int, loss: Callable, evaluate: Callable, schedule: Schedule,
                  report: Callable[[str], None], keeper: Keeper | None = None,
                  weights: np.ndarray | None = None, norms_learn: bool = False) -> None:
    """Train those parameters of `module` that want gradients; leave it at its best epoch.

    Floating-point buffers are kept with the parameters.

    Args:
        module: a torch module; it is put into training and evaluation mode as needed.
        people: number of training people.
        loss: takes int array of chosen people and a numpy generator, returns a scalar tensor, the
            mean over them.
        evaluate: returns (validation loss, a few words about it, or figures by name, which go
            into the history). It may change buffers of `module`, in all processes alike.
        schedule: how long and how fast.
        report: told the progress and each epoch's figures.
        keeper: where the state is kept, and who else trains; None is nowhere, and nobody.
        weights: float (people,), how often each is drawn in proportion; None is equally often.
        norms_learn: whether batch norm goes by what it is shown; else it keeps the averages that
            it has.

    Raises:
        InputError: there is nobody to learn from.
        UnfinishedError: the loss is no longer a number, or the state cannot be saved.
    """
    if not people:
        raise InputError('there is nobody to learn from; name a data set with people in it')
    if schedule.epochs:
        _Training(module, people, loss, evaluate, schedule, report, keeper or Keeper(),
                  weights, norms_learn).run()
    module.eval()


class _Training:
    def __init__(self, module, people, loss, evaluate, schedule, report, keeper, weights,
                 norms_learn):
        import torch

        self._module, self._people, self._loss, self._evaluate = module, people, loss, evaluate
        self._schedule, self._report, self._keeper = schedule, report, keeper
        self._weights, self._processes = weights, keeper.processes
        self._parameters = {n: p for n, p in module.named_parameters() if p.requires_grad}
        # Buffers, too, such as the averages of batch norm, which `evaluate` may bring up to date.
        self._kept = {**self._parameters, **{
            n: b for n, b in module.named_buffers() if b.is_floating_point()}}
        self._held = [] if norms_learn else [
            m for m in module.modules() if isinstance(m, torch.nn.BatchNorm2d)]
        for parameter in self._parameters.values():
            # Zero, not None: AdamW treats these differently, and all processes must do the same.
            parameter.grad = torch.zeros_like(parameter)
        self._optimiser = torch.optim.AdamW(
            self._parameters.values(), schedule.rate, weight_decay=schedule.weight_decay)
        self._steps = -(-people // schedule.batch)
        self._pace = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, schedule.rate, total_steps=schedule.epochs * self._steps,
            pct_start=schedule.warm_up)
        self._epoch, self._step, self._losses = 1, 0, []
        self._best, self._best_epoch, self._history, self._spent_s = math.inf, 0, [], 0.0
        self._begin_s, self._progress = time.monotonic(), NowAndThen(report)

    def run(self):
        """Train to the end, from the kept state if there is one."""
        state = self._keeper.load()
        if state is not None:
            self._restore(state)
        while self._epoch <= self._schedule.epochs:
            self._finish_epoch()
        if self._best_epoch:
            self._load(self._keeper.best(self._best_epoch))

    def _finish_epoch(self):
        import torch

        order = drawn_people(self._people, self._weights, self._rng(self._epoch))
        batches = np.array_split(order, self._steps)
        self._module.train()
        for norm in self._held:
            norm.eval()
        while self._step < self._steps:
            self._losses.append(self._learn(batches[self._step]))
            self._step += 1
            if (self._keeper.every_steps and self._step % self._keeper.every_steps == 0
                    and self._step < self._steps):
                self._keeper.save(self._state())
            self._progress.say(self._in_epoch)
        self._module.eval()
        with torch.inference_mode():
            val, said = self._processes.from_main(self._evaluate())
        self._close_epoch(val, said)

    def _learn(self, batch):
        """Do one step and return its loss."""
        import torch

        self._optimiser.zero_grad(set_to_none=False)
        count, mine = self._processes.count, self._processes.rank
        parts = max(self._schedule.accumulation, count)
        total = 0.0
        for number, chosen in enumerate(np.array_split(batch, parts)):
            if number % count == mine and len(chosen):
                rng = self._rng(self._epoch, self._step, number)
                torch.manual_seed(int(rng.integers(2**62)))
                part = self._loss(chosen, rng) * (len(chosen) / len(batch))
                part.backward()
                total += part.item()
        total = self._processes.sum(total)
        if not math.isfinite(total):
            raise UnfinishedError(f'the loss is {total} in epoch {self._epoch}, step '
                                  f'{self._step + 1}; train anew with a lower rate')
        self._processes.add_up_gradients(self._parameters.values())
        torch.nn.utils.clip_grad_norm_(self._parameters.values(), 1.0)
        self._optimiser.step()
        self._pace.step()
        return total

    def _close_epoch(self, val, said):
        figures, words = (said, _in_words(said)) if isinstance(said, Mapping) else ({}, said)
        taught = float(np.mean(self._losses))
        self._history.append({'epoch': self._epoch, 'loss': taught, 'val_loss': val, **figures})
        if val < self._best:
            self._best, self._best_epoch = val, self._epoch
            self._keeper.keep_best(self._epoch, self._trained())
        spent = self._spent_s + time.monotonic() - self._begin_s
        left = spent / self._epoch * (self._schedule.epochs - self._epoch)
        self._report(f'epoch {self._epoch} of {self._schedule.epochs}: loss {taught:.3f}, val '
                     f'{val:.3f}{words}, {spent:.0f} s, {left:.0f} s left')
        self._epoch, self._step, self._losses = self._epoch + 1, 0, []
        self._keeper.epoch_done(self._state())

    def _in_epoch(self):
        return (f'epoch {self._epoch}, step {self._step} of {self._steps}: loss '
                f'{np.mean(self._losses[-20:]):.3f}')

    def _rng(self, *numbers):
        return np.random.default_rng((self._schedule.seed, *numbers))

    def _trained(self):
        return {name: value.detach() for name, value in self._kept.items()}

    def _state(self):
        return {'epoch': self._epoch, 'step': self._step, 'losses': self._losses,
                'best': self._best, 'best_epoch': self._best_epoch, 'history': self._history,
                'spent_s': self._spent_s + time.monotonic() - self._begin_s,
                'weights': self._trained(), 'optimiser': self._optimiser.state_dict(),
                'pace': self._pace.state_dict()}

    def _restore(self, state):
        if set(state['weights']) != set(self._kept):
            raise InputError('the training was begun by a version that learned other things, and '
                             'cannot go on; give another --out')
        self._epoch, self._step, self._losses = state['epoch'], state['step'], state['losses']
        self._best, self._best_epoch = state['best'], state['best_epoch']
        self._history, self._spent_s = state['history'], state['spent_s']
        self._load(state['weights'])
        self._optimiser.load_state_dict(state['optimiser'])
        self._pace.load_state_dict(state['pace'])
        if self._epoch <= self._schedule.epochs:
            self._report(f'going on at epoch {self._epoch}, after {self._step} of '
                         f'{self._steps} steps')

    def _load(self, weights):
        import torch

        with torch.no_grad():
            for name, value in self._kept.items():
                value.copy_(weights[name])


def _in_words(figures):
    return ''.join(f', {name} {value:.3f}' for name, value in figures.items())
