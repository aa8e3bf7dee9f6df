"""Recorded human speech that Debian carries: telephone announcements with their texts.

The packages asterisk-core-sounds-*-g722 hold some 500 announcements each of a professional
speaker, at 16 kHz, under CC-BY-SA-3.0. All of them are calm; the vocoder gives other emotions to
them as it does to an engine's speech. They need not be installed: voices are made without them
unless they are asked for.
"""

from dataclasses import dataclass
from functools import cache
import gzip
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.source import to_peak

_SOUNDS, _DOCS = Path('/usr/share/asterisk/sounds'), Path('/usr/share/doc')
# The codec's 64 kbit/s.
_BYTES_A_SECOND = 8000
_LONGEST_S, _SHORTEST_S, _SHORT_S = 4.5, 0.5, 1.3


@dataclass(frozen=True)
class RecordedVoice:
    """A speaker of announcements.

    Attributes:
        folder: of the sounds.
        language: such as 'ru'.
        tract: how the formants lie relative to an adult man's.
    """

    folder: str
    language: str
    tract: float


# No person is in two splits.
RECORDED_VOICES: dict[str, tuple[RecordedVoice, ...]] = {
    'train': (RecordedVoice('en_US_f_Allison', 'en', 1.13),
              RecordedVoice('es_MX_f_Allison', 'es', 1.13),
              RecordedVoice('it_IT_m_Carlo', 'it', 1.0)),
    'val': (RecordedVoice('fr_CA_f_June', 'fr', 1.13),),
    'test': (RecordedVoice('ru_RU_f_IvrvoiceRU', 'ru', 1.13),)}


def require_recordings(split: str) -> None:
    """Do nothing where the recordings of `split` are installed.

    Raises:
        MissingPackageError: they are not; says how to install them.
    """
    for voice in RECORDED_VOICES[split]:
        texts_of(voice.folder)


@cache
def texts_of(folder: str, longest_s: float = _LONGEST_S) -> dict[str, Path]:
    """Return what a speaker says in some seconds, text -> file, in a fixed order.

    Raises:
        MissingPackageError: it is not installed.
    """
    package = f'asterisk-core-sounds-{folder[:2]}'
    listing = _DOCS / package / f'core-sounds-{folder[:2]}.txt.gz'
    texts = {}
    if listing.is_file():
        with gzip.open(listing, 'rt', encoding='utf-8', errors='replace') as lines:
            for line in lines:
                name, _, text = line.strip().partition(': ')
                path = _SOUNDS / folder / f'{name}.g722'
                # What is in brackets is a tone, or an animal.
                if text and not line.startswith(';') and '[' not in text and path.is_file():
                    if _SHORTEST_S <= path.stat().st_size / _BYTES_A_SECOND <= longest_s:
                        texts[text] = path
    if not texts:
        raise MissingPackageError(f'recorded speech of {folder} is not installed; run: sudo '
                                  f'apt-get install {package}-g722')
    return texts


def recorded_text(folder: str, rng: np.random.Generator, short: bool = False) -> str:
    """Draw something that a speaker says; a word or two where it has to be short."""
    texts = texts_of(folder, _SHORT_S if short else _LONGEST_S)
    return list(texts)[int(rng.integers(len(texts)))]


def recorded(text: str, folder: str) -> np.ndarray:
    """Return a recording, float64 (n,) at 16 kHz, peak 1.

    Raises:
        MissingPackageError: it or PyAV is not installed.
    """
    try:
        import av
    except ImportError as error:
        raise MissingPackageError('av, which reads recorded speech, is not installed; run: pip '
                                  'install av') from error
    with av.open(str(texts_of(folder)[text]), format='g722') as file:
        parts = [frame.to_ndarray().reshape(-1) for frame in file.decode(audio=0)]
        rate_hz = file.streams.audio[0].rate
    if rate_hz != SAMPLE_RATE_HZ:
        raise ValueError(f'{text!r} is at {rate_hz} Hz, expected {SAMPLE_RATE_HZ}')
    return to_peak(np.concatenate(parts) / 32768.0)
