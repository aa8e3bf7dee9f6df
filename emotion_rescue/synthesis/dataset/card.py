"""card.md: what a data set is, how it is made again, and what is in it, counted, not claimed."""

from collections import Counter
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
import math
from pathlib import Path

import numpy as np

from emotion_rescue.synthesis.dataset.category_prevalences import category_rows
from emotion_rescue.synthesis.dataset.ordered_work import write_whole

LICENCE = (
    'The items were made by emotion_rescue (Apache-2.0) and may be used under the same licence. '
    'Nobody in them exists; no photograph and no recording of a person went in. '
    'docs/synthetic_survivors.md lists the sources and their licences.')


def write_card(folder: Path, title: str, sections: Iterable[tuple[str, str]]) -> Path:
    """Write `folder`/card.md from (heading, Markdown text) pairs; return its path."""
    parts = [f'# {title}', *(f'## {heading}\n{text}' for heading, text in sections)]
    path = folder / 'card.md'
    write_whole(path, ('\n\n'.join(parts) + '\n').encode())
    return path


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; all columns but the first are aligned to the right."""
    rows = [[str(cell) for cell in row] for row in rows]
    align = [':--', *['--:'] * (len(header) - 1)]
    return '\n'.join(f'| {" | ".join(row)} |' for row in (list(header), align, *rows))


def share_table(name: str, values: Iterable[Hashable],
                known: Iterable[Hashable] = ()) -> str:
    """Return a table of how often each value occurs, most frequent first.

    Args:
        name: heading of the first column.
        values: one an item.
        known: values that are listed even if they do not occur.
    """
    counts = Counter(dict.fromkeys(known, 0))
    counts.update(values)
    total = sum(counts.values())
    return table((name, 'count', '%'), (
        (value, count, f'{100 * count / total:.1f}' if total else '-')
        for value, count in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))))


def spread_table(values: Mapping[str, Iterable[float]]) -> str:
    """Return mean, standard deviation and percentiles of named values, without NaN and None."""
    rows = []
    for name, column in values.items():
        known = np.array([v for v in column if v is not None and math.isfinite(v)], float)
        figures = ((known.mean(), known.std(), *np.percentile(known, (0, 5, 50, 95, 100)))
                   if len(known) else ())
        rows.append((name, len(known), *(f'{figure:.2f}' for figure in figures)))
        rows[-1] += ('-',) * (9 - len(rows[-1]))
    return table(('', 'count', 'mean', 'sd', 'least', '5 %', 'median', '95 %', 'most'), rows)


def category_table(people: Iterable[Iterable[str]]) -> str:
    """Return the shares of the 26 categories beside those of EMOTIC; see `category_rows`."""
    return table(('category', 'people', '% here', '% in EMOTIC'), category_rows(people))
