"""Takes values out of what scipy.io.loadmat returns, however MATLAB wrapped them.

MATLAB knows no scalar: a struct is a 1x1 array of structs, a text a row of characters, a list of
texts a cell array or a padded matrix of characters, and any of these can be in a cell of its own.
These functions take all wrappers away.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from emotion_rescue.core.errors import InputError


def load_mat(path: Path) -> dict[str, Any]:
    """Return the variables of a .mat file of MATLAB 4 to 7.2.

    Raises:
        InputError: the file is missing, broken, or of version 7.3.
    """
    from scipy.io import loadmat
    try:
        content = loadmat(path, appendmat=False)
    except FileNotFoundError:
        raise InputError(f'there is no {path}') from None
    except NotImplementedError as error:
        raise InputError(f'{path} has the format of MATLAB 7.3 (HDF5); save it again in MATLAB '
                         'with save(..., "-v7")') from error
    except Exception as error:  # scipy raises whatever the first wrong byte leads to
        raise InputError(f'{path} cannot be read as a MATLAB file '
                         f'({type(error).__name__}: {error}); it may be cut off, so copy it '
                         'again') from error
    return {name: value for name, value in content.items() if not name.startswith('__')}


def structs(value: Any) -> list[np.void]:
    """Return the structs in `value` in order; an empty list where there is none."""
    return [item for item in _atoms(value) if isinstance(item, np.void) and item.dtype.names]


def field(struct: np.void, name: str) -> Any:
    """Return a field; an empty array where the struct has none of that name."""
    return struct[name] if name in struct.dtype.names else np.zeros((0, 0))


def texts(value: Any) -> list[str]:
    """Return the texts in `value` in order, without outer white space and without empty ones."""
    found = (str(item).strip() for item in _atoms(value) if isinstance(item, str))
    return [text for text in found if text]


def text(value: Any) -> str:
    """Return the first text in `value`; '' where there is none."""
    return next(iter(texts(value)), '')


def numbers(value: Any) -> np.ndarray:
    """Return the numbers in `value` in order, float64 (n,)."""
    return np.array([float(item) for item in _atoms(value) if _is_number(item)])


def number(value: Any) -> float:
    """Return the first number in `value`; NaN where there is none."""
    return next(iter(numbers(value).tolist()), float('nan'))


def _is_number(item):
    return isinstance(item, (bool, int, float, np.number, np.bool_)) and np.isrealobj(item)


def _atoms(value: Any) -> Iterator[Any]:
    """Yield structs, texts and numbers below any depth of arrays and cells, in MATLAB's order."""
    if isinstance(value, np.ndarray):
        for item in value.ravel(order='F'):
            yield from _atoms(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _atoms(item)
    else:
        yield value
