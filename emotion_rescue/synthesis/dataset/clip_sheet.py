"""The contact sheet of a set of clips: a row each of first, middle and last picture, and sound."""

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any
import wave

import cv2
import numpy as np

from emotion_rescue.synthesis.dataset.contact_sheet import contact_sheet
from emotion_rescue.synthesis.dataset.contact_sheet import read_rgb
from emotion_rescue.synthesis.dataset.contact_sheet import Tile
from emotion_rescue.synthesis.dataset.contact_sheet import write_png
from emotion_rescue.synthesis.dataset.voice_sheet import plain_ascii
from emotion_rescue.synthesis.dataset.voice_sheet import spectrogram

_ROWS, _COLUMNS, _WIDTH_PX, _HEIGHT_PX = 14, 4, 400, 300
# Boxes and numbers of people, told apart by colour.
_COLOURS_RGB = ((255, 220, 0), (0, 220, 255), (255, 110, 200), (120, 255, 120))

Record = Mapping[str, Any]


def write_clip_sheet(folder: Path, records: Sequence[Record]) -> Path:
    """Write `folder`/contact_sheet.png from lines of clips.jsonl; return its path.

    Args:
        folder: of one split, with the clips.
        records: lines of clips.jsonl.
    """
    tiles = [tile for record in chosen_clips(records) for tile in _tiles(folder, record)]
    path = folder / 'contact_sheet.png'
    write_png(path, contact_sheet(tiles, _COLUMNS, _WIDTH_PX, _HEIGHT_PX))
    return path


def chosen_clips(records: Sequence[Record]) -> list[Record]:
    """Return up to 14 clips, in order, that show as many motions and situations as can be."""
    left, shown, chosen = list(records), set(), []
    while left and len(chosen) < _ROWS:
        best = max(left, key=lambda record: len(_shows(record) - shown))
        left.remove(best)
        chosen.append(best)
        shown |= _shows(best)
    return sorted(chosen, key=lambda record: record['clip'])


def _shows(record):
    return {person[key] for person in record['people'] if person['frames_seen']
            for key in ('situation', 'motion')} | {
                segment['kind'] for segment in record['sound']['segments']}


def _tiles(folder, record):
    frames = record['frames']
    chosen = (frames[0], frames[len(frames) // 2], frames[-1])
    people = [_person_caption(person) for person in record['people'] if person['frames_seen']]
    words = ', '.join(record[key].replace('_', ' ') for key in ('scene', 'light', 'weather'))
    titles = [f'{frame["time_s"]:.1f} s' for frame in chosen]
    titles[0] += f'  {record["clip"].rpartition("/")[2]}: {words}'
    # Everybody's state is told under the pictures, two lines each.
    lines = [line for caption in people for line in caption][:6]
    tiles = [Tile(_picture(folder, frame), (title, *lines[2 * i:2 * i + 2]))
             for i, (frame, title) in enumerate(zip(chosen, titles, strict=True))]
    return [*tiles, Tile(_sound(folder, record), _sound_caption(record))]


def _picture(folder, frame):
    rgb = read_rgb(folder / frame['file'])
    for person in frame['people']:
        left, top, right, bottom = person['xyxy']
        colour = _COLOURS_RGB[person['id'] % len(_COLOURS_RGB)]
        cv2.rectangle(rgb, (left - 2, top - 2), (right + 1, bottom + 1), colour, 1)
        cv2.putText(rgb, str(person['id']), (left, max(16, top - 6)), cv2.FONT_HERSHEY_SIMPLEX,
                    0.6, colour, 2, cv2.LINE_AA)
    return rgb


def _person_caption(person):
    return (f'{person["id"]}: {person["situation"].replace("_", " ")}, {person["motion"]}',
            f'distress {person["distress"]:.2f}, {person["bearing_deg"]:+.0f} deg, '
            f'{person["distance_m"]:.1f} m')


def _sound(folder, record):
    with wave.open(str(folder / record['sound']['file']), 'rb') as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), '<i2')
        first = samples[::file.getnchannels()]
    return cv2.resize(spectrogram(first), (_WIDTH_PX, _HEIGHT_PX), interpolation=cv2.INTER_AREA)


def _sound_caption(record):
    sound = record['sound']
    noise = sound['noise'] or 'no noise'
    if sound['snr_db'] is not None and sound['noise']:
        noise += f' at {sound["snr_db"]:.0f} dB'
    said = [f'{segment["person"]} {segment["start_s"]:.1f} s: '
            f'{segment["text"] or segment["kind"]}' for segment in sound['segments']]
    lines = said[:3] or ['nobody is heard']
    return (f'{sound["room"]}, {noise}', *(plain_ascii(line) for line in lines))
