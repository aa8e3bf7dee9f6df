"""The fusion of all readings about a person into one judgement (docs/fusion.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
import math

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence
from emotion_rescue.pipeline.distress_evidence import sight_evidence
from emotion_rescue.pipeline.distress_evidence import voice_evidence
from emotion_rescue.pipeline.distress_evidence import words_evidence
from emotion_rescue.pipeline.fusion_weights import FusionWeights
from emotion_rescue.pipeline.state_change import CONFIRMED
from emotion_rescue.pipeline.state_change import mean_log_odds
from emotion_rescue.pipeline.state_change import of_newest_state

# How far a probability must pass a border before a level rises and before it falls: a calibrated
# reading of the same person varies by about the first from look to look, and a fall can wait.
RISES_PAST, FALLS_PAST = 0.05, 0.1
# A level falls once the probability was that of a lower one for so long: words and cries come and
# go while the state stays, and calm between two cries is no relief.
FALLS_AFTER_S = 8.0

# Evidence that makes a modality half as strong as it can be: half of one fresh, good reading.
# Readings of one model about one person err together, so many of them never add up to certainty.
HALF_STRENGTH = 0.5

# Below this confidence the level is UNKNOWN. One fresh, good look has 0.67; three half-lives
# later it has 0.2.
KNOWN_FROM = 0.3
KNOWN_MARGIN = 0.05


@dataclass(frozen=True)
class ModalityEvidence:
    """What one kind of readings says, all of them together.

    Attributes:
        modality: which kind.
        readings: each with its weight, quality and age; in the order of time.
        strength: 0..1, how much evidence there is; more of the same kind never adds up to 1.
        mean: weighted mean of their log-odds of distress.
        better: whether the readings before these told of more distress, and count no more.
    """

    modality: Modality
    readings: tuple[tuple[ReadingEvidence, float], ...]
    strength: float
    mean: float
    better: bool = False


class LogOddsFusion:
    """Weighted log-odds of sight, voice and words; implements `core.interfaces.DistressFusion`.

    Age lowers the confidence, not the probability: somebody who falls silent or still, or is
    not looked at for a while, becomes UNKNOWN and never better.
    """

    def __init__(self, weights: FusionWeights | None = None, *, half_life_s: float):
        """Prepare a fusion.

        Args:
            weights: what was learned; None takes every reading at its word.
            half_life_s: after which a reading counts half, in seconds.
        """
        self._weights, self._half_life_s = weights or FusionWeights(), half_life_s

    def fuse(self, sight: Sequence[SightReading], voice: Sequence[AttributedVoice],
             now_ns: int, previous: DistressEstimate | None = None) -> DistressEstimate:
        """Return the judgement at `now_ns`; see `core.interfaces.DistressFusion`."""
        return self.conclude(evidence_of(sight, voice), now_ns, previous)

    def conclude(self, evidence: Sequence[ReadingEvidence], now_ns: int,
                 previous: DistressEstimate | None = None) -> DistressEstimate:
        """Return the judgement at `now_ns` from evidence in any order of modalities.

        Args:
            evidence: of one modality the oldest first.
            now_ns: stamp of the conclusion.
            previous: the judgement before this one.
        """
        groups = by_modality(evidence, now_ns, self._half_life_s)
        if not groups:
            return DistressEstimate()
        contributions = [share * self._weights.contribution(group.modality, group.mean)
                         for share, group in zip(shares(groups), groups, strict=True)]
        probability = 1.0 / (1.0 + math.exp(-self._weights.prior - sum(contributions)))
        confidence = (1.0 - math.prod(1.0 - g.strength for g in groups)) * _agreement(groups)
        previous = previous or DistressEstimate()
        level = self._level(probability, confidence, sum(len(g.readings) for g in groups),
                            previous)
        relief = any(g.better for g in groups if g.modality is Modality.SIGHT)
        level, lower_since_ns = _held(level, previous, now_ns, relief)
        reasons = [_say(group, contribution, now_ns)
                   for group, contribution in zip(groups, contributions, strict=True)]
        return DistressEstimate(
            probability=probability,
            level=level,
            confidence=confidence,
            to_border=self._weights.to_border(probability),
            lower_since_ns=lower_since_ns,
            evidence=tuple(sorted(reasons, key=lambda e: -abs(e.weight))))

    def _level(self, probability, confidence, readings, previous):
        known = previous.level is not DistressLevel.UNKNOWN
        if confidence < KNOWN_FROM - (KNOWN_MARGIN if known else 0.0):
            return DistressLevel.UNKNOWN
        level = DistressLevel.NONE
        for candidate, border in self._weights.borders.items():
            if known:
                border += -FALLS_PAST if previous.level >= candidate else RISES_PAST
            if probability >= border:
                level = candidate
        if known or readings >= CONFIRMED:
            return level
        # Nobody is well, and nobody is in the gravest distress, by one reading alone.
        if level is DistressLevel.NONE:
            return DistressLevel.UNKNOWN
        return min(level, DistressLevel.MODERATE)


def _held(level, previous, now_ns, relief):
    """Return the level that holds, and since when the probability was that of a lower one.

    Looks that told a change for the better let it fall at once: they hardly vary by themselves.
    """
    if relief or DistressLevel.UNKNOWN in (level, previous.level) or level >= previous.level:
        return level, None
    since_ns = now_ns if previous.lower_since_ns is None else previous.lower_since_ns
    if now_ns - since_ns >= FALLS_AFTER_S * NS_PER_S:
        return level, None
    return previous.level, since_ns


def evidence_of(sight: Sequence[SightReading],
                voice: Sequence[AttributedVoice]) -> list[ReadingEvidence]:
    """Return what readings say of distress; those that say nothing of it are left out."""
    found = [*map(sight_evidence, sight), *map(voice_evidence, voice), *map(words_evidence, voice)]
    return [evidence for evidence in found if evidence is not None]


def by_modality(evidence: Sequence[ReadingEvidence], now_ns: int,
                half_life_s: float) -> list[ModalityEvidence]:
    """Return what each modality says at `now_ns`; those without any weight are left out."""
    groups = {}
    for one in evidence:
        weight = one.quality * 0.5 ** (_age_s(one, now_ns) / half_life_s)
        if weight > 0.0:
            groups.setdefault(one.modality, []).append((one, weight))
    return [_together(modality, groups[modality]) for modality in sorted(groups)]


def shares(groups: Sequence[ModalityEvidence]) -> list[float]:
    """Return how much each modality counts beside the strongest, which counts 1."""
    strongest = max((group.strength for group in groups), default=1.0)
    return [group.strength / strongest for group in groups]


def _together(modality, readings):
    newest = of_newest_state(readings)
    total = sum(weight for _, weight in newest)
    mean = mean_log_odds(newest)
    return ModalityEvidence(modality, tuple(newest), total / (total + HALF_STRENGTH), mean,
                            better=len(newest) < len(readings) and mean < mean_log_odds(readings))


def _age_s(evidence, now_ns):
    # Sound may be newer than the image of the conclusion.
    return max(0, now_ns - evidence.stamp_ns) / NS_PER_S


def _agreement(groups: Sequence[ModalityEvidence]) -> float:
    """Return 1 where all readings point the same way, towards 0 the more they contradict."""
    pulls = [w * e.log_odds for group in groups for e, w in group.readings]
    total = sum(w for group in groups for _, w in group.readings)
    cancelled = sum(map(abs, pulls)) - abs(sum(pulls))
    # Weak pulls both ways, log-odds well below 1, are no contradiction but a middling reading.
    return 1.0 - cancelled / (sum(map(abs, pulls)) + total)


def _say(group: ModalityEvidence, contribution: float, now_ns: int) -> Evidence:
    newest = group.readings[-1][0]
    return Evidence(newest.modality, newest.what, contribution, _age_s(newest, now_ns))
