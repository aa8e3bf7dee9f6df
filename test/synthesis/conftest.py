"""Bodies that all tests of the synthesis share, because loading anny takes seconds."""

from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.person.bodies import BodyFactory
from emotion_rescue.synthesis.person.figures import FigureMaker
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.placed_people import PlacedPerson


@pytest.fixture(scope='session')
def bodies():
    try:
        return BodyFactory()
    except MissingPackageError as error:
        pytest.skip(str(error))


@pytest.fixture(scope='session')
def figure_maker(bodies):
    return FigureMaker(bodies)


@pytest.fixture(scope='session')
def made_person():
    """Return a function: posture, gesture and changes of the state -> PlacedPerson."""
    def make(posture, gesture, *, body_seed=0, x_m=0.0, y_m=5.0, turn_deg=0.0, **changes):
        plain = {'motion': 'still', 'attention': 'around', 'vad': (5.5, 5.0, 5.5), 'pain': 0.0,
                 'expressivity': 0.7}
        state = replace(sample_state(np.random.default_rng(0)), posture=posture, gesture=gesture,
                        **(plain | changes))
        return PlacedPerson(state=state, x_m=x_m, y_m=y_m, turn_deg=turn_deg,
                            body_seed=body_seed)
    return make
