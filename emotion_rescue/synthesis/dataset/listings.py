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


def finite(content: Any) -> Any:
    """Return plain `content` with None for NaN and infinity, which JSON does not have."""
    if isinstance(content, Mapping):
        return {key: finite(value) for key, value in content.items()}
    if isinstance(content, list):
        return [finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
