"""Made-up timelines of one person."""

import math

import cv2
import numpy as np

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence
from emotion_rescue.pipeline.timeline import JudgedView
from emotion_rescue.pipeline.timeline import Moment
from emotion_rescue.pipeline.timeline import Said
from emotion_rescue.pipeline.timeline import Timeline
from fakes import emotions
from fakes import SECOND_NS

LEVEL_PROBABILITY = {DistressLevel.UNKNOWN: math.nan, DistressLevel.NONE: 0.1,
                     DistressLevel.MILD: 0.4, DistressLevel.MODERATE: 0.6,
                     DistressLevel.SEVERE: 0.9}


def estimate(level, evidence=True):
    reasons = (Evidence(Modality.SIGHT, 'looks: Fear (0.81)', 1.5, 0.25),) if evidence else ()
    return DistressEstimate(LEVEL_PROBABILITY[level], level, 0.6 if level else 0.1,
                            evidence=reasons)


def fresh(modality=Modality.SIGHT, log_odds=2.0, second=0.0, what='looks: Fear (0.81)'):
    return ReadingEvidence(modality, log_odds, 0.8, round(second * SECOND_NS), what)


def moment(second, level, *readings, in_view=True, evidence=True):
    return Moment(round(second * SECOND_NS), in_view, estimate(level, evidence), readings)


def moments(*levels):
    """Return a moment a second."""
    return tuple(moment(second, level) for second, level in enumerate(levels))


def view(second, distress=0.9):
    _, data = cv2.imencode('.jpg', np.full((8, 6, 3), 90, np.uint8))
    return JudgedView(round(second * SECOND_NS), data.tobytes(), SightReading(
        '7', round(second * SECOND_NS), emotions(0.1, Fear=0.8), distress=distress))


def said(text, second=1.0, **fields):
    return Said(round(second * SECOND_NS), round((second + 1.0) * SECOND_NS), text, **fields)


def full_timeline(*texts):
    """Return somebody who becomes MILD and SEVERE, is looked at, and says `texts`."""
    return Timeline('7', 0, (
        moment(0, DistressLevel.UNKNOWN, evidence=False),
        moment(1, DistressLevel.MILD, fresh(second=0.8)),
        moment(2, DistressLevel.SEVERE,
               fresh(Modality.VOICE_TONE, 3.0, 1.9, 'voice: scream (0.90)')),
        moment(3, DistressLevel.SEVERE, in_view=False)),
        (view(0.8), view(2.5, math.nan)), tuple(said(text) for text in texts))
