"""The level that is published: the graver of emotional distress and of not responding.

The two are told by different evidence and never averaged: a face without fear says nothing for
somebody who does not react.
"""

from dataclasses import replace
import math

from emotion_rescue.core.body import ResponsivenessReading
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness

# Whoever lies still and does not react is MODERATE at first, as somebody asleep looks the same.
# After an unanswered call and some time the confidence reaches this, and the level SEVERE.
SEVERE_FROM = 0.75


def level_of_silence(reading: ResponsivenessReading) -> DistressLevel:
    """Return the level that not responding stands for; UNKNOWN where it is not known.

    Whoever responds is not thereby well, so that is UNKNOWN, too.
    """
    if reading.state is not Responsiveness.UNRESPONSIVE:
        return DistressLevel.UNKNOWN
    return DistressLevel.SEVERE if reading.confidence >= SEVERE_FROM else DistressLevel.MODERATE


def with_responsiveness(estimate: DistressEstimate, reading: ResponsivenessReading, age_s: float
                        ) -> DistressEstimate:
    """Return `estimate` with what posture and motion say; the graver level holds.

    The evidence that sets the level comes first. That of responding has the weight 0, as it
    speaks neither for distress nor against it.

    Args:
        estimate: emotional distress.
        reading: of the same person.
        age_s: between the newest image of the person and the conclusion, in seconds.
    """
    level = level_of_silence(reading)
    evidence = estimate.evidence
    # That nothing can be told is no evidence; `responsiveness` says so.
    if reading.what and (reading.state is not Responsiveness.UNKNOWN or reading.motion.known):
        weight = 0.0 if level is DistressLevel.UNKNOWN else _log_odds(reading.confidence)
        reason = Evidence(Modality.MOTION, reading.what, weight, age_s)
        evidence = ((reason, *evidence) if level > estimate.level else (*evidence, reason))
    changed = replace(estimate, responsiveness=reading.state, evidence=evidence)
    if level <= estimate.level:
        return changed
    return replace(changed, level=level, confidence=max(estimate.confidence, reading.confidence))


def _log_odds(confidence):
    """Return the odds for the reading over knowing nothing of it, a confidence of 0."""
    return -math.log(max(1.0 - confidence, 1e-3))
