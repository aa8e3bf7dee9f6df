"""The labels of voices: they come from the state of who is heard, never from the sound.

Distress and valence, arousal, dominance are the person's own. The category is the tone that the
state brought about; coughing is bodily trouble, such as dust, hence 'pain'.
"""

from dataclasses import dataclass
import math

from emotion_rescue.core.voice_categories import NOBODY_HEARD
from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.voice.vocal_behaviour import VocalBehaviour

_SOUND_CATEGORIES: dict[str, str] = {
    'scream': 'fear', 'moan': 'pain', 'cough': 'pain', 'cry': 'sadness', 'sob': 'sadness',
    'laughter': 'joy', 'knock': 'knock', 'silence': NOBODY_HEARD}


@dataclass(frozen=True)
class VoiceLabel:
    """What a listener should conclude from a sound.

    Attributes:
        category: one of `core.voice_categories.VOICE_CATEGORIES`.
        valence: 1..10; NaN where no voice is heard.
        arousal: 1..10; NaN where no voice is heard.
        dominance: 1..10; NaN where no voice is heard.
        distress: 0..1; 0 where nobody is heard, whatever the state of who is silent.
    """

    category: str
    valence: float = math.nan
    arousal: float = math.nan
    dominance: float = math.nan
    distress: float = 0.0


NOISE_LABEL = VoiceLabel(NOBODY_HEARD)


def label_of(state: InnerState, behaviour: VocalBehaviour) -> VoiceLabel:
    """Return the label of what is heard of somebody in `state`."""
    category = (behaviour.tone if behaviour.act == 'speech'
                else _SOUND_CATEGORIES[behaviour.act])
    if category == NOBODY_HEARD:
        return NOISE_LABEL
    if category == 'knock':
        return VoiceLabel(category, distress=state.distress)
    return VoiceLabel(category, *state.vad, state.distress)
