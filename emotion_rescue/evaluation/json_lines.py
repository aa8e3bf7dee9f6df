"""Reads JSON lines that others wrote, strictly: what is no JSON is an error, not a guess."""

from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import InputError


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number of each line that is not blank, from 1 on, and its object.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object, has NaN or infinity in
            it, which JSON does not have, or the same name twice in one object.
    """
    try:
        lines = Path(path).read_bytes().splitlines()
    except OSError as error:
        raise InputError(f'{path} cannot be read ({error.strerror}); name a file of JSON '
                         'lines') from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            # Some editors start a file with a byte order mark.
            record = json.loads(line.decode('utf-8-sig'), parse_constant=_refuse,
                                object_pairs_hook=_without_doubles)
        except json.JSONDecodeError as error:
            raise InputError(f'{path}, line {number} is no JSON: {error.msg} at column '
                             f'{error.colno}; each line is one object') from error
        except UnicodeDecodeError as error:
            raise InputError(f'{path}, line {number} is no text in UTF-8; is this the right '
                             'file?') from error
        except RecursionError as error:
            raise InputError(f'{path}, line {number} is nested too deeply; each line is one '
                             'object') from error
        except ValueError as error:
            raise InputError(f'{path}, line {number}: {error}') from error
        if not isinstance(record, dict):
            raise InputError(f'{path}, line {number} is no object {{...}}; each line must be one')
        yield number, record


def _refuse(constant):
    raise ValueError(f'{constant} is no JSON value; write null for what is unknown')


def _without_doubles(pairs):
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'{double!r} is there twice in one object')
    return record
