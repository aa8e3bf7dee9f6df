"""The first fusion of all readings about a person into one judgement (docs/fusion.md)."""

from collections.abc import Sequence
import math

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence
from emotion_rescue.pipeline.distress_evidence import sight_evidence
from emotion_rescue.pipeline.distress_evidence import voice_evidence
from emotion_rescue.pipeline.distress_evidence import words_evidence

# Probability from which each level holds. SEVERE starts where odds are 4 to 1.
LEVEL_FROM: dict[DistressLevel, float] = {
    DistressLevel.MILD: 0.3,
    DistressLevel.MODERATE: 0.55,
    DistressLevel.SEVERE: 0.8,
}

# How far a probability must pass a border before the level changes: a calibrated reading of the
# same person varies by about this from look to look.
LEVEL_MARGIN = 0.05

# Evidence that makes a modality half as strong as it can be: half of one fresh, good reading.
# Readings of one model about one person err together, so many of them never add up to certainty.
HALF_STRENGTH = 0.5

# Below this confidence the level is UNKNOWN. One fresh, good look has 0.67; three half-lives
# later it has 0.2.
KNOWN_FROM = 0.3
KNOWN_MARGIN = 0.05


class SimpleFusion:
    """Weighted log-odds of sight, voice and words; implements `core.interfaces.DistressFusion`.

    Age lowers the confidence, not the probability: somebody who falls silent or still, or is
    not looked at for a while, becomes UNKNOWN and never better.
    """

    def __init__(self, *, half_life_s: float):
        """Prepare a fusion in which a reading counts half after `half_life_s` seconds."""
        self._half_life_s = half_life_s

    def fuse(self, sight: Sequence[SightReading], voice: Sequence[AttributedVoice],
             now_ns: int, previous: DistressEstimate | None = None) -> DistressEstimate:
        """Return the judgement at `now_ns`; see `core.interfaces.DistressFusion`."""
        found = [*map(sight_evidence, sight), *map(voice_evidence, voice),
                 *map(words_evidence, voice)]
        weighed = [(e, self._weight(e, now_ns)) for e in found if e is not None]
        groups = _by_modality([(e, w) for e, w in weighed if w > 0.0])
        if not groups:
            return DistressEstimate()
        strengths = [_strength(group) for group in groups]
        contributions = [strength / max(strengths) * _mean(group)
                         for strength, group in zip(strengths, groups, strict=True)]
        probability = 1.0 / (1.0 + math.exp(-sum(contributions)))
        confidence = (1.0 - math.prod(1.0 - s for s in strengths)) * _agreement(groups)
        evidence = [_say(group, contribution, now_ns)
                    for group, contribution in zip(groups, contributions, strict=True)]
        return DistressEstimate(
            probability=probability,
            level=_level(probability, confidence, previous or DistressEstimate()),
            confidence=confidence,
            evidence=tuple(sorted(evidence, key=lambda e: -abs(e.weight))))

    def _weight(self, evidence, now_ns):
        return evidence.quality * 0.5 ** (_age_s(evidence, now_ns) / self._half_life_s)


# One modality: its readings, each with its weight.
_Group = list[tuple[ReadingEvidence, float]]


def _age_s(evidence, now_ns):
    # Sound may be newer than the image of the conclusion.
    return max(0, now_ns - evidence.stamp_ns) / NS_PER_S


def _by_modality(weighed: _Group) -> list[_Group]:
    modalities = sorted({e.modality for e, _ in weighed})
    return [[pair for pair in weighed if pair[0].modality == m] for m in modalities]


def _strength(group: _Group) -> float:
    total = sum(weight for _, weight in group)
    return total / (total + HALF_STRENGTH)


def _mean(group: _Group) -> float:
    return sum(w * e.log_odds for e, w in group) / sum(w for _, w in group)


def _agreement(groups: list[_Group]) -> float:
    """Return 1 where all readings point the same way, towards 0 the more they contradict."""
    pulls = [w * e.log_odds for group in groups for e, w in group]
    total = sum(w for group in groups for _, w in group)
    cancelled = sum(map(abs, pulls)) - abs(sum(pulls))
    # Weak pulls both ways, log-odds well below 1, are no contradiction but a middling reading.
    return 1.0 - cancelled / (sum(map(abs, pulls)) + total)


def _level(probability: float, confidence: float, previous: DistressEstimate) -> DistressLevel:
    known = previous.level is not DistressLevel.UNKNOWN
    if confidence < KNOWN_FROM - (KNOWN_MARGIN if known else 0.0):
        return DistressLevel.UNKNOWN
    level = DistressLevel.NONE
    for candidate, border in LEVEL_FROM.items():
        if known:
            border += -LEVEL_MARGIN if previous.level >= candidate else LEVEL_MARGIN
        if probability >= border:
            level = candidate
    return level


def _say(group: _Group, contribution: float, now_ns: int) -> Evidence:
    newest = group[-1][0]
    return Evidence(newest.modality, newest.what, contribution, _age_s(newest, now_ns))
