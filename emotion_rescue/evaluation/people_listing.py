"""Reads what "synth images" wrote about its pictures: one JSON line each, in people.jsonl."""

import json
from pathlib import Path

import cv2
import numpy as np

from emotion_rescue.core.errors import InputError


def read_records(folder: Path) -> list[dict]:
    """Return the record of every picture of a split.

    Args:
        folder: of one split, such as data/survivors/test.

    Raises:
        InputError: there is no people.jsonl, or one of its lines is no record.
    """
    listing = Path(folder) / 'people.jsonl'
    if not listing.is_file():
        raise InputError(f'{folder} has no people.jsonl; name the folder of one split that '
                         'emotion-rescue synth images wrote')
    records = []
    for i, line in enumerate(listing.read_bytes().splitlines()):
        try:
            record = json.loads(line.decode())
            record['image'], record['people']
        except (ValueError, TypeError, KeyError) as error:
            raise InputError(f'line {i + 1} of {listing} is no record of a picture ({error!r}); '
                             'run the same synth images again, which makes it anew') from error
        records.append(record)
    return records


def read_picture(folder: Path, name: str) -> np.ndarray:
    """Return a picture, uint8 (height, width, 3) BGR.

    Args:
        folder: of one split.
        name: path in it, as in a record's `image`.

    Raises:
        InputError: it is missing or no picture.
    """
    path = Path(folder) / name
    bgr = cv2.imread(str(path)) if path.is_file() else None
    if bgr is None:
        raise InputError(f'{path} is missing or no picture; make the set again with '
                         'emotion-rescue synth images')
    return bgr
