"""Learns from filmed people how far the fusion is to believe each kind of evidence."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.distress_figures import DISTRESSED
from emotion_rescue.evaluation.filmed_people import FilmedPerson
from emotion_rescue.evaluation.logistic import fit_logistic
from emotion_rescue.pipeline.fusion import by_modality
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.fusion import shares
from emotion_rescue.pipeline.fusion_weights import FusionWeights

# So many of those in distress must not be judged to be well where the borders are chosen.
RECALL = 0.95
# Below it, evidence would have to be believed that nobody has measured.
FEWEST = 20
# Scales are pulled to 1, which takes readings at their word, and biases to 0.
_PULL = 1e-3
# NONE ends nowhere near certainty either way.
_LOWEST, _HIGHEST = 0.02, 0.5


def fit_fusion(people: Sequence[FilmedPerson], half_life_s: float) -> FusionWeights:
    """Return prior, scales and biases that make `people` most likely; default borders.

    Everybody is learned from with each set of modalities that there is evidence of, so that what
    a robot says stays calibrated where it cannot see or hear. A scale below 0 is set to 0: no
    reading shall count against what it says. So is a bias of tone or words below 0: that somebody
    is heard is no sign of being well.

    Args:
        people: of a training split; those of whom nothing is known teach the prior alone.
        half_life_s: as the fusion will have it.

    Raises:
        InputError: fewer than FEWEST people, or all or none of them are in distress.
    """
    distressed = [person.distress >= DISTRESSED for person in people]
    if len(people) < FEWEST or len(set(distressed)) < 2:
        raise InputError(f'{len(people)} people, {sum(distressed)} of them in distress, are too '
                         f'few to learn a fusion from; film at least {FEWEST}, of both kinds')
    names = sorted({one.modality for person in people for one in person.evidence})
    rows, target, weight = [], [], []
    for person, truth in zip(people, distressed, strict=True):
        own = {one.modality for one in person.evidence}
        sets = [chosen for n in range(len(own) + 1) for chosen in combinations(sorted(own), n)]
        for chosen in sets:
            rows.append(_row(person, chosen, names, half_life_s))
            target.append(float(truth))
            weight.append(1.0 / len(sets))
    design, target, weight = np.array(rows), np.array(target), np.array(weight)
    # In the order of the columns: prior, scales, biases.
    held = [False, *(True for _ in names), *(name is not Modality.SIGHT for name in names)]
    fitted = _not_negative(design, target, weight, len(names), np.array(held))
    scale = dict(zip(names, map(float, fitted[1:1 + len(names)]), strict=True))
    bias = dict(zip(names, map(float, fitted[1 + len(names):]), strict=True))
    return FusionWeights(float(fitted[0]), scale, bias)


def chosen_borders(people: Sequence[FilmedPerson], weights: FusionWeights, half_life_s: float,
                   recall: float = RECALL) -> dict[DistressLevel, float]:
    """Return the borders of the levels: NONE ends where `recall` of those in distress begin.

    Args:
        people: of a split that the weights were not learned from.
        weights: what was learned.
        half_life_s: as the fusion will have it.
        recall: share of those in distress, of whom anything is known, who are not to be NONE.

    Raises:
        InputError: nobody in distress was judged.
    """
    fusion = LogOddsFusion(weights, half_life_s=half_life_s)
    told = [fusion.conclude(person.evidence, person.stamp_ns) for person in people]
    in_distress = sorted(
        one.probability for one, person in zip(told, people, strict=True)
        if one.level is not DistressLevel.UNKNOWN and person.distress >= DISTRESSED)
    if not in_distress:
        raise InputError(f'of {len(people)} people nobody in distress was judged; there is no '
                         'border to choose, film more people')
    # The border itself counts as in distress, so one more than this share is at or above it.
    lowest = in_distress[int(np.floor((1.0 - recall) * len(in_distress)))]
    borders = dict(FusionWeights().borders)
    borders[DistressLevel.MILD] = float(np.clip(lowest, _LOWEST, _HIGHEST))
    return borders


def _row(person, chosen, names, half_life_s):
    groups = by_modality([one for one in person.evidence if one.modality in chosen],
                         person.stamp_ns, half_life_s)
    said = {group.modality: (share * group.mean, share)
            for group, share in zip(groups, shares(groups), strict=True)}
    pairs = [said.get(name, (0.0, 0.0)) for name in names]
    return [1.0, *(mean for mean, _ in pairs), *(share for _, share in pairs)]


def _not_negative(design, target, weight, modalities, held):
    """Return the weights, at least 0 where `held`."""
    kept = np.ones(design.shape[1], bool)
    while True:
        fitted = np.zeros(design.shape[1])
        centre = np.zeros(design.shape[1])
        centre[1:1 + modalities] = 1.0
        fitted[kept] = fit_logistic(design[:, kept], target, np.full(kept.sum(), _PULL),
                                    centre[kept], counts=weight)
        below = np.flatnonzero((fitted < 0.0) & held)
        if not len(below):
            return fitted
        kept[below] = False
