"""What the file names of well-known data sets of voices say: how it sounds, and who speaks.

RAVDESS (Livingstone & Russo 2018): 03-01-06-01-02-01-12.wav is modality (01 both, 02 picture
alone, 03 sound alone), channel (01 speech, 02 song), emotion, intensity, statement, repetition,
actor. CREMA-D (Cao et al. 2014): 1001_DFA_ANG_XX.wav is actor, sentence, emotion, intensity.
TESS (Pichora-Fuller & Dupuis 2020): OAF_back_angry.wav is speaker, word, emotion.
"""

from dataclasses import dataclass
import re

_RAVDESS = re.compile(r'(0[1-3])-(0[12])-(0[1-8])-(0[12])-(0[12])-(0[12])-(0[1-9]|1\d|2[0-4])')
_RAVDESS_EMOTIONS = {
    '01': 'neutral', '02': 'calm', '03': 'happy', '04': 'sad', '05': 'angry', '06': 'fearful',
    '07': 'disgust', '08': 'surprise'}
_PICTURE_ALONE, _SONG = '02', '02'
_CREMA_D = re.compile(r'(1\d{3})_([A-Z]{3})_(ANG|DIS|FEA|HAP|NEU|SAD)_(LO|MD|HI|XX?)')
_TESS = re.compile(r'(OAF?|YAF)_([A-Za-z]+)_([A-Za-z]+(?:_[A-Za-z]+)?)')
_TESS_EMOTIONS = {
    'angry': 'angry', 'disgust': 'disgust', 'fear': 'fear', 'happy': 'happy',
    'neutral': 'neutral', 'sad': 'sad', 'ps': 'surprise', 'pleasant_surprise': 'surprise',
    'pleasant_surprised': 'surprise', 'surprise': 'surprise'}


@dataclass(frozen=True)
class NamedVoice:
    """What a file name says.

    Attributes:
        data_set: which set it is of.
        label: how it sounds, in words that `core.voice_categories` knows; '' for what is no
            spoken voice, such as a song.
        speaker: who speaks, different from speakers of other sets.
    """

    data_set: str
    label: str
    speaker: str


def named_voice(stem: str) -> NamedVoice | None:
    """Return what the file name `stem`, without its ending, says; None if it is of no set."""
    for parse in (parse_ravdess, parse_crema_d, parse_tess):
        voice = parse(stem)
        if voice is not None:
            return voice
    return None


def parse_ravdess(stem: str) -> NamedVoice | None:
    """Return what a file name of RAVDESS says, or None."""
    match = _RAVDESS.fullmatch(stem)
    if not match:
        return None
    modality, channel, emotion, *_, actor = match.groups()
    spoken = modality != _PICTURE_ALONE and channel != _SONG
    return NamedVoice('RAVDESS', _RAVDESS_EMOTIONS[emotion] if spoken else '',
                      f'RAVDESS {actor}')


def parse_crema_d(stem: str) -> NamedVoice | None:
    """Return what a file name of CREMA-D says, or None."""
    match = _CREMA_D.fullmatch(stem)
    return match and NamedVoice('CREMA-D', match[3].lower(), f'CREMA-D {match[1]}')


def parse_tess(stem: str) -> NamedVoice | None:
    """Return what a file name of TESS says, or None."""
    match = _TESS.fullmatch(stem)
    label = match and _TESS_EMOTIONS.get(match[3].lower())
    # One file of the release spells its speaker OA.
    return NamedVoice('TESS', label, f'TESS {match[1][:2]}F') if label else None
