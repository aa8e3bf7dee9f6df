"""What somebody in a state is heard to do: speak, scream, cry, moan, knock, or be silent.

The weights are this project's judgement. Silence is common on purpose, in those who are well and
in those who are worst: a model must take no silence for safety.
"""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT
from emotion_rescue.synthesis.person.inner_states import InnerState

ACTS: tuple[str, ...] = ('speech', 'scream', 'cry', 'moan', 'sob', 'cough', 'laughter', 'knock',
                         'silence')
# How well a tone goes with each category that somebody feels.
_TONE_OF: dict[str, dict[str, float]] = {
    'joy': {'Happiness': 3, 'Pleasure': 1, 'Excitement': 1.5, 'Affection': 0.7, 'Esteem': 0.4},
    'anger': {'Anger': 4, 'Annoyance': 2, 'Disapproval': 1, 'Aversion': 0.7},
    'fear': {'Fear': 4, 'Disquietment': 1.2, 'Surprise': 0.7, 'Yearning': 0.4},
    'pain': {'Pain': 2, 'Suffering': 1},
    'sadness': {'Sadness': 4, 'Suffering': 0.6, 'Fatigue': 0.5, 'Sympathy': 0.3,
                'Embarrassment': 0.4},
    'calm': {'Peace': 3, 'Confidence': 1.5, 'Engagement': 1, 'Disconnection': 0.5},
}
_IN_DISTRESS = ('anger', 'fear', 'pain', 'sadness')


@dataclass(frozen=True)
class VocalBehaviour:
    """What is heard of somebody.

    Attributes:
        act: one of ACTS.
        tone: one of `speech.TONES`, which colours speech; '' for 'knock' and 'silence'.
        intensity: 0..1, how strongly it shows.
    """

    act: str
    tone: str
    intensity: float

    @property
    def kind(self) -> str:
        """Return its name in data sets, such as 'speech/fear', 'sound/scream' or 'silence'."""
        if self.act == 'speech':
            return f'speech/{self.tone}'
        return self.act if self.act == 'silence' else f'sound/{self.act}'


def voice_of(state: InnerState, rng: np.random.Generator) -> VocalBehaviour:
    """Draw what is heard of somebody in `state` within a few seconds."""
    weights = act_weights(state)
    acts, shares = list(weights), np.array(list(weights.values()), float)
    act = str(rng.choice(acts, p=shares / shares.sum()))
    tone = '' if act in ('knock', 'silence') else _tone(state, rng)
    arousal = (state.vad[1] - 1.0) / 9.0
    intensity = state.expressivity * (0.55 + 0.45 * arousal) + rng.normal(0.0, 0.05)
    return VocalBehaviour(act, tone, float(np.clip(intensity, 0.05, 1.0)))


def act_weights(state: InnerState) -> dict[str, float]:
    """Return act -> weight for somebody in `state`."""
    responsiveness = getattr(state, 'responsiveness', 'alert' if state.responsive else 'pain')
    if not state.responsive:
        return {'silence': 8.0, 'moan': 3.0 if responsiveness == 'pain' else 0.4}
    if responsiveness == 'asleep':
        return {'silence': 19.5, 'cough': 0.5}
    valence, arousal, dominance = state.vad
    emotions = set(state.emotions)
    shown = 0.3 + 0.7 * state.expressivity
    distressed = state.distress >= DISTRESS_PRESENT
    alarm = shown * max(0.0, arousal - 5.5) if distressed else 0.0
    grief = shown * max(0.0, 4.0 - valence) if emotions & {'Sadness', 'Suffering'} else 0.0
    joy = shown * max(0.0, valence - 6.3) if emotions & {'Happiness', 'Pleasure'} else 0.0
    child = state.situation.age == 'child'
    withdrawn = max(0.0, 4.5 - arousal) + (2.0 if 'Disconnection' in emotions else 0.0)
    if state.situation.name == 'silent_shock':
        withdrawn += 12.0
    return {
        'speech': 6.0, 'silence': 1.0 + withdrawn,
        'scream': 1.1 * alarm * (1.0 if dominance < 4.5 else 0.4),
        'cry': (1.2 if child else 0.5) * grief * max(0.2, (arousal - 3.0) / 4.0),
        'sob': 0.7 * grief, 'moan': 4.0 * max(0.0, state.pain - 0.3) * shown,
        'cough': 0.8 if state.entrapped else (0.4 if distressed else 0.05),
        'laughter': 1.3 * joy, 'knock': 5.0 if state.entrapped else (0.3 if distressed else 0.0)}


def tone_weights(state: InnerState) -> dict[str, float]:
    """Return tone -> weight; the tone of somebody in distress is never calm, only weak."""
    weights = {tone: sum(parts.get(name, 0.0) for name in state.emotions)
               for tone, parts in _TONE_OF.items()}
    weights['pain'] += 5.0 * max(0.0, state.pain - 0.25)
    if state.distress >= DISTRESS_PRESENT:
        weights = {tone: weights[tone] for tone in _IN_DISTRESS}
        weights['fear'] += 0.3 * max(0.0, state.vad[1] - 4.0)
        weights['sadness'] += 0.3 * max(0.0, 4.0 - state.vad[1]) + 0.1
        return weights
    # Who is well now and then sounds worried or sore, but mostly like what is felt most.
    ease = 1.0 - state.distress / DISTRESS_PRESENT
    for tone in ('fear', 'pain', 'sadness'):
        weights[tone] *= 0.5 * (1.0 - ease)
    weights['calm'] += 2.0 * ease + 0.2
    return weights


def _tone(state, rng):
    weights = tone_weights(state)
    shares = np.array(list(weights.values()), float)
    return str(rng.choice(list(weights), p=shares / shares.sum()))
