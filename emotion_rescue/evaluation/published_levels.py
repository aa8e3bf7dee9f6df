"""What is published of somebody at every image, by any fusion, and why a level changed."""

from collections.abc import Callable
from collections.abc import Sequence
import math

from emotion_rescue.core.body import ResponsivenessReading
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.followed_people import FollowedPerson
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence
from emotion_rescue.pipeline.graver_level import with_responsiveness

# conclude(evidence, now_ns, previous), as of LogOddsFusion.
Conclude = Callable[[Sequence[ReadingEvidence], int, DistressEstimate | None], DistressEstimate]


def published(conclude: Conclude, person: FollowedPerson) -> list[DistressEstimate]:
    """Return the judgement at each of the person's moments.

    It is what the engine gives, but that a second track of the same person goes on from the
    judgement of the first.
    """
    told, emotional = [], None
    for number, moment in enumerate(person.moments):
        emotional = conclude(person.known_at(number), moment.stamp_ns, emotional)
        body = ResponsivenessReading(moment.responsiveness, moment.confidence, 'body')
        told.append(with_responsiveness(emotional, body, 0.0))
    return told


def cause_of_change(before: DistressEstimate, after: DistressEstimate) -> Modality | None:
    """Return what changed the level most, or None where nothing that is known of did."""
    if _set_by_body(before) or _set_by_body(after):
        return Modality.MOTION
    sign = -1.0 if after.probability < before.probability else 1.0
    then, now = _weights(before), _weights(after)
    pulls = {modality: sign * (now.get(modality, 0.0) - then.get(modality, 0.0))
             for modality in then | now}
    strongest = max(pulls, key=pulls.get, default=None)
    return strongest if strongest is not None and pulls[strongest] > 0.0 else None


def _set_by_body(estimate):
    first = estimate.evidence[0] if estimate.evidence else None
    return first is not None and first.modality is Modality.MOTION and first.weight > 0.0


def _weights(estimate):
    return {one.modality: one.weight for one in estimate.evidence
            if one.modality is not Modality.MOTION and not math.isnan(one.weight)}
