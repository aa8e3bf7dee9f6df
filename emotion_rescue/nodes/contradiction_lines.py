"""Where the models contradict an operator, in lines at the bottom of the picture."""

from collections.abc import Callable
from collections.abc import Sequence

from emotion_rescue.nodes.person_on_screen import ListedSurvivor

# More would hide the picture that the operator drives by.
MOST_SHOWN = 3


def contradiction_lines(listed: Sequence[ListedSurvivor], fits: Callable[[str], bool]
                        ) -> list[str]:
    """Return lines that tell of whom the models contradict the operator, and how.

    Args:
        listed: everybody, the most important first; also who is out of view or only heard.
        fits: whether a text has room in a line.
    """
    told = [s for s in listed if s.contradiction]
    lines = [line for s in told[:MOST_SHOWN]
             for line in wrapped(f'! {s.survivor_id}: {s.contradiction}', fits)]
    more = len(told) - MOST_SHOWN
    return [*lines, f'! and {more} more contradictions'] if more > 0 else lines


def wrapped(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Return `text` in lines that fit, broken at blanks; words are not broken."""
    lines: list[str] = []
    for word in text.split():
        longer = f'{lines[-1]} {word}' if lines else word
        if lines and fits(longer):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
