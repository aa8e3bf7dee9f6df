"""Masks as COCO's run lengths: exact, and a few hundred characters a person.

A mask is read column by column; the lengths of its runs, beginning with one of background (maybe
of length 0), are the uncompressed form. From the fourth run on, COCO's compressed string holds
the difference to the run two before. Numbers are written in groups of 5 bits, low ones first, one
character each: the code 48 plus the group, plus 32 where more groups follow; the highest bit of
the last group is the sign. The format is that of the COCO API (github.com/cocodataset/cocoapi).
"""

import numpy as np


def encode_mask(mask: np.ndarray) -> str:
    """Return the compressed string of a bool mask (height, width)."""
    pixels = np.asarray(mask, bool).ravel(order='F')
    ends = np.flatnonzero(np.diff(pixels)) + 1
    runs = np.diff([0, *ends, len(pixels)]).tolist()
    if len(pixels) and pixels[0]:
        runs.insert(0, 0)
    return ''.join(_number(run - runs[i - 2] if i > 2 else run) for i, run in enumerate(runs))


def decode_mask(text: str, height_px: int, width_px: int) -> np.ndarray:
    """Return the bool mask (height, width) of a compressed string.

    Raises:
        ValueError: the string does not fill the mask.
    """
    runs: list[int] = []
    number = shift = 0
    for character in text:
        group = ord(character) - 48
        number |= (group & 31) << shift
        shift += 5
        if group & 32:
            continue
        if group & 16:
            number -= 1 << shift
        runs.append(number + runs[-2] if len(runs) > 2 else number)
        number = shift = 0
    if min(runs, default=0) < 0 or sum(runs) != height_px * width_px or shift:
        raise ValueError(f'the runs {runs[:5]}.. do not fill {width_px} x {height_px} pixels')
    values = np.arange(len(runs)) % 2 == 1
    return np.repeat(values, runs).reshape((height_px, width_px), order='F')


def _number(value):
    text = ''
    while True:
        group, value = value & 31, value >> 5
        done = value == (-1 if group & 16 else 0)
        text += chr(48 + group + (0 if done else 32))
        if done:
            return text
