"""Writes figures as PNG files, one sheet with one pair of axes each."""

from collections.abc import Callable
from collections.abc import Iterable
from pathlib import Path

from emotion_rescue.core.errors import MissingPackageError

_DPI = 150


def draw_sheets(folder: Path,
                sheets: Iterable[tuple[str, tuple[float, float], Callable]]) -> list[Path]:
    """Write each sheet into `folder`, which is made, and return their paths.

    Args:
        folder: where the files go.
        sheets: name of the file without its ending, width and height in inches, and a function
            that draws on the axes of matplotlib that it is given.

    Raises:
        MissingPackageError: matplotlib is not installed.
    """
    make_sheet = sheet_class()
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, size, draw in sheets:
        sheet = make_sheet(figsize=size, layout='constrained')
        draw(sheet.add_subplot())
        paths.append(folder / f'{name}.png')
        sheet.savefig(paths[-1], dpi=_DPI)
    return paths


def sheet_class() -> type:
    """Return matplotlib's Figure, which needs no display and no state of pyplot.

    Raises:
        MissingPackageError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingPackageError(
            'drawing figures needs the package matplotlib; '
            'pip install -r requirements/development.txt') from error
    return Figure
