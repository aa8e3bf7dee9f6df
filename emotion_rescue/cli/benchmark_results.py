"""Where the figures of a benchmark go: to a JSON file, with the versions that they hold for."""

from collections.abc import Mapping
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
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f'{str(path)!r} cannot be written ({error.strerror})') from error
    write_json(path, {**figures, 'versions': versions()})
    print(f'\nwritten to {path}')
