"""People of filmed clips, made up."""

import dataclasses

import numpy as np

from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.filmed_people import FilmedPerson
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence

PERSON = FilmedPerson('clips/0', 0, 1, 0.9, True, 'trapped', 'standing', 'waving', 'silence',
                      True, 2_000_000_000)


def said(modality, log_odds, quality=1.0, stamp_ns=2_000_000_000):
    return ReadingEvidence(modality, float(log_odds), quality, stamp_ns, 'made up')


def filmed(evidence=(), **changes):
    return dataclasses.replace(PERSON, evidence=tuple(evidence), **changes)


def crowd(count, seed=0, sight=1.0, words=3.0, missing=0.4):
    """Return people whose models tell the truth with Gaussian noise: mean +-sight, +-words."""
    rng = np.random.default_rng(seed)
    people = []
    for i in range(count):
        distress = float(rng.uniform())
        side = 1.0 if distress >= 0.5 else -1.0
        evidence = [said(modality, rng.normal(side * strength, 1.5))
                    for modality, strength in ((Modality.SIGHT, sight), (Modality.WORDS, words))
                    if rng.uniform() >= missing]
        people.append(filmed(evidence, clip=f'clips/{i // 2}', person=i % 2, people=2,
                             distress=distress))
    return people
