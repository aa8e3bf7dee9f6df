"""How well the fused judgement tells who is in distress, beside each modality alone."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from itertools import combinations
import math

import numpy as np

from emotion_rescue.core.body import ResponsivenessReading
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.evaluation.affect_metrics import expected_calibration_error
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.filmed_people import FilmedPerson
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.graver_level import with_responsiveness

# From this truth on somebody is in distress, and in severe distress.
DISTRESSED, SEVERELY = 0.5, 0.8

# So often truths are drawn to learn how large an error of calibration chance alone makes.
_DRAWS = 200

# judge(person) is the judgement of somebody by the evidence that he, she or it comes with.
Judge = Callable[[FilmedPerson], DistressEstimate]


@dataclass(frozen=True)
class DistressFigure:
    """One measured figure of one set of modalities.

    Attributes:
        name: what was measured.
        value: NaN where there was nobody to measure it on.
        interval: 95 %, over clips.
        people: on how many.
    """

    name: str
    value: float
    interval: tuple[float, float]
    people: int


def judged(fusion: LogOddsFusion, person: FilmedPerson) -> DistressEstimate:
    """Return the judgement that is published: emotional distress, or not responding if graver."""
    reading = ResponsivenessReading(person.responsiveness, person.responsiveness_confidence)
    return with_responsiveness(fusion.conclude(person.evidence, person.stamp_ns), reading, 0.0)


def modality_sets(modalities: Sequence[Modality]) -> list[tuple[Modality, ...]]:
    """Return all of them, all without one, all without two, and each alone; each set once."""
    sets = [tuple(modalities)]
    for left_out in (1, 2):
        sets += combinations(modalities, max(0, len(modalities) - left_out))
    sets += [(modality,) for modality in modalities]
    return [one for one in dict.fromkeys(sets) if one]


def with_only(people: Sequence[FilmedPerson],
              modalities: Sequence[Modality]) -> list[FilmedPerson]:
    """Return the same people, as a robot with these modalities alone would know them.

    Posture and motion are a channel of their own: it is known with sight.
    """
    chosen = [replace(person, evidence=tuple(one for one in person.evidence
                                             if one.modality in modalities))
              for person in people]
    if Modality.SIGHT in modalities:
        return chosen
    return [replace(person, responsiveness=Responsiveness.UNKNOWN, responsiveness_confidence=0.0)
            for person in chosen]


def distress_figures(people: Sequence[FilmedPerson], judge: Judge,
                     rounds: int = 500) -> list[DistressFigure]:
    """Return how well `judge` does on `people`; unknown is never counted as well.

    Whoever was not judged ranks in the middle, and is no miss, as UNKNOWN ranks above NONE.
    """
    told = [judge(person) for person in people]
    probability = np.array([0.5 if math.isnan(one.probability) else one.probability
                            for one in told])
    level = np.array([int(one.level) for one in told])
    truth = np.array([person.distress for person in people], float)
    clip = np.array([person.clip for person in people])
    known = level != DistressLevel.UNKNOWN
    distressed, severe = truth >= DISTRESSED, truth >= SEVERELY
    helpless = np.array([is_helpless(person) for person in people], bool)
    called = level != DistressLevel.NONE
    grave = level >= DistressLevel.MODERATE
    everybody = np.ones(len(people), bool)
    parts = (
        ('AUROC of distress', everybody, lambda c: auroc(probability[c], distressed[c])),
        ('ECE-15', known, lambda c: expected_calibration_error(distressed[c], probability[c])),
        ('recall of distress, not NONE', distressed, lambda c: _mean(called[c])),
        ('recall of severe distress, not NONE', severe, lambda c: _mean(called[c])),
        ('recall of distress, MODERATE or graver', distressed, lambda c: _mean(grave[c])),
        ('silent, still, lying: MODERATE or graver', helpless, lambda c: _mean(grave[c])),
        ('false alarms, not NONE', ~distressed, lambda c: _mean(called[c])),
        ('false alarms, MODERATE or graver', ~distressed, lambda c: _mean(grave[c])),
        ('judged, not UNKNOWN', everybody, lambda c: _mean(known[c])))
    figures = []
    for name, chosen, metric in parts:
        places = np.flatnonzero(chosen)
        figures.append(DistressFigure(
            name, metric(places), bootstrap_interval(metric, places, group=clip[places],
                                                     rounds=rounds), len(places)))
    figures.insert(2, _calibration_floor(probability[known]))
    return figures


def _calibration_floor(probability):
    """Return the ECE that chance alone gives so many people whose probabilities are all true."""
    rng = np.random.default_rng(0)
    drawn = [expected_calibration_error(rng.random(len(probability)) < probability, probability)
             for _ in range(_DRAWS)] if len(probability) else [math.nan]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return DistressFigure('ECE-15 if all were true', float(np.mean(drawn)),
                          (float(low), float(high)), len(probability))


def is_helpless(person: FilmedPerson) -> bool:
    """Return whether somebody lies still, is silent and could not answer."""
    return (not person.responsive and person.posture.startswith(('lie', 'curl'))
            and person.voice == 'silence')


def gain_over(people: Sequence[FilmedPerson], judge: Judge, one: Modality,
              rounds: int = 500) -> DistressFigure:
    """Return by how much AUROC everything together tells distress better than `one` alone."""
    together, alone = (_probabilities(judge, chosen)
                       for chosen in (people, with_only(people, (one,))))
    distressed = np.array([person.distress >= DISTRESSED for person in people], bool)
    clip = np.array([person.clip for person in people])

    def gain(chosen):
        return (auroc(together[chosen], distressed[chosen])
                - auroc(alone[chosen], distressed[chosen]))
    places = np.arange(len(people))
    return DistressFigure(f'AUROC above {one.name}', gain(places),
                          bootstrap_interval(gain, places, group=clip, rounds=rounds),
                          len(people))


def risk_coverage(people: Sequence[FilmedPerson], judge: Judge) -> tuple[np.ndarray, np.ndarray]:
    """Return coverage and risk, float (n,) each: the share judged, surest first, and its errors.

    An error is a probability on the wrong side of a half (El-Yaniv and Wiener 2010).
    """
    told = [judge(person) for person in people]
    wrong = np.array([(one.probability >= 0.5) != (person.distress >= DISTRESSED)
                      for one, person in zip(told, people, strict=True)], float)
    order = np.argsort([-one.confidence for one in told], kind='stable')
    count = np.arange(1, len(people) + 1)
    return count / max(1, len(people)), np.cumsum(wrong[order]) / count


def level_confusion(people: Sequence[FilmedPerson], judge: Judge) -> np.ndarray:
    """Return int (2, 5): how many without and with distress were given each level."""
    counts = np.zeros((2, len(DistressLevel)), int)
    for person in people:
        counts[int(person.distress >= DISTRESSED), int(judge(person).level)] += 1
    return counts


def _probabilities(judge, people):
    found = np.array([judge(person).probability for person in people], float)
    return np.where(np.isnan(found), 0.5, found)


def _mean(values):
    return float(np.mean(values)) if len(values) else math.nan
