"""The labels of synthetic voices: what each kind of sound says about who makes it.

The values are a choice of this project, oriented on the circumplex of affect (Russell 1980):
distress is unpleasant and agitated, suffering unpleasant and weak. A weaker expression lies
nearer to rest.
"""

from dataclasses import dataclass
import math


@dataclass(frozen=True)
class VoiceLabel:
    """What a listener should conclude from a sound.

    Attributes:
        category: one of `core.voice_categories.VOICE_CATEGORIES`.
        valence: 1..10; NaN where nobody is heard.
        arousal: 1..10; NaN where nobody is heard.
        dominance: 1..10; NaN where nobody is heard.
        distress: 0..1; 0 for noise, where there is no one to be in distress.
    """

    category: str
    valence: float = math.nan
    arousal: float = math.nan
    dominance: float = math.nan
    distress: float = 0.0


REST = VoiceLabel('calm', 5.5, 4.0, 5.5, 0.05)

# Spoken sentences, by the emotion they are spoken with.
SPEECH_LABELS: dict[str, VoiceLabel] = {
    'calm': VoiceLabel('calm', 6.0, 3.0, 6.0, 0.02),
    'joy': VoiceLabel('joy', 8.5, 7.0, 7.0, 0.02),
    'anger': VoiceLabel('anger', 2.5, 8.5, 7.5, 0.45),
    'fear': VoiceLabel('fear', 2.0, 8.5, 2.0, 0.90),
    'pain': VoiceLabel('pain', 1.5, 7.0, 2.5, 0.95),
    'sadness': VoiceLabel('sadness', 2.5, 3.0, 3.0, 0.70),
}

# Sounds without words. Coughing is bodily trouble, such as dust, hence 'pain', though milder.
SOUND_LABELS: dict[str, VoiceLabel] = {
    'scream': VoiceLabel('fear', 1.5, 9.5, 2.0, 0.98),
    'moan': VoiceLabel('pain', 2.0, 4.0, 2.5, 0.90),
    'cough': VoiceLabel('pain', 3.5, 5.5, 4.0, 0.60),
    'cry': VoiceLabel('sadness', 2.0, 7.0, 2.5, 0.85),
    'sob': VoiceLabel('sadness', 2.0, 5.0, 2.0, 0.80),
    'laughter': VoiceLabel('joy', 8.5, 7.5, 6.5, 0.02),
    'knock': VoiceLabel('knock', distress=0.60),
}

NOISE_LABEL = VoiceLabel('none')


def label_at(label: VoiceLabel, intensity: float) -> VoiceLabel:
    """Return `label` as expressed with `intensity` 0..1: 1 is the label, 0 is rest."""
    if label.category in ('knock', 'none'):
        return label
    values = {
        name: getattr(REST, name) + intensity * (getattr(label, name) - getattr(REST, name))
        for name in ('valence', 'arousal', 'dominance', 'distress')}
    return VoiceLabel(label.category, **values)
