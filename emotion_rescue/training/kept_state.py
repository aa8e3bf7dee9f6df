"""Keeps the state of a training stage in a folder, so that it can be killed at any moment.

Two files a stage: its state, and the weights of its best epoch. Each is written whole or not at
all, the best weights first; so whatever stops the process, the state names best weights that are
there, and the training goes on from it as if nothing had been.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from emotion_rescue.training.processes import Processes
from emotion_rescue.training.saved_files import load_tensors
from emotion_rescue.training.saved_files import save_tensors


class Keeper:
    """Keeps one stage; without a folder, in memory only. Only the main process writes."""

    def __init__(self, folder: Path | None = None, stage: str = '',
                 processes: Processes | None = None, every_steps: int = 0,
                 told: Callable[[list[dict]], None] = lambda history: None):
        """Say where to keep what.

        Args:
            folder: of all stages' files; None keeps nothing beyond this process.
            stage: name, part of the files' names.
            processes: who trains; None is this one alone.
            every_steps: steps between two savings within an epoch; 0: none.
            told: called in the main process with one dict an epoch, after each of them.
        """
        self.processes = Processes() if processes is None else processes
        self.every_steps = every_steps if folder else 0
        self._folder, self._stage, self._told = folder, stage, told
        self._best = None

    def load(self) -> dict[str, Any] | None:
        """Return the last state that was saved, the same in every process; None at the start."""
        path = self._path('state')
        kept = path is not None and self.processes.main and path.is_file()
        return self.processes.from_main(load_tensors(path) if kept else None)

    def save(self, state: dict[str, Any]) -> None:
        """Save a state: tensors and plain values."""
        if self._folder and self.processes.main:
            save_tensors(self._path('state'), state)

    def epoch_done(self, state: dict[str, Any]) -> None:
        """Save the state after an epoch, drop best weights of earlier ones, and tell."""
        self.save(state)
        if self.processes.main:
            if self._folder:
                keep = self._path('best', state['best_epoch'])
                for path in self._folder.glob(f'{self._stage}-best-*.pt'):
                    if path != keep:
                        path.unlink()
            self._told(state['history'])

    def keep_best(self, epoch: int, weights: dict[str, Any]) -> None:
        """Keep the weights of the best epoch so far."""
        if self._folder is None:
            self._best = {name: value.detach().clone() for name, value in weights.items()}
        elif self.processes.main:
            save_tensors(self._path('best', epoch), weights)

    def best(self, epoch: int) -> dict[str, Any]:
        """Return the weights of the best epoch, the same in every process."""
        if self._folder is None:
            return self._best
        main = self.processes.main
        return self.processes.from_main(
            load_tensors(self._path('best', epoch)) if main else None)

    def _path(self, what, epoch=None):
        if self._folder is None:
            return None
        end = '' if epoch is None else f'-{epoch}'
        return self._folder / f'{self._stage}-{what}{end}.pt'
