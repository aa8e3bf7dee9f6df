"""Where the figures of a benchmark go: to a JSON file, with the versions that they hold for."""

from collections.abc import Mapping
import os
from pathlib import Path
from typing import Any

from emotion_rescue.cli.demo_results import versions
from emotion_rescue.cli.demo_results import write_json
from emotion_rescue.core.errors import InputError


def keep_figures(figures: Mapping[str, Any], path: Path | None) -> None:
    """Write `figures` and the versions of what was measured to `path`, and say so.

    Args:
        figures: of one benchmark.
        path: folders that lack are made; None writes nothing.

    Raises:
        InputError: the file cannot be written.
    """
    if path is None:
        return
    _make_folder_of(path)
    write_json(path, {**figures, 'versions': versions()})
    print(f'\nwritten to {path}')


def check_figures_can_be_kept(path: Path | None) -> None:
    """Tell now what `keep_figures` would else tell after an hour of measuring.

    Raises:
        InputError: the file cannot be written.
    """
    if path is None:
        return
    _make_folder_of(path)
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise InputError(f'{str(path)!r} cannot be written; give a file that can')


def _make_folder_of(path):
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f'{str(path)!r} cannot be written ({error.strerror})') from error
