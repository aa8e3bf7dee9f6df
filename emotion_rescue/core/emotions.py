"""EMOTIC's 26 emotion categories, in the data set's official order.

The position of a category is its index in every probability vector of this package, from the
models to the ROS messages. Order: Kosti et al., "Context Based Emotion Recognition using EMOTIC
Dataset", IEEE TPAMI 2019, and the authors' published code (alphabetical). The definitions are
this project's own wording of what each category means for somebody looking at a person.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class EmotionCategory:
    """One category: its official name and what an observer should understand by it."""

    name: str
    definition: str


CATEGORIES: tuple[EmotionCategory, ...] = (
    EmotionCategory('Affection', 'shows fondness, tenderness or love towards somebody'),
    EmotionCategory('Anger', 'is furious, resentful or ready to attack'),
    EmotionCategory('Annoyance', 'is irritated, impatient or bothered'),
    EmotionCategory('Anticipation', 'looks ahead to something and prepares for it'),
    EmotionCategory('Aversion', 'is disgusted, or turns away from something repellent'),
    EmotionCategory('Confidence', 'is sure of the outcome, proud, in control'),
    EmotionCategory('Disapproval', 'judges that something is wrong; contempt or hostility'),
    EmotionCategory('Disconnection', 'takes no part in what happens around; absent, indifferent'),
    EmotionCategory('Disquietment', 'is nervous, worried, tense or upset'),
    EmotionCategory('Doubt/Confusion', 'cannot decide or does not understand'),
    EmotionCategory('Embarrassment', 'feels ashamed or guilty'),
    EmotionCategory('Engagement', 'pays attention to something and is absorbed in it'),
    EmotionCategory('Esteem', 'looks at somebody with respect, gratitude or admiration'),
    EmotionCategory('Excitement', 'is full of energy and enthusiasm'),
    EmotionCategory('Fatigue', 'is tired, weak or sleepy'),
    EmotionCategory('Fear', 'feels threatened: anxious, frightened, terrified'),
    EmotionCategory('Happiness', 'feels joy or amusement'),
    EmotionCategory('Pain', 'suffers physically'),
    EmotionCategory('Peace', 'is calm, content, without worry'),
    EmotionCategory('Pleasure', 'enjoys what the senses bring'),
    EmotionCategory('Sadness', 'is unhappy, disappointed, discouraged, grieving'),
    EmotionCategory('Sensitivity', 'is vulnerable, easily hurt, physically or emotionally'),
    EmotionCategory('Suffering', 'is in distress of mind or body, anguished'),
    EmotionCategory('Surprise', 'has just met something unexpected'),
    EmotionCategory('Sympathy', 'shares the trouble of somebody else and cares for them'),
    EmotionCategory('Yearning', 'longs for something or somebody'),
)

CATEGORY_NAMES: tuple[str, ...] = tuple(category.name for category in CATEGORIES)
CATEGORY_COUNT = len(CATEGORIES)
CATEGORY_INDEX: dict[str, int] = {name: i for i, name in enumerate(CATEGORY_NAMES)}

# The categories that speak of a person in trouble; reported on their own by every evaluation,
# because a mean over all 26 hides them (they are rare in EMOTIC).
DISTRESS_CATEGORY_NAMES: tuple[str, ...] = (
    'Pain', 'Suffering', 'Fear', 'Sadness', 'Disquietment', 'Anger', 'Fatigue',
)
DISTRESS_CATEGORY_INDICES: tuple[int, ...] = tuple(
    CATEGORY_INDEX[name] for name in DISTRESS_CATEGORY_NAMES)


def unknown_emotions() -> np.ndarray:
    """Return a float32 (26,) vector of NaN: nothing is known about any category."""
    return np.full(CATEGORY_COUNT, np.nan, np.float32)
