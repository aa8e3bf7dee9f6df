"""The contact sheet of a set of pictures: one clear example of every situation, then the sites."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from emotion_rescue.synthesis.dataset.contact_sheet import contact_sheet
from emotion_rescue.synthesis.dataset.contact_sheet import fit
from emotion_rescue.synthesis.dataset.contact_sheet import read_rgb
from emotion_rescue.synthesis.dataset.contact_sheet import stack
from emotion_rescue.synthesis.dataset.contact_sheet import Tile
from emotion_rescue.synthesis.dataset.contact_sheet import write_png
from emotion_rescue.synthesis.dataset.typicality import facing
from emotion_rescue.synthesis.dataset.typicality import typicality
from emotion_rescue.synthesis.person.situations import SITUATIONS

_SITUATIONS = {situation.name: situation for situation in SITUATIONS}
_COLUMNS, _SITE_COLUMNS = 6, 5
_TILE_PX = 232
_SITE_WIDTH_PX, _SITE_HEIGHT_PX = 279, 210
# A crop's side over the person's larger side, and its least side: the person with surroundings.
_CONTEXT, _LEAST_CROP_PX = 1.35, 110
# What makes an example clear: this tall, this well lit (luma), facing the camera.
_TALL_PX, _WELL_LIT = 240.0, 105.0
# So many pictures of each situation are compared.
_LOOKED_AT = 4
_MARK_RGB = (255, 220, 0)

Record = Mapping[str, Any]


def write_image_sheet(folder: Path, records: Sequence[Record]) -> Path:
    """Write `folder`/contact_sheet.png from lines of people.jsonl; return its path."""
    path = folder / 'contact_sheet.png'
    write_png(path, image_sheet(folder, records))
    return path


def image_sheet(folder: Path, records: Sequence[Record]) -> np.ndarray:
    """Return the sheet, uint8 (height, width, 3) RGB.

    Args:
        folder: where the pictures are.
        records: lines of people.jsonl.
    """
    examples = clearest_examples(records, _LOOKED_AT)
    people = [_sharpest_tile(folder, examples[name]) for name in sorted(examples)]
    sites = [_site_tile(folder, record) for record in _sites(records)]
    return stack([contact_sheet(people, _COLUMNS, _TILE_PX, _TILE_PX),
                  contact_sheet(sites, _SITE_COLUMNS, _SITE_WIDTH_PX, _SITE_HEIGHT_PX)])


def clearest_examples(records: Iterable[Record],
                      count: int = 1) -> dict[str, list[tuple[float, Record, Record]]]:
    """Return who is seen most clearly in each situation and is typical for it.

    Args:
        records: lines of people.jsonl.
        count: how many of each situation, if there are so many.

    Returns:
        situation -> (score 0..1, picture, person), best first.
    """
    seen: dict[str, list[tuple[Record, Record]]] = {}
    for record in records:
        for person in record['people']:
            seen.setdefault(person['situation'], []).append((record, person))
    return {name: _best(examples, count) for name, examples in seen.items()}


def clearness(record: Record, person: Record) -> float:
    """Return how well a person can be seen, 0..1: whole, large, lit, alone, expressive, facing."""
    left, top, right, bottom = person['xyxy']
    tall = max(right - left, bottom - top)
    cut = left <= 0 or top <= 0 or right >= record['width'] or bottom >= record['height']
    overlapped = sum(_overlap(person['xyxy'], other['xyxy']) for other in record['people']
                     if other is not person)
    lit = np.exp(-((person['luminance'] - _WELL_LIT) / 55) ** 2)
    return float(person['visible_fraction'] ** 2 * min(1.0, tall / _TALL_PX) * lit
                 * facing(person['heading_deg'], person['posture'])
                 * (0.3 + 0.7 * person['expressivity']) * (0.4 if cut else 1.0)
                 * (0.3 if person['head_xyxy'] is None else 1.0) / (1 + 2 * overlapped)
                 * (1.0 if record['weather'] == 'clear' else 0.5))


def _best(examples, count):
    """Return the `count` best of (picture, person): clear, typical and of usual distress."""
    usual = float(np.median([person['distress'] for _, person in examples]))
    scored = [(clearness(record, person) * _typicality(person)
               * (1 - 0.9 * abs(person['distress'] - usual)), record, person)
              for record, person in examples]
    return sorted(scored, key=lambda example: -example[0])[:count]


def _typicality(person):
    return typicality(_SITUATIONS[person['situation']], person['posture'], person['gesture'],
                      person['outfit']['work_suit'])


def crop_square(xyxy: Sequence[int], width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """Return a square with a person and the surroundings, as far as it fits into the picture."""
    left, top, right, bottom = xyxy
    side = max(_LEAST_CROP_PX, _CONTEXT * max(right - left, bottom - top))
    side = int(min(side, width_px, height_px))
    x = int(np.clip((left + right - side) / 2, 0, width_px - side))
    y = int(np.clip((top + bottom - side) / 2, 0, height_px - side))
    return x, y, x + side, y + side


def _sites(records):
    """Return a picture with people for every place, light and weather there is, if possible."""
    chosen = []
    for key in ('scene', 'light', 'weather'):
        for value in sorted({record[key] for record in records}):
            having = [r for r in records if r[key] == value and r not in chosen]
            if not having or any(r[key] == value for r in chosen if key != 'scene'):
                continue
            chosen.append(max(having, key=lambda record: sum(
                clearness(record, person) for person in record['people'])))
    return chosen


def _sharpest_tile(folder, examples):
    """Return the tile of the best example; how sharp it is, only its picture tells."""
    tiles = [_person_tile(folder, record, person) for _, record, person in examples]
    values = [score * _sharpness(tile.rgb)
              for (score, _, _), tile in zip(examples, tiles, strict=True)]
    return tiles[int(np.argmax(values))]


def _sharpness(rgb):
    """Return how much the brightness differs from pixel to pixel at the size that is shown."""
    grey = cv2.cvtColor(fit(rgb, _TILE_PX, _TILE_PX), cv2.COLOR_RGB2GRAY)
    # A median takes out the camera's noise, which is no detail.
    return float(np.abs(cv2.Laplacian(cv2.medianBlur(grey, 3), cv2.CV_32F)).mean())


def _person_tile(folder, record, person):
    rgb = _read(folder, record)
    left, top, right, bottom = crop_square(person['xyxy'], record['width'], record['height'])
    if any(_overlap(other['xyxy'], (left, top, right, bottom)) > 0.2
           for other in record['people'] if other is not person):
        x0, y0, x1, y1 = person['xyxy']
        cv2.rectangle(rgb, (x0 - 2, y0 - 2), (x1 + 1, y1 + 1), _MARK_RGB, 1)
    valence, arousal, dominance = person['vad']
    return Tile(rgb[top:bottom, left:right], (
        person['situation'].replace('_', ' '), f'distress {person["distress"]:.2f}',
        f'V {valence:.1f}  A {arousal:.1f}  D {dominance:.1f}'))


def _site_tile(folder, record):
    words = ', '.join(record[key].replace('_', ' ') for key in ('scene', 'light', 'weather'))
    return Tile(_read(folder, record), (words,))


def _read(folder, record):
    return read_rgb(folder / record['image'])


def _overlap(inner, outer):
    """Return the share of box `inner` that box `outer` covers."""
    width = min(inner[2], outer[2]) - max(inner[0], outer[0])
    height = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (inner[2] - inner[0]) * (inner[3] - inner[1])
    return max(0, width) * max(0, height) / area
