"""From an inner state to ARKit facial actions."""

import numpy as np

from emotion_rescue.synthesis.person.action_units import arkit_actions
from emotion_rescue.synthesis.person.action_units import blend
from emotion_rescue.synthesis.person.action_units import ONE_SIDED
from emotion_rescue.synthesis.person.action_units import PAIN_FACE
from emotion_rescue.synthesis.person.action_units import PROTOTYPES
from emotion_rescue.synthesis.person.action_units import UNITS
from emotion_rescue.synthesis.person.affect import centred
from emotion_rescue.synthesis.person.affect import leaning
from emotion_rescue.synthesis.person.inner_states import InnerState

# Faces at rest differ from one another by this much (standard deviation of every unit's tone).
_AT_REST = 0.06
_HABITS = 1
_HABITUAL = tuple(unit for unit in UNITS if unit not in (5, 27, 43))
_GLARE_SHARE = 0.1
_GLARE = {4: 0.45, 6: 0.4, 7: 0.8, 10: 0.2}
# Share of felt emotions that somebody shows; the others are hidden, as manners demand.
_SHOWN_SHARE = 0.85
_POLITE_SMILE_SHARE = 0.08
# Situations in which people mostly call or shout, and in which many talk.
_SHOUTING = frozenset({'waving_for_help', 'calling_for_help', 'arguing', 'panicking',
                       'frightened_and_furious', 'trapped', 'searching_for_somebody'})
_TALKING = frozenset({'calm_bystander', 'joking', 'comforting', 'rescuer_at_work', 'reunited',
                      'disapproving_onlooker', 'rescuer_waiting', 'relieved', 'child_at_play'})
# Degrees that the eye turns at an action of 1.
_EYE_TURN_DEG = 35.0
_BLINK_SHARE = 0.04


def facial_actions(state: InnerState, rng: np.random.Generator,
                   gaze_deg: tuple[float, float] | None = None) -> dict[str, float]:
    """Return ARKit action -> 0..1; what is absent is 0.

    Every emotion that is present moves its action units, the more the further the person's state
    lies in its direction; pain moves its own by its strength; all scaled by expressivity. A
    little of valence and arousal shows even where no emotion has a name.

    Args:
        state: what the person feels.
        rng: source of chance; people differ in what they show of the same state.
        gaze_deg: where the eyes point against the head: to the person's left, and up. None draws
            it from the state's attention.
    """
    units = _at_rest(rng)
    mouth = _mouth(state, rng)
    if state.responsiveness in ('pain', 'unresponsive', 'asleep'):
        # Nothing of a feeling shows without consciousness: lids shut, jaw slack.
        lids = rng.uniform(0.88, 1.0)
        units = {15: units[15], 43: lids, 26: 1.2 * rng.beta(1.2, 3)}
    else:
        units = _felt(units, state, rng)
        units = {unit: min(1.0, units.get(unit, 0.0) + mouth.get(unit, 0.0))
                 for unit in units | mouth}
        if state.attention == 'closed':
            units[43] = rng.uniform(0.9, 1.0)
        elif rng.random() < _BLINK_SHARE:
            units[43] = rng.uniform(0.4, 1.0)
    actions = _both_sides(arkit_actions(units), rng)
    if state.attention != 'closed':
        actions |= _eyes(*(gaze_deg or _gaze(state, rng)))
    return {name: round(float(value), 3) for name, value in actions.items() if value >= 0.005}


def _at_rest(rng):
    """Return what a face does without a feeling: tone, habits (chewing, pursing), squinting."""
    units = {unit: abs(rng.normal(0, _AT_REST)) for unit in UNITS if unit != 27}
    for unit in rng.choice(_HABITUAL, _HABITS, replace=False):
        units[int(unit)] += rng.beta(1.2, 4)
    if rng.random() < _GLARE_SHARE:
        units = blend(units, _GLARE, rng.uniform(0.3, 1.0))
    if rng.random() < _POLITE_SMILE_SHARE:
        units = blend(units, PROTOTYPES['Affection'], rng.uniform(0.3, 1.0))
    return {unit: min(1.0, intensity) for unit, intensity in units.items()}


def _felt(units, state, rng):
    valence, arousal, _ = centred(state.vad)
    shown = state.expressivity
    for emotion in state.emotions:
        if emotion in PROTOTYPES and rng.random() < _SHOWN_SHARE:
            level = 0.6 + 0.4 / (1 + np.exp(-leaning(emotion, state.vad, state.situation.vad)))
            level *= shown * rng.uniform(0.55, 1.15)
            units = blend(units, PROTOTYPES[emotion], min(1.0, level))
    units = blend(units, PAIN_FACE, min(1.0, shown * state.pain * rng.uniform(0.9, 1.4)))
    units = blend(units, {12: 0.2, 6: 0.1}, shown * max(0.0, valence))
    units = blend(units, {1: 0.2, 4: 0.2, 15: 0.2}, shown * max(0.0, -valence))
    units = blend(units, {5: 0.3, 25: 0.2}, shown * max(0.0, arousal))
    return blend(units, {43: 0.35}, shown * max(0.0, state.fatigue - 0.4))


def _mouth(state, rng):
    """Return the action units of a mouth that calls, talks, or rests."""
    name = state.situation.name
    if name in _SHOUTING and rng.random() < 0.55:
        return {27: rng.uniform(0.4, 0.95), 22: rng.uniform(0, 0.3)}
    if rng.random() < (0.4 if name in _TALKING else 0.12):
        return {26: rng.uniform(0.1, 0.7), 18: rng.uniform(0, 0.3), 22: rng.uniform(0, 0.3)}
    return {}


def _gaze(state, rng):
    left = rng.normal(0, 5 if state.attention == 'camera' else 12)
    up = {'camera': 0.0, 'around': 2.0, 'down': -16.0}[state.attention] + rng.normal(0, 4)
    return left, up


def _eyes(left_deg, up_deg):
    """Return the actions that turn both eyes, which turn alike."""
    left, up = (np.clip(degrees / _EYE_TURN_DEG, -1, 1) for degrees in (left_deg, up_deg))
    turns = {'eyeLookOutLeft': left, 'eyeLookInRight': left, 'eyeLookInLeft': -left,
             'eyeLookOutRight': -left, 'eyeLookUpLeft': up, 'eyeLookUpRight': up,
             'eyeLookDownLeft': -up, 'eyeLookDownRight': -up}
    return {name: turn for name, turn in turns.items() if turn > 0}


def _both_sides(strength, rng):
    """Return the actions of both sides; faces are a little stronger on one of them."""
    lean = rng.normal(0, 0.08)
    actions = {}
    for action, value in strength.items():
        sides = [('', 0.0)] if action in ONE_SIDED else [('Left', lean), ('Right', -lean)]
        for side, tilt in sides:
            # The lids of both eyes move together.
            tilt = 0.0 if action == 'eyeBlink' else tilt + rng.normal(0, 0.03)
            actions[action + side] = float(np.clip(value * (1 + tilt), 0, 1))
    return actions
