"""Listings of data sets (.jsonl): one line of plain JSON an item."""

from collections.abc import Iterator
from collections.abc import Mapping
import json
import math
from pathlib import Path
from typing import Any


def read_listing(listing: Path) -> Iterator[dict[str, Any]]:
    """Yield the record of every item, in order."""
    with open(listing, encoding='utf-8') as lines:
        for line in lines:
            yield json.loads(line)


def finite(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return `record` with None for NaN and infinity, which JSON does not have."""
    return {key: None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in record.items()}
