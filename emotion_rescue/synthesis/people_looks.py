"""Who a person is: build and outfit, both from the body's seed, whatever the person feels."""

import numpy as np

from emotion_rescue.synthesis.inner_states import InnerState
from emotion_rescue.synthesis.limb_poses import LYING
from emotion_rescue.synthesis.outfits import Outfit
from emotion_rescue.synthesis.outfits import sample_outfit

_CHILD_SHARE = 0.18
_UPRIGHT = frozenset({'stand', 'walk', 'bend'})


def sample_look(body_seed: int, state: InnerState, dust: float) -> tuple[dict[str, float], Outfit]:
    """Return anny's phenotype and the outfit of the person `body_seed`.

    Args:
        body_seed: the same seed gives the same build.
        state: rescuers are grown up and wear their suit; a skirt needs an upright posture.
        dust: how dusty the place is, 0..1; who lies gets more of it.
    """
    rng = np.random.default_rng(body_seed)
    child = rng.random() < _CHILD_SHARE
    age = rng.uniform(0.22, 0.5) if child else rng.uniform(0.58, 1.0)
    female = float(rng.beta(0.5, 0.5))
    if state.situation.rescuer:
        age = rng.uniform(0.62, 0.85)
    build = {'gender': 1 - female, 'age': float(age), 'muscle': float(rng.uniform(0.25, 0.85)),
             'weight': float(rng.uniform(0.2, 0.85)), 'height': float(rng.uniform(0.25, 0.75)),
             'proportions': float(rng.uniform(0.3, 0.8))}
    lying = 0.3 if state.posture in LYING else 0.0
    outfit = sample_outfit(
        rng, rescuer=state.situation.rescuer, female=female,
        old=float(np.clip((age - 0.7) / 0.3, 0, 1)), dust=min(1.0, dust + lying),
        may_skirt=state.posture in _UPRIGHT)
    return build, outfit
