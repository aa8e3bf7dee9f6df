"""How urgent it is to reach somebody, from level, probability and responsiveness.

Each level has a range of its own, within which the probability decides. Levels have hysteresis,
so a probability alone would let somebody MODERATE pass somebody SEVERE now and then.
"""

import math

from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness

# Whoever is not judged, or not any more, ranks above everybody found to be well; the probability
# that was left behind may lift them up to the worst of MODERATE: somebody who was in severe
# distress and of whom nothing is known since comes right after those who are.
UNKNOWN_URGENCY = 0.4

SEVERE_URGENCY = 0.8

_UP_TO_SEVERE = 0.79

_RANGES: dict[DistressLevel, tuple[float, float]] = {
    DistressLevel.NONE: (0.0, 0.39),
    DistressLevel.UNKNOWN: (UNKNOWN_URGENCY, _UP_TO_SEVERE),
    DistressLevel.MILD: (0.41, 0.54),
    DistressLevel.MODERATE: (0.55, _UP_TO_SEVERE),
    DistressLevel.SEVERE: (SEVERE_URGENCY, 1.0),
}


def urgency(level: DistressLevel, probability: float = math.nan,
            responsiveness: Responsiveness = Responsiveness.UNKNOWN) -> float:
    """Return 0..1, larger is more urgent.

    Everybody SEVERE has 0.8 or more and nobody else has; UNKNOWN is above NONE. Whoever does not
    react is as urgent as the worst of MODERATE: it may be the one who is worst off (START counts
    whoever cannot follow a simple command as urgent).

    Args:
        level: of distress.
        probability: of distress, 0..1; NaN where unknown, which counts as the least of the level.
        responsiveness: whether the person reacts; only UNRESPONSIVE says anything.
    """
    low, high = _RANGES[level]
    found = low if math.isnan(probability) else min(high, max(low, probability))
    if responsiveness is Responsiveness.UNRESPONSIVE:
        return max(found, _UP_TO_SEVERE)
    return found
