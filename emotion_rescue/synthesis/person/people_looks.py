"""Who a person is: build and outfit, both from the body's seed, whatever the person feels."""

import numpy as np

from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.person.outfits import Outfit
from emotion_rescue.synthesis.person.outfits import sample_outfit

_CHILD_SHARE = 0.18
# Share of grown-ups in a work suit, most with a helmet: survivors, too, are often workers.
_SUIT_SHARE, _RESCUER_SUIT_SHARE = 0.18, 0.5
_BUILD_STREAM, _OUTFIT_STREAM = 31, 32


def sample_look(body_seed: int, state: InnerState, dust: float) -> tuple[dict[str, float], Outfit]:
    """Return anny's phenotype and the outfit of the person `body_seed`.

    Args:
        body_seed: the same seed and situation give the same person.
        state: rescuers are grown up and wear a suit more often; a situation may need a child or
            an adult. Nothing else of it matters.
        dust: how dusty the place is, 0..1.
    """
    rng = np.random.default_rng((body_seed, _BUILD_STREAM))
    wanted = 'adult' if state.situation.rescuer else getattr(state.situation, 'age', 'any')
    # The draws are the same for all, so that what a situation needs changes the age alone.
    young, grown = float(rng.uniform(0.22, 0.5)), float(rng.uniform(0.58, 1.0))
    by_chance = bool(rng.random() < _CHILD_SHARE)
    child = wanted == 'child' or (wanted == 'any' and by_chance)
    if state.situation.rescuer:
        grown = 0.62 + (grown - 0.58) * 0.55
    age = young if child else grown
    female = float(rng.beta(0.5, 0.5))
    build = {'gender': 1 - female, 'age': age, 'muscle': float(rng.uniform(0.25, 0.85)),
             'weight': float(rng.uniform(0.2, 0.85)), 'height': float(rng.uniform(0.25, 0.75)),
             'proportions': float(rng.uniform(0.3, 0.8))}
    outfit = sample_outfit(
        np.random.default_rng((body_seed, _OUTFIT_STREAM)), child=child, female=female,
        old=float(np.clip((age - 0.7) / 0.3, 0, 1)),
        suit_share=_RESCUER_SUIT_SHARE if state.situation.rescuer else _SUIT_SHARE, dust=dust)
    return build, outfit
