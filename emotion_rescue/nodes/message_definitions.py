"""Texts of message definitions and message classes, found by type name.

A bag carries the definition of every type that is in it, so that it can be read anywhere.
"""

import importlib
import os
from pathlib import Path
import re

# One field or constant a line: `type name`, the type perhaps bounded and an array.
_FIELD = re.compile(r'^([A-Za-z][A-Za-z0-9_/]*)(?:<=\d+)?(?:\[[^\]]*\])?\s+\w+')
_PRIMITIVES = frozenset((
    'bool', 'byte', 'char', 'float32', 'float64', 'int8', 'uint8', 'int16', 'uint16', 'int32',
    'uint32', 'int64', 'uint64', 'string', 'wstring'))
_SEPARATOR = '=' * 80


class UnknownTypeError(LookupError):
    """A message type whose package is not installed here."""


def message_class(type_name: str) -> type:
    """Return the Python class of a type such as 'std_msgs/msg/Header'.

    Raises:
        UnknownTypeError: its package is not installed.
    """
    package, folder, name = type_name.split('/')
    try:
        return getattr(importlib.import_module(f'{package}.{folder}'), name)
    except (ImportError, AttributeError) as error:
        raise UnknownTypeError(f'the message type {type_name} is not installed') from error


def message_definition(type_name: str) -> str:
    """Return the definition of a type followed by those of all types in it.

    The form is rosbag2's "ros2msg": the parts are separated by a line of equals signs and a line
    `MSG: package/Name`.

    Raises:
        UnknownTypeError: a definition is not installed.
    """
    parts, waiting, seen = [], [type_name], {type_name}
    while waiting:
        name = waiting.pop(0)
        text = _definition_file(name).read_text(encoding='utf-8')
        package, _, short = name.split('/')
        parts.append(text if not parts else f'{_SEPARATOR}\nMSG: {package}/{short}\n{text}')
        inner = [t for t in _types_in(text, package) if t not in seen]
        waiting += inner
        seen.update(inner)
    return '\n'.join(part.rstrip('\n') for part in parts) + '\n'


def _types_in(text, package):
    found = []
    for line in text.splitlines():
        match = _FIELD.match(line.strip())
        if match and match[1] not in _PRIMITIVES:
            words = match[1].split('/')
            owner = words[0] if len(words) > 1 else package
            found.append(f'{owner}/msg/{words[-1]}')
    return list(dict.fromkeys(found))


def _definition_file(type_name):
    package, folder, name = type_name.split('/')
    for prefix in os.environ.get('AMENT_PREFIX_PATH', '').split(os.pathsep):
        path = Path(prefix) / 'share' / package / folder / f'{name}.msg'
        if prefix and path.is_file():
            return path
    raise UnknownTypeError(f'no definition of the message type {type_name} was found in the '
                           'folders of AMENT_PREFIX_PATH')
