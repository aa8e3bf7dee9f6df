"""The folder that a training writes to: what it is, how far it came, what it measured.

    training.json   the recipe, and whether it is finished
    history.json    figures after every epoch, retention before and after
    curves.png      the same as pictures
    state/          what is needed to go on after a kill; removed at the end

Beside these lie the weights, once they are trained.
"""

from dataclasses import asdict
import json
from pathlib import Path
import shutil

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.synthesis.dataset.ordered_work import storage
from emotion_rescue.training.affect_curves import draw_curves
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.processes import Processes
from emotion_rescue.training.saved_files import save_json

_OTHERWISE_ALLOWED = ('out', 'threads', 'device', 'checkpoint_every_steps')
_WEIGHTS = ('model.safetensors', 'adapter_model.safetensors', 'model.safetensors.index.json')


class TrainingFolder:
    """One training's folder. Only the main process opens it."""

    def __init__(self, recipe: AffectRecipe, data: str):
        """Open the folder of `recipe`, new or begun by the same recipe on the same data.

        Args:
            recipe: how to train, with `out`.
            data: fingerprint of the people.

        Raises:
            SettingsError: the folder was begun otherwise; every setting that differs is named.
            InputError: it has weights that no training of this kind made, or another's data.
            WeightsError: what is in it cannot be read.
            UnfinishedError: it cannot be written.
        """
        self._path, self._recipe, self._data = Path(recipe.out), recipe, data
        begun = _read(self._path / 'training.json')
        if begun is None:
            present = [name for name in _WEIGHTS if (self._path / name).exists()]
            if present:
                raise InputError(f'{self._path} has a {present[0]} of another origin; give an '
                                 'empty or a new folder with --out')
            self._write(finished=False)
        else:
            self._compare(begun)
        self.finished = bool(begun and begun['finished'])
        self.history = _read(self._path / 'history.json') or {}

    def keep(self, name: str, value) -> None:
        """Write `value` into history.json under `name`, and draw the curves anew."""
        self.history[name] = value
        save_json(self._path / 'history.json', self.history)
        with storage(self._path):
            draw_curves(self.history, self._path / 'curves.png')

    def finish(self) -> None:
        """Say that all is done, and remove the state."""
        self._write(finished=True)
        shutil.rmtree(_state(self._recipe), ignore_errors=True)
        self.finished = True

    def _write(self, finished):
        save_json(self._path / 'training.json', {
            'finished': finished, 'data': self._data, 'recipe': asdict(self._recipe)})

    def _compare(self, begun):
        old, new = begun['recipe'], asdict(self._recipe)
        changed = [
            f'{name} is {new[name]!r}, but the training in {self._path} began with '
            f'{old.get(name)!r}; give that, or another folder with --out'
            for name in new if name not in _OTHERWISE_ALLOWED and old.get(name) != new[name]]
        if changed:
            raise SettingsError(changed)
        if begun['data'] != self._data:
            raise InputError(f'the people in {self._recipe.data} are not those that the training '
                             f'in {self._path} began with ({begun["data"]}); give another folder '
                             'with --out')


def stage_keeper(recipe: AffectRecipe, stage: str, processes: Processes,
                 folder: TrainingFolder | None) -> Keeper:
    """Return what keeps a stage's state in the folder of its training.

    Args:
        recipe: how to train, with `out`.
        stage: name of the stage.
        processes: who trains.
        folder: told the figures of every epoch; None where this is not the main process.
    """
    return Keeper(_state(recipe), stage, processes, recipe.checkpoint_every_steps,
                  lambda epochs: folder.keep(stage, epochs))


def _state(recipe):
    return Path(recipe.out) / 'state'


def _read(path):
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
        if not isinstance(content, dict):
            raise ValueError('no JSON object')
        return content
    except (OSError, ValueError) as error:
        raise WeightsError(f'{path} cannot be read ({error}); remove its folder to train '
                           'anew') from error
