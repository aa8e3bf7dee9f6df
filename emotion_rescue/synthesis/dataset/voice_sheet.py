"""The contact sheet of a set of voices: spectrograms of each kind, the least noisy ones."""

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any
import unicodedata
import wave

import cv2
import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.contact_sheet import contact_sheet
from emotion_rescue.synthesis.dataset.contact_sheet import Tile
from emotion_rescue.synthesis.dataset.contact_sheet import write_png

_COLUMNS, _WIDTH_PX, _HEIGHT_PX = 4, 400, 200
_WINDOW, _STEP = 512, 128
_RANGE_DB = 65.0
_HERE = {'ä': 'ae', 'ö': 'oe', 'ü': 'ue', 'ß': 'ss', '’': "'", 'ı': 'i'}


def write_voice_sheet(folder: Path, records: Sequence[Mapping[str, Any]]) -> Path:
    """Write `folder`/contact_sheet.png: one clip of each kind, and two of each tone of speech.

    Args:
        folder: of one split, with the clips.
        records: lines of voices.jsonl.
    """
    tiles = [_tile(folder, record) for record in _chosen(records)]
    path = folder / 'contact_sheet.png'
    write_png(path, contact_sheet(tiles, _COLUMNS, _WIDTH_PX, _HEIGHT_PX))
    return path


def spectrogram(samples: np.ndarray) -> np.ndarray:
    """Return uint8 (257, frames, 3) RGB of int16 (n,): low tones below, loud ones bright."""
    starts = np.arange(0, max(1, len(samples) - _WINDOW), _STEP)
    padded = np.pad(samples.astype(np.float32), (0, _WINDOW))
    frames = padded[starts[:, None] + np.arange(_WINDOW)] * np.hanning(_WINDOW)
    level_db = 20 * np.log10(np.abs(np.fft.rfft(frames, axis=1)).T[::-1] + 1.0)
    shade = np.clip((level_db - level_db.max()) / _RANGE_DB + 1.0, 0.0, 1.0)
    return cv2.applyColorMap((255 * shade).astype(np.uint8), cv2.COLORMAP_INFERNO)[..., ::-1]


def _chosen(records):
    """Return the cleanest records of each kind, in the order of their names."""
    quiet_first = sorted(records, key=lambda r: -(np.inf if r['snr_db'] is None else r['snr_db']))
    chosen = {}
    for record in quiet_first:
        same = chosen.setdefault(record['kind'], [])
        if len(same) < (2 if record['kind'].startswith('speech') else 1):
            same.append(record)
    return [record for kind in sorted(chosen) for record in chosen[kind]]


def _tile(folder, record):
    path = folder / record['clip']
    try:
        with wave.open(str(path), 'rb') as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), '<i2')
            first = samples[::file.getnchannels()]
            seconds = file.getnframes() / file.getframerate()
    except (FileNotFoundError, EOFError, wave.Error) as error:
        raise InputError(f'{path} is listed, but missing or no sound; remove its split, and the '
                         'same command makes it anew') from error
    # Stretched to the tile: time runs from edge to edge.
    picture = cv2.resize(spectrogram(first), (_WIDTH_PX, _HEIGHT_PX),
                         interpolation=cv2.INTER_AREA)
    noise = record['noise'] or 'no noise'
    if record['snr_db'] is not None:
        noise += f' at {record["snr_db"]:.0f} dB'
    words = plain_ascii(record['text']) or '(no words)'
    return Tile(picture, (
        f'{record["kind"]}  distress {record["distress"]:.2f}', words,
        f'{seconds:.1f} s, {record["distance_m"]:.1f} m, {record["room"]}, {noise}',
        f'{record["situation"]}'))


def plain_ascii(text: str) -> str:
    """Return `text` in letters that sheets can show."""
    for letter, plain in _HERE.items():
        text = text.replace(letter, plain)
    text = unicodedata.normalize('NFKD', text)
    return text.encode('ascii', 'ignore').decode()
