"""Simulated annotators, who see less than the truth and disagree, as EMOTIC's did.

EMOTIC asked one person about each person in train, three in test and five in val. Its authors
report modest agreement (Kosti et al., IEEE TPAMI 2019, section on annotators' agreement: Fleiss'
kappa above 0.3 for about half of the people), which is what real labels of feelings are like.

What is simulated, each of it a choice of this project:
- An annotator is one of WORKERS with habits of their own: how readily they name a category, and
  how far off they are in valence, arousal and dominance.
- How much can be seen (`clarity`) grows with the person's expressivity, visible part and size.
- A category that is there is named with a probability that grows with clarity; next to it,
  a neighbour in meaning may be named instead or as well (NEIGHBOURS).
- Engagement and Anticipation, which people name when nothing else strikes them, come in without
  cause now and then; and everybody names at least one category.
- Levels are drawn towards the middle of the scale when little can be seen, with the annotator's
  bias and noise, and rounded to 1..10, as EMOTIC's form asked.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from emotion_rescue.core.emotic import Annotation
from emotion_rescue.core.emotions import CATEGORY_NAMES

ANNOTATORS: dict[str, int] = {'train': 1, 'val': 5, 'test': 3}
WORKERS = 60
# Category -> what others may call the same sight.
NEIGHBOURS: dict[str, tuple[str, ...]] = {
    'Affection': ('Sympathy', 'Happiness', 'Esteem'),
    'Anger': ('Annoyance', 'Disapproval', 'Disquietment'),
    'Annoyance': ('Anger', 'Disapproval', 'Disquietment'),
    'Anticipation': ('Engagement', 'Excitement', 'Yearning'),
    'Aversion': ('Disapproval', 'Annoyance', 'Fear'),
    'Confidence': ('Engagement', 'Esteem', 'Peace'),
    'Disapproval': ('Annoyance', 'Aversion', 'Doubt/Confusion'),
    'Disconnection': ('Fatigue', 'Peace', 'Sadness'),
    'Disquietment': ('Fear', 'Doubt/Confusion', 'Annoyance'),
    'Doubt/Confusion': ('Disquietment', 'Surprise', 'Disconnection'),
    'Embarrassment': ('Disquietment', 'Sadness', 'Sensitivity'),
    'Engagement': ('Anticipation', 'Confidence', 'Excitement'),
    'Esteem': ('Affection', 'Confidence', 'Happiness'),
    'Excitement': ('Happiness', 'Anticipation', 'Pleasure'),
    'Fatigue': ('Disconnection', 'Sadness', 'Peace'),
    'Fear': ('Disquietment', 'Surprise', 'Suffering'),
    'Happiness': ('Pleasure', 'Excitement', 'Affection'),
    'Pain': ('Suffering', 'Disquietment', 'Fatigue'),
    'Peace': ('Pleasure', 'Happiness', 'Disconnection'),
    'Pleasure': ('Happiness', 'Peace', 'Excitement'),
    'Sadness': ('Suffering', 'Disconnection', 'Sensitivity'),
    'Sensitivity': ('Sadness', 'Sympathy', 'Suffering'),
    'Suffering': ('Pain', 'Sadness', 'Fear'),
    'Surprise': ('Excitement', 'Fear', 'Doubt/Confusion'),
    'Sympathy': ('Affection', 'Sensitivity', 'Engagement'),
    'Yearning': ('Anticipation', 'Sadness', 'Affection'),
}
_STREAM = 0xE307
# Chance to name what is there when nothing and when everything can be seen, and to name a
# neighbour of it; the latter falls with clarity.
_NAMED_BLURRED, _NAMED_CLEAR = 0.25, 0.85
_NEIGHBOUR_BLURRED, _NEIGHBOUR_CLEAR = 0.22, 0.08
_WITHOUT_CAUSE = {'Engagement': 0.12, 'Anticipation': 0.06}
_MIDDLE = 5.5
# Standard deviations of an annotator's bias and of the noise of one answer: people agree most on
# valence, least on dominance.
_BIAS = np.array((0.4, 0.7, 0.8))
_NOISE = np.array((0.8, 1.2, 1.4))
# From this height a face and hands can be read.
_CLEAR_HEIGHT_PX = 220.0


def annotate(person: Mapping[str, Any], split: str,
             key: tuple[int, ...]) -> tuple[Annotation, ...]:
    """Return what ANNOTATORS[split] different annotators say of a person.

    Args:
        person: a record of people.jsonl; its emotions, vad, expressivity, visible_fraction and
            xyxy are read.
        split: 'train', 'val' or 'test'.
        key: the same numbers give the same answers.
    """
    rng = np.random.default_rng((*key, _STREAM))
    seen = clarity(person['expressivity'], person['visible_fraction'],
                   person['xyxy'][3] - person['xyxy'][1])
    workers = rng.choice(WORKERS, ANNOTATORS[split], replace=False)
    return tuple(_annotation(rng, person, seen, int(worker)) for worker in workers)


def clarity(expressivity: float, visible_fraction: float, height_px: float) -> float:
    """Return 0..1, how much of a person's state others can see.

    Args:
        expressivity: 0..1, how much the person shows.
        visible_fraction: 0..1, of the body.
        height_px: of the visible part.
    """
    size = min(1.0, height_px / _CLEAR_HEIGHT_PX)
    return float(expressivity * (0.3 + 0.7 * visible_fraction) * (0.35 + 0.65 * size))


def _annotation(rng, person, seen, worker):
    readiness, bias = _habits(worker)
    return Annotation(_emotions(rng, person['emotions'], seen, readiness, person['vad']),
                      _levels(rng, person['vad'], seen, bias))


def _emotions(rng, present, seen, readiness, vad):
    chances = dict.fromkeys(CATEGORY_NAMES, 0.0)
    chances |= _WITHOUT_CAUSE
    neighbour = _between(_NEIGHBOUR_BLURRED, _NEIGHBOUR_CLEAR, seen)
    for name in present:
        for other in NEIGHBOURS[name]:
            chances[other] = max(chances[other], neighbour)
    for name in present:
        chances[name] = _between(_NAMED_BLURRED, _NAMED_CLEAR, seen)
    draws = rng.random(len(CATEGORY_NAMES))
    named = tuple(name for name, draw in zip(CATEGORY_NAMES, draws, strict=True)
                  if draw < readiness * chances[name])
    # Somebody who sees nothing special names what a person of this valence usually is.
    least = present or (('Engagement', 'Peace') if vad[0] >= _MIDDLE else
                        ('Disquietment', 'Disconnection'))
    return named or (least[int(rng.integers(len(least)))],)


def _levels(rng, vad, seen, bias):
    shrunk = _MIDDLE + (0.35 + 0.65 * seen) * (np.array(vad, float) - _MIDDLE)
    levels = np.clip(np.rint(shrunk + bias + rng.normal(0, _NOISE)), 1, 10)
    return tuple(float(level) for level in levels)


@cache
def _habits(worker):
    """Return how readily a worker names categories (about 1) and the bias of the levels, (3,)."""
    rng = np.random.default_rng((worker, _STREAM))
    return float(rng.uniform(0.75, 1.15)), rng.normal(0, _BIAS)


def _between(blurred, clear, seen):
    return blurred + (clear - blurred) * seen
