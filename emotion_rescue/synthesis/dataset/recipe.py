"""recipe.json: with what settings a folder of a data set is made, so that two are never mixed."""

from collections.abc import Mapping
import json
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.ordered_work import write_whole

# Raised whenever the same settings give other items than before.
FORMAT = 4


def keep_recipe(folder: Path, command: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Write `folder`/recipe.json, or check that it says the same, and return its content.

    Args:
        folder: of one split; made where it is missing.
        command: what makes the items, as 'synth images'.
        settings: everything that the items depend on, plain JSON; not how many there are, as
            more can be added.

    Raises:
        InputError: the folder was made with other or unknown settings, or its recipe cannot be
            read.
    """
    recipe = json.loads(json.dumps({'format': FORMAT, 'command': command, **settings}))
    path = folder / 'recipe.json'
    if path.exists():
        _refuse_others(folder, recipe, _read(path))
    else:
        listed = [file for file in folder.glob('*.jsonl') if file.stat().st_size]
        if listed:
            raise InputError(f'{folder} has {listed[0].name}, but no recipe.json that tells how '
                             'it was made; name another --out')
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, f'{json.dumps(recipe, indent=1)}\n'.encode())
    return recipe


def _read(path):
    try:
        recipe = json.loads(path.read_bytes())
    except ValueError as error:
        raise InputError(f'{path} is no JSON ({error}); remove the folder or name another '
                         '--out') from error
    if not isinstance(recipe, dict):
        raise InputError(f'{path} is no recipe; remove the folder or name another --out')
    return recipe


def _refuse_others(folder, recipe, existing):
    for name in recipe | existing:
        if recipe.get(name) != existing.get(name):
            raise InputError(
                f'{folder} was made with {name} {_shown(existing, name)}, not '
                f'{_shown(recipe, name)}; give the same settings, or name another --out')


def _shown(recipe, name):
    return json.dumps(recipe[name]) if name in recipe else 'unset'
