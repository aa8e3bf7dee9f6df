"""The places of rescue sites by name, and the lights and weathers that occur there."""

import numpy as np

from emotion_rescue.synthesis.site.indoor_places import collapsed_room
from emotion_rescue.synthesis.site.indoor_places import hall
from emotion_rescue.synthesis.site.indoor_places import tunnel
from emotion_rescue.synthesis.site.outdoor_places import forest
from emotion_rescue.synthesis.site.outdoor_places import rubble
from emotion_rescue.synthesis.site.outdoor_places import street
from emotion_rescue.synthesis.site.placing import Ground
from emotion_rescue.synthesis.site.things import Thing

_BUILD = {f.__name__: f for f in (collapsed_room, rubble, street, forest, tunnel, hall)}
PLACES = tuple(_BUILD)
INDOORS = frozenset({'collapsed_room', 'hall', 'tunnel'})
_LIGHT_SHARES = {'outdoors': {'day': 4, 'overcast': 4, 'dusk': 2, 'night': 2},
                 'indoors': {'indoor': 7, 'night': 3}}
_WEATHER_SHARES = {'outdoors': {'clear': 5, 'dust': 2, 'smoke': 1.5, 'rain': 2, 'fog': 1.5},
                   'indoors': {'clear': 6, 'dust': 3, 'smoke': 2}}


def build_place(rng: np.random.Generator, place: str, ground: Ground) -> list[Thing]:
    """Return the things of `place`, one of PLACES, which keep clear of what `ground` holds."""
    return _BUILD[place](rng, ground)


def sample_light_name(rng: np.random.Generator, place: str) -> str:
    """Return one of lights.LIGHTS that occurs at `place`."""
    return _pick(rng, _LIGHT_SHARES['indoors' if place in INDOORS else 'outdoors'])


def sample_weather(rng: np.random.Generator, place: str) -> str:
    """Return one of air.WEATHERS that occurs at `place`."""
    return _pick(rng, _WEATHER_SHARES['indoors' if place in INDOORS else 'outdoors'])


def _pick(rng, shares):
    weights = np.array(list(shares.values()), float)
    return list(shares)[int(rng.choice(len(weights), p=weights / weights.sum()))]
