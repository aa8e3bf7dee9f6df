"""Elements of HTML and SVG as text; whatever is no element is escaped."""

from collections.abc import Iterable
import html
import unicodedata


class Html(str):
    """Text that is HTML already; made by `element`, or of constants."""

    __slots__ = ()


Part = str | int | float | Iterable

# Elements that have no end tag.
_VOID = frozenset(('meta', 'img', 'br'))
_DIRECTIONS = frozenset('\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e'
                        '\u2066\u2067\u2068\u2069')


def element(name: str, *parts: Part, **attributes: str | int | float) -> Html:
    """Return an element of HTML or SVG.

    Args:
        name: of the element; a constant of the caller's.
        parts: its content: elements, text, which is escaped, numbers, or any iterable of these.
        attributes: an underscore stands for a hyphen, one at the end for nothing (`class_`).
    """
    told = ''.join(f' {key.rstrip("_").replace("_", "-")}="{_escaped(str(value))}"'
                   for key, value in attributes.items())
    if name in _VOID:
        return Html(f'<{name}{told}>')
    return Html(f'<{name}{told}>{joined(parts)}</{name}>')


def joined(parts: Part) -> Html:
    """Return one or many parts one after the other."""
    if isinstance(parts, Html):
        return parts
    if isinstance(parts, str | int | float):
        return Html(_escaped(str(parts)))
    return Html(''.join(map(joined, parts)))


def printable(text: str) -> str:
    """Return `text` without what no page can hold or would show as something else.

    Control characters, halves of surrogate pairs, and characters that turn the direction of
    writing become U+FFFD.
    """
    return ''.join('\ufffd' if _unprintable(one) else one for one in text)


def _unprintable(one):
    return one in _DIRECTIONS or (unicodedata.category(one) in ('Cc', 'Cs') and one not in '\n\t')


def _escaped(text):
    return html.escape(printable(text), quote=True)
