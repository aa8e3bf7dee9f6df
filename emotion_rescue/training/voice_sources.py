"""Reads voices of any known layout, or of several together, for training and measuring."""

from collections import Counter
from collections.abc import Callable
from collections.abc import Sequence
import dataclasses
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.core.voice_categories import emotic_names
from emotion_rescue.core.voice_categories import NOBODY_HEARD
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.core.voice_categories import voice_category
from emotion_rescue.training.voice_clips import read_window
from emotion_rescue.training.voice_data import read_voices
from emotion_rescue.training.voice_data import VoiceData
from emotion_rescue.training.voice_sets import find_voices
from emotion_rescue.training.voice_sets import FoundVoices
from emotion_rescue.training.voice_sets import LabelledClip
from emotion_rescue.training.voice_speakers import split_of_speakers

# Of what kind clips are that "synth voices" did not write.
DATA_SET_KIND = 'data set/'


def read_voice_sources(places: Sequence[Path], splits: Sequence[str],
                       say: Callable[[str], None]) -> dict[str, VoiceData]:
    """Return split -> its voices, those of all places together.

    What "synth voices" wrote has splits already; the speakers of all other data are shared out.
    Those say nothing of levels and distress, which are NaN there. Files that cannot be read, and
    labels that the model has no category for, are left out and told.

    Args:
        places: folders, or .csv files, see `training.voice_sets`.
        splits: which of 'train', 'val' and 'test' to read.
        say: takes one line of text.

    Raises:
        InputError: a place holds no voices, or too few speakers.
    """
    parts = {split: [] for split in splits}
    clips = []
    for place in places:
        if any(place.glob('*/voices.jsonl')):
            for split in splits:
                parts[split].append(read_voices(place, split))
        else:
            clips += _usable(place, find_voices(place), say)
    if clips:
        split_of = split_of_speakers(clip.speaker for clip in clips)
        wanted = [clip for clip in clips if split_of[clip.speaker] in parts]
        for split, data in _read(wanted, split_of, say).items():
            parts[split].append(data)
    for split, found in parts.items():
        if not sum(map(len, found)):
            raise InputError(f'there are no voices for {split} in '
                             f'{", ".join(map(str, places))}; add data')
    return {split: _joined(found) for split, found in parts.items()}


def _usable(place: Path, found: FoundVoices, say) -> list[LabelledClip]:
    """Return the clips that the model has a category for, and tell of the others."""
    kept = [clip for clip in found.clips if voice_category(clip.label) in VOICE_CATEGORIES]
    left = Counter(voice_category(clip.label) for clip in found.clips)
    for name in VOICE_CATEGORIES:
        left.pop(name, None)
    songs = left.pop('', 0)
    known = {name: n for name, n in left.items() if emotic_names(name)}
    unknown = {name: n for name, n in left.items() if name not in known}
    say(f'{place}: {len(kept):,} clips of {len({clip.speaker for clip in kept}):,} speakers')
    for count, reason in (
            (sum(known.values()), f'the model has no category for {_counted(known)}'),
            (sum(unknown.values()), f'nobody here knows the labels {_counted(unknown)}'),
            (songs, 'they are songs, silent films or have no label'),
            (found.strange, 'their names say nothing'),
            (found.missing, 'the files are not there')):
        if count:
            say(f'{place}: {count:,} clips are left out: {reason}')
    if not found.known_speakers:
        say(f'{place} does not say who speaks, so somebody may be in train and in test, which '
            'makes figures too good; add a column speaker')
    if not kept:
        raise InputError(f'{place} has no clip that the model has a category for: labels are '
                         f'{_counted(left) or "missing"}; it knows {", ".join(VOICE_CATEGORIES)} '
                         'and their usual other names')
    return kept


def _counted(names):
    return ', '.join(f'{name} ({n:,})' for name, n in sorted(names.items()))


def _read(clips, split_of, say):
    progress = NowAndThen(say)
    windows, broken = {}, []
    for number, clip in enumerate(clips):
        progress.say(lambda n=number: f'{n:,} of {len(clips):,} clips read')
        try:
            window = read_window(clip.path, number)
        except InputError as error:
            broken.append(str(error))
            continue
        windows.setdefault(split_of[clip.speaker], []).append((clip, window))
    if broken:
        say(f'{len(broken):,} of {len(clips):,} clips are left out, the first because '
            f'{broken[0]}')
    return {split: _data(entries) for split, entries in windows.items()}


def _data(entries):
    names = [voice_category(clip.label) for clip, _ in entries]
    count = len(entries)
    return VoiceData(
        samples=np.stack([window for _, window in entries]),
        category=np.array([VOICE_CATEGORIES.index(name) for name in names]),
        vad=np.full((count, 3), np.nan, np.float32),
        distress=np.full(count, np.nan, np.float32),
        speaker=np.array(['' if name == NOBODY_HEARD else clip.speaker
                          for name, (clip, _) in zip(names, entries, strict=True)]),
        kind=np.array([f'{DATA_SET_KIND}{name}' for name in names]),
        snr_db=np.array([math.nan if name == NOBODY_HEARD else math.inf for name in names],
                        np.float32))


def _joined(parts):
    return VoiceData(**{field.name: np.concatenate([getattr(part, field.name) for part in parts])
                        for field in dataclasses.fields(VoiceData)})
