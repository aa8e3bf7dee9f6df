"""Encodes values as a MATLAB file of level 5 (MATLAB 5 to 7.2), as bytes.

"MAT-File Format", The MathWorks, chapter on level 5. Written for many small structs: equal texts
and numbers are encoded once, and nothing depends on the time, so that equal values give equal
bytes (scipy.io.savemat writes the time into the file, and needs a minute for 20,000 people).
All arrays are rows, 1xN, as in EMOTIC.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import lru_cache
import struct
import zlib

_INT8, _INT32, _UINT32, _DOUBLE, _MATRIX, _COMPRESSED, _UTF16 = 1, 5, 6, 9, 14, 15, 17
_CELL_CLASS, _STRUCT_CLASS, _CHAR_CLASS, _DOUBLE_CLASS = 1, 2, 4, 6
_FIELD_BYTES = 32
_HEADER_BYTES = 116


def encode_file(about: str, variables: Mapping[str, bytes]) -> bytes:
    """Return the file.

    Args:
        about: up to 116 ASCII characters that a MATLAB file begins with.
        variables: name -> what one of the functions below returned.
    """
    header = f'MATLAB 5.0 MAT-file, {about}'.encode('ascii')[:_HEADER_BYTES].ljust(_HEADER_BYTES)
    parts = [header, bytes(8), struct.pack('<H2s', 0x0100, b'IM')]
    for name, value in variables.items():
        # A value knows its class and size, then comes the name, then the content.
        packed = zlib.compress(_element(_MATRIX, _named(value, name)))
        parts.append(struct.pack('<II', _COMPRESSED, len(packed)) + packed)
    return b''.join(parts)


@lru_cache(maxsize=4096)
def text(value: str) -> bytes:
    """Return a row of characters up to U+FFFF; an empty text has the size 1x0."""
    data = value.encode('utf-16-le')
    return _matrix(_CHAR_CLASS, len(data) // 2, _element(_UTF16, data))


def number(value: float) -> bytes:
    """Return one double."""
    return row((value,))


@lru_cache(maxsize=4096)
def row(values: tuple[float, ...]) -> bytes:
    """Return a row of doubles."""
    return _matrix(_DOUBLE_CLASS, len(values),
                   _element(_DOUBLE, struct.pack(f'<{len(values)}d', *values)))


def cells(values: Sequence[bytes]) -> bytes:
    """Return a row of cells with encoded values."""
    return _matrix(_CELL_CLASS, len(values), b''.join(values))


def structs(fields: Sequence[str], rows: Sequence[Iterable[bytes]]) -> bytes:
    """Return a row of structs.

    Args:
        fields: ASCII names of up to 31 characters.
        rows: of each struct the encoded values of its fields, in order.
    """
    names = b''.join(name.encode('ascii').ljust(_FIELD_BYTES, b'\0') for name in fields)
    # The length of the names is in the short form of an element, which holds its data itself.
    start = struct.pack('<HHi', _INT32, 4, _FIELD_BYTES) + _element(_INT8, names)
    return _matrix(_STRUCT_CLASS, len(rows), start + b''.join(b''.join(r) for r in rows))


def _matrix(kind, length, content):
    flags = _element(_UINT32, struct.pack('<II', kind, 0))
    size = _element(_INT32, struct.pack('<ii', 1, length))
    return _element(_MATRIX, flags + size + _element(_INT8, b'') + content)


def _named(value, name):
    """Return the content of a nameless matrix with a name."""
    place = 8 + 16 + 16  # What stands before the name: own tag, flags, size.
    return value[8:place] + _element(_INT8, name.encode('ascii')) + value[place + 8:]


def _element(kind, data):
    return struct.pack('<II', kind, len(data)) + data + bytes(-len(data) % 8)
