"""The inner state of a person, drawn before anything visible: all labels come from here."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.affect import ANSWERS
from emotion_rescue.synthesis.person.affect import category_probabilities
from emotion_rescue.synthesis.person.affect import distress as distress_of
from emotion_rescue.synthesis.person.behaviour import pick
from emotion_rescue.synthesis.person.behaviour import sample_attention
from emotion_rescue.synthesis.person.behaviour import sample_gesture
from emotion_rescue.synthesis.person.behaviour import sample_motion
from emotion_rescue.synthesis.person.behaviour import sample_posture
from emotion_rescue.synthesis.person.situations import COMPANIONS
from emotion_rescue.synthesis.person.situations import Situation
from emotion_rescue.synthesis.person.situations import SITUATIONS

# From this distress on, a person counts as being in distress.
DISTRESS_PRESENT = 0.5

# Where the eyes are; 'closed' is eyes shut.
ATTENTIONS = ('camera', 'around', 'down', 'closed')

# Share of people who show little of what they feel; a model must not take calm for safety.
_RESERVED_SHARE = 0.22
# Valence, arousal, dominance on 1..10: what one standard deviation of severity does to them, by
# how much people differ otherwise, and what pain from none to the worst does.
_SEVERITY = np.array((-0.75, 0.1, -0.55))
_DIFFERENCE = np.array((0.8, 0.95, 0.8))
_PAIN_EFFECT = np.array((-1.5, 0.8, -1.2))
# Concentration of the beta distributions of pain and fatigue: people differ widely in both.
_CONCENTRATION = 7.0
_PAIN_OF_THE_UNHURT = 0.04


@dataclass(frozen=True)
class InnerState:
    """How one person is, and how much of it shows.

    Attributes:
        situation: what happens to the person.
        posture: one of the situation's postures.
        gesture: what the arms do.
        emotions: EMOTIC categories that are present, in the official order.
        vad: valence, arousal, dominance, each 1..10.
        distress: 0..1, from `affect.distress`; present from DISTRESS_PRESENT on.
        responsive: whether the person can answer a call; somebody asleep can.
        expressivity: 0..1, how much face and posture show of the rest.
        pain: 0..1, none to the worst one can imagine, as the person feels it.
        motion: how the person moves, one of `motions.MOTIONS`.
        attention: one of ATTENTIONS.
        entrapped: whether something lies on the person, who cannot get away.
        fatigue: 0..1.
        responsiveness: one of `affect.RESPONSIVENESS`.
    """

    situation: Situation
    posture: str
    gesture: str
    emotions: tuple[str, ...]
    vad: tuple[float, float, float]
    distress: float
    responsive: bool
    expressivity: float
    pain: float = 0.0
    motion: str = 'breathing'
    attention: str = 'around'
    entrapped: bool = False
    fatigue: float = 0.25
    responsiveness: str = 'alert'


def sample_group(rng: np.random.Generator, company: float = 0.35) -> tuple[InnerState, ...]:
    """Draw one person, or two who belong together and are near each other.

    Args:
        rng: source of chance.
        company: probability that somebody whose situation may have company has it.
    """
    first = sample_state(rng)
    others = COMPANIONS.get(first.situation.name, ())
    if not others or rng.random() >= company:
        return (first,)
    return (first, sample_state(rng, tuple(s for s in SITUATIONS if s.name in others)))


def sample_state(rng: np.random.Generator,
                 situations: tuple[Situation, ...] = SITUATIONS) -> InnerState:
    """Draw a situation by its share, and one person's state in it."""
    named = {situation.name: situation for situation in situations}
    situation = named[pick(rng, {name: s.share for name, s in named.items()})]
    responsiveness = pick(rng, situation.responsiveness)
    vad, pain, fatigue = _sample_latent(rng, situation, responsiveness)
    distress = distress_of(vad, pain, responsiveness)
    chances = category_probabilities(situation, vad, pain, fatigue, distress)
    # Nobody feels nothing: where none is drawn, it is the most likely category.
    emotions = (tuple(name for name, p in chances.items() if rng.random() < p)
                or (max(chances, key=chances.get),))
    reserved = rng.random() < _RESERVED_SHARE
    expressivity = float(rng.uniform(0.08, 0.35) if reserved else rng.uniform(0.55, 1.0))
    posture = sample_posture(rng, situation, responsiveness)
    gesture = sample_gesture(rng, situation, posture, vad, pain, expressivity, responsiveness)
    return InnerState(
        situation=situation, posture=posture, gesture=gesture, emotions=emotions, vad=vad,
        distress=round(distress, 3), responsive=responsiveness in ANSWERS,
        expressivity=round(expressivity, 3), pain=pain,
        motion=sample_motion(rng, posture, gesture, vad, pain, expressivity, responsiveness),
        attention=sample_attention(rng, situation, vad, expressivity, responsiveness),
        entrapped=bool(rng.random() < situation.entrapped), fatigue=fatigue,
        responsiveness=responsiveness)


def _sample_latent(rng, situation, responsiveness):
    """Return valence, arousal and dominance on 1..10, pain 0..1 and fatigue 0..1."""
    severity = rng.normal()
    hurt, mean_pain = situation.pain
    pain = (_beta(rng, mean_pain + 0.06 * severity) if rng.random() < hurt
            else _beta(rng, _PAIN_OF_THE_UNHURT))
    expected_pain = hurt * mean_pain + (1 - hurt) * _PAIN_OF_THE_UNHURT
    fatigue = _beta(rng, situation.fatigue)
    vad = situation.vad + severity * _SEVERITY + rng.normal(0, _DIFFERENCE)
    vad += (pain - expected_pain) * _PAIN_EFFECT
    vad[1] -= 1.5 * (fatigue - situation.fatigue)
    if responsiveness not in ANSWERS:
        # An impaired consciousness feels little of a wound and cannot be agitated.
        pain, vad[1] = 0.4 * pain, min(vad[1], 2.0)
    vad = np.clip(vad, 1.0, 10.0)
    return tuple(round(float(v), 2) for v in vad), round(pain, 3), round(fatigue, 3)


def _beta(rng, mean):
    mean = np.clip(mean, 0.02, 0.98)
    return float(rng.beta(_CONCENTRATION * mean, _CONCENTRATION * (1 - mean)))
