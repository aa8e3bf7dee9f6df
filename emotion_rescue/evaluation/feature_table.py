"""Turns what is known of people, names and numbers mixed, into columns for a learner."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Facts = Mapping[str, float | bool | str | None]


@dataclass(frozen=True, eq=False)
class FeatureTable:
    """n rows of d columns.

    Attributes:
        columns: the field each column comes from, (d,) names; a field of names has several.
        values: float32 (n, d); NaN where a field is unknown.
    """

    columns: tuple[str, ...]
    values: np.ndarray

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field once, in the order of the columns."""
        return tuple(dict.fromkeys(self.columns))

    def columns_of(self, field: str) -> np.ndarray:
        """Return the numbers of the columns of one field."""
        return np.flatnonzero(np.array(self.columns) == field)

    def rows(self, chosen: np.ndarray | slice) -> 'FeatureTable':
        """Return a table of the chosen rows."""
        return FeatureTable(self.columns, self.values[chosen])


def tabulate(facts: Sequence[Facts]) -> FeatureTable:
    """Return one row for each of `facts`.

    Numbers and truth values become one column; names become a column for each name that occurs,
    1 where it holds. A field that a row lacks, or that is None, is NaN.
    """
    fields: dict[str, set] = {}
    for row in facts:
        for name, value in row.items():
            names = fields.setdefault(name, set())
            if isinstance(value, str):
                names.add(value)
    columns, values = [], []
    for field in sorted(fields):
        known = [row.get(field) for row in facts]
        for name in sorted(fields[field]):
            columns.append(field)
            values.append([np.nan if value is None else float(value == name) for value in known])
        if not fields[field]:
            columns.append(field)
            values.append([np.nan if value is None else float(value) for value in known])
    return FeatureTable(tuple(columns), np.array(values, np.float32).reshape(
        len(columns), len(facts)).T)
