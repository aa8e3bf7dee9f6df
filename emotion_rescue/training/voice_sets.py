"""Finds the labelled voices of usual data sets by their layout; reads no sound.

Layouts: files named as those of RAVDESS, CREMA-D and TESS (any folders); MELD's tables beside its
clips; and a table path,label[,speaker] of anybody's own files.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import os
from pathlib import Path

from emotion_rescue.core.errors import InputError
from emotion_rescue.training.voice_file_names import named_voice
from emotion_rescue.training.voice_lists import is_voice_list
from emotion_rescue.training.voice_lists import listed_voices

SOUND_SUFFIXES: tuple[str, ...] = ('.wav', '.flac', '.mp3', '.ogg', '.mp4', '.m4a', '.mkv')
LAYOUTS = ('files named as in RAVDESS, CREMA-D or TESS; MELD (its .csv beside the clips); or '
           'a .csv with the columns path, label and speaker')


@dataclass(frozen=True)
class LabelledClip:
    """A file and what is said of it.

    Attributes:
        path: of a file with sound.
        label: how it sounds, in the set's words; '' for what is to be left out.
        speaker: who speaks, different from those of other sets; where nobody says it, the
            file's path from the set's folder, so that it does not depend on where that lies.
    """

    path: Path
    label: str
    speaker: str


@dataclass(frozen=True)
class FoundVoices:
    """What a folder or a table holds.

    Attributes:
        clips: in a stable order.
        strange: files of sound whose name says nothing.
        missing: clips that a table names and that are not there.
        known_speakers: whether it is said who speaks; else every file counts as another person.
    """

    clips: tuple[LabelledClip, ...]
    strange: int = 0
    missing: int = 0
    known_speakers: bool = True


def find_voices(place: Path) -> FoundVoices:
    """Return the labelled voices of `place`, a folder or a .csv file.

    Raises:
        InputError: there is nothing, or nothing of a known layout.
    """
    if place.is_file():
        return _of_lists([place], place.parent)
    if not place.is_dir():
        raise InputError(f'there is no {place}; give a folder with {LAYOUTS}')
    lists = sorted(path for path in place.glob('*.csv') if is_voice_list(path))
    if lists:
        return _of_lists(lists, place)
    return _of_names(place)


def sound_files(folder: Path) -> Iterator[Path]:
    """Yield the files with sound below `folder`, in a stable order."""
    yield from sorted(path for path in folder.rglob('*')
                      if path.suffix.lower() in SOUND_SUFFIXES and path.is_file())


def _of_names(folder):
    clips, strange = [], 0
    for path in sound_files(folder):
        voice = named_voice(path.stem)
        if voice is None:
            strange += 1
        else:
            clips.append(LabelledClip(path, voice.label, voice.speaker))
    if not clips:
        raise InputError(
            f'{folder} holds no voices of a known layout ({strange} files with sound, whose names '
            f'say nothing); give a folder with {LAYOUTS}; synthetic ones are written by: '
            'emotion-rescue synth voices')
    return FoundVoices(tuple(clips), strange)


def _of_lists(lists, folder):
    sounds = list(sound_files(folder))
    clips, missing, known = [], 0, True
    for path in lists:
        for voice in listed_voices(path, sounds):
            if voice.path is None:
                missing += 1
            else:
                known &= bool(voice.speaker)
                clips.append(LabelledClip(voice.path, voice.label,
                                          voice.speaker or os.path.relpath(voice.path, folder)))
    if not clips:
        raise InputError(f'{lists[0]} names {missing} clips, and none of them is there; put the '
                         'files beside it')
    return FoundVoices(tuple(clips), 0, missing, known)
