"""Reads tables of voices: MELD's, and path,label[,speaker].

MELD (Poria et al. 2019) has a table for each of its parts, with the columns Utterance, Speaker,
Emotion, Dialogue_ID and Utterance_ID among others, and clips named dia3_utt5.mp4, whose numbers
begin anew in each part. Its parts share their speakers, so they are not kept: see
`training.voice_speakers`.
"""

from collections.abc import Iterator
from collections.abc import Sequence
import csv
from dataclasses import dataclass
from pathlib import Path
import re

from emotion_rescue.core.errors import InputError

_MELD = frozenset({'emotion', 'dialogue_id', 'utterance_id'})
_PLAIN = frozenset({'path', 'label'})
_MELD_CLIP = re.compile(r'dia(\d+)_utt(\d+)')
_MELD_PARTS = ('train', 'dev', 'test')


@dataclass(frozen=True)
class ListedVoice:
    """A line of a table.

    Attributes:
        path: of the clip; None where it is not there.
        label: how it sounds, in the table's words.
        speaker: who speaks, different from those of other tables; '' where it is not said.
    """

    path: Path | None
    label: str
    speaker: str


def is_voice_list(path: Path) -> bool:
    """Return whether the .csv file `path` has the columns of a table of voices."""
    try:
        return _is_known(_rows(path)[0])
    except InputError:
        return False


def listed_voices(path: Path, sounds: Sequence[Path]) -> Iterator[ListedVoice]:
    """Yield the voices that the table `path` names.

    Args:
        path: of the table.
        sounds: the files with sound that are there, among which MELD's clips are looked for.

    Raises:
        InputError: it cannot be read, or has other columns.
    """
    columns, rows = _rows(path)
    if not _is_known(columns):
        raise InputError(
            f'{path} begins with the columns {", ".join(sorted(columns)) or "none"}; expected '
            'path, label and speaker, or those of MELD: Emotion, Dialogue_ID, Utterance_ID')
    if columns >= _MELD:
        yield from _meld(path, rows, sounds)
        return
    for row in rows:
        clip = path.parent / (row['path'] or '')
        speaker = (row.get('speaker') or '').strip()
        yield ListedVoice(clip if clip.is_file() else None, row['label'] or '',
                          f'{path.stem} {speaker}' if speaker else '')


def _meld(path, rows, sounds):
    places = {}
    for clip in sounds:
        match = _MELD_CLIP.fullmatch(clip.stem)
        if match:
            places.setdefault((int(match[1]), int(match[2])), []).append(clip)
    part = _part_of(path.name)
    for row in rows:
        number = tuple(_whole(path, row, name) for name in ('dialogue_id', 'utterance_id'))
        here = [clip for clip in places.get(number, ()) if _part_of_folder(clip, path) in (part,
                                                                                           '')]
        # Sound that somebody took out of a film is read faster than the film.
        here.sort(key=lambda clip: (clip.suffix.lower() == '.mp4', clip))
        speaker = (row.get('speaker') or '').strip()
        yield ListedVoice(here[0] if here else None, row['emotion'] or '',
                          f'MELD {speaker or f"{part} dialogue {number[0]}"}')


def _part_of(name):
    return next((part for part in _MELD_PARTS if part in name.lower()), '')


def _part_of_folder(clip, table):
    """Return the part that the folders between the table and the clip name; '' for none."""
    return _part_of('/'.join(clip.parent.relative_to(table.parent).parts))


def _whole(path, row, name):
    try:
        return int(row[name])
    except (TypeError, ValueError):
        raise InputError(f'{path} has a {name} of {row[name]!r}, expected a whole number; copy '
                         'it again') from None


def _is_known(columns):
    return columns >= _MELD or columns >= _PLAIN


def _rows(path):
    """Return the names of the columns in lower case, and a dict of each row."""
    try:
        # MELD's tables hold bytes that are no UTF-8, in what is said.
        with path.open(encoding='utf-8-sig', errors='replace', newline='') as file:
            reader = csv.DictReader(file)
            names = [name.strip().lower() for name in reader.fieldnames or ()]
            reader.fieldnames = names
            return frozenset(names), list(reader)
    except (OSError, csv.Error) as error:
        raise InputError(f'{path} cannot be read as a table ({error}); copy it again') from error
