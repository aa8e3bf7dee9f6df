"""What a voice can sound like: this package's own categories, and what any label means in EMOTIC.

Speech data sets and classifiers each have their own labels ('hap', 'happy', 'joy'). Everything
downstream speaks EMOTIC's 26 categories, so each label is mapped here, once. A label that says
nothing about an emotion ('knock', 'none', or a word never seen) maps to no category.
"""

from collections.abc import Mapping

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.emotions import unknown_emotions

# The categories of the default voice model, in the order of its outputs. 'knock' is a sign of
# life without a voice; 'none' is noise or silence, so that nobody is heard.
VOICE_CATEGORIES: tuple[str, ...] = (
    'calm', 'joy', 'anger', 'fear', 'pain', 'sadness', 'knock', 'none')

NOBODY_HEARD = 'none'
# Categories of sounds that have no valence, arousal or dominance of a voice.
VOICELESS: tuple[str, ...] = ('knock', NOBODY_HEARD)

# How much distress a category speaks of, 0..1, for models without a distress output of their
# own. A choice of this project: no published scale maps emotions of a voice to distress.
CATEGORY_DISTRESS: dict[str, float] = {
    'calm': 0.02, 'joy': 0.02, 'anger': 0.45, 'fear': 0.90, 'pain': 0.95, 'sadness': 0.70,
    'knock': 0.60,
}

_EMOTIC: dict[str, tuple[str, ...]] = {
    'calm': ('Peace',),
    'joy': ('Happiness', 'Excitement'),
    'anger': ('Anger', 'Annoyance'),
    'fear': ('Fear', 'Disquietment'),
    'pain': ('Pain', 'Suffering'),
    'sadness': ('Sadness', 'Suffering'),
    'knock': (),
    'none': (),
    'contempt': ('Disapproval',),
    'disgust': ('Aversion',),
    'surprise': ('Surprise',),
}

# Spellings of well-known data sets (IEMOCAP, RAVDESS, Emo-DB, MSP-Podcast) -> the key above.
_ALIASES: dict[str, str] = {
    'ang': 'anger', 'angry': 'anger', 'frustrated': 'anger', 'frustration': 'anger',
    'dis': 'disgust', 'disgusted': 'disgust',
    'exc': 'joy', 'excited': 'joy', 'hap': 'joy', 'happiness': 'joy', 'happy': 'joy',
    'fea': 'fear', 'fearful': 'fear', 'scared': 'fear', 'scream': 'fear',
    'neu': 'calm', 'neutral': 'calm',
    'noise': 'none', 'silence': 'none',
    'groan': 'pain', 'moan': 'pain',
    'cry': 'sadness', 'sad': 'sadness', 'sob': 'sadness',
    'sur': 'surprise', 'surprised': 'surprise',
}


def voice_category(label: str) -> str:
    """Return the plain name of `label`: aliases resolved, lower case; unknown ones unchanged."""
    plain = label.strip().lower()
    return _ALIASES.get(plain, plain)


def emotic_names(label: str) -> tuple[str, ...]:
    """Return the EMOTIC categories that a voice label speaks of; none for a label unknown."""
    return _EMOTIC.get(voice_category(label), ())


def emotic_probabilities(probabilities: Mapping[str, float]) -> np.ndarray:
    """Translate a voice classifier's answer to EMOTIC.

    Args:
        probabilities: label -> probability of labels that exclude each other.

    Returns:
        float32 (26,): the sum over the labels that speak of a category; NaN where none does.
    """
    emotions = unknown_emotions()
    for label, probability in probabilities.items():
        for name in emotic_names(label):
            i = CATEGORY_INDEX[name]
            emotions[i] = min(1.0, np.nan_to_num(emotions[i]) + probability)
    return emotions
