"""How much another look at somebody would tell, from what is known and what has changed."""

import math

from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.people_book import PersonRecord

# What being in distress is worth, 1 the most.
_LEVEL_WORTH: dict[DistressLevel, float] = {
    DistressLevel.UNKNOWN: 0.8, DistressLevel.NONE: 0.0, DistressLevel.MILD: 0.5,
    DistressLevel.MODERATE: 1.0, DistressLevel.SEVERE: 1.0}

# A judgement is as sure as it gets in practice from here on, and as good as none from there down.
_SURE, _UNSURE = 0.5, 0.3
_UNSURE_WORTH = 0.5

# A probability this close to where another level begins may be of that level at the next look.
_NEAR_BORDER = 0.1
_BORDER_WORTH = 0.5

# Boxes of somebody who does nothing overlap this much from image to image once they are laid on
# each other's centres; half of that is another posture, or another distance.
_SAME_SHAPE, _OTHER_SHAPE = 0.7, 0.35
# Steps, in heights of the box: less is the noise of the detector, more is walking.
_STAYED, _WENT = 0.3, 1.0
_SHAPE_WORTH, _PLACE_WORTH = 0.6, 0.3
# A view of twice the area shows what the one that was judged did not; a fifth more does not.
_BETTER_VIEW_WORTH = 0.3
_AS_GOOD, _BETTER = 1.2, 2.0

# A look at somebody far off tells less than one at somebody near.
_SIZE_SHARE = 0.3
_NEAR_PX, _FAR_PX = 200.0, 50.0


def look_worth(record: PersonRecord) -> float:
    """Return 0..1, how much more a look is worth than one at somebody calm, sure and unchanged.

    Every reason may be enough by itself, so they are joined as independent chances are (noisy
    or): distress; a judgement that is UNKNOWN, unsure, or near the border of a level; a view that
    has changed since the one that was judged. The last two count less where the person is small
    in the image: a look there tells less; but somebody in distress may lie far off.

    Args:
        record: of somebody who has a view to judge.
    """
    worth = _distress_worth(record.distress)
    if worth == 1.0:
        return 1.0
    new, rest = record.best.person, 1.0
    for reason in (_doubt_worth(record.distress), *_change_worth(new, record.looked_at)):
        rest *= 1.0 - reason
    small = 1.0 - _ramp(new.height_px, _FAR_PX, _NEAR_PX)
    return 1.0 - (1.0 - worth) * (1.0 - (1.0 - rest) * (1.0 - _SIZE_SHARE * small))


def _distress_worth(distress: DistressEstimate) -> float:
    if distress.responsiveness is Responsiveness.UNRESPONSIVE:
        return 1.0
    worth = _LEVEL_WORTH[distress.level]
    if distress.level is DistressLevel.UNKNOWN and not math.isnan(distress.probability):
        return max(worth, distress.probability)
    return worth


def _doubt_worth(distress: DistressEstimate) -> float:
    if math.isnan(distress.probability):
        return _UNSURE_WORTH
    worth = 0.0
    if distress.confidence < _SURE:
        worth = _UNSURE_WORTH * (1.0 - _ramp(distress.confidence, _UNSURE, _SURE))
    # NaN is near nothing.
    if distress.to_border < _NEAR_BORDER:
        worth = max(worth, _BORDER_WORTH * (1.0 - distress.to_border / _NEAR_BORDER))
    return worth


def _change_worth(new: TrackedPerson, old: TrackedPerson | None) -> tuple[float, ...]:
    """Return what another shape, another place and a better view than the old one are worth."""
    if old is None:
        return ()
    left, top, right, bottom = new.xyxy
    old_left, old_top, old_right, old_bottom = old.xyxy
    width, height = right - left, bottom - top
    old_width, old_height = old_right - old_left, old_bottom - old_top
    if min(width, height, old_width, old_height) <= 0.0:
        return ()
    area, old_area = width * height, old_width * old_height
    common = min(width, old_width) * min(height, old_height)
    overlap = common / (area + old_area - common)
    step = math.hypot(left + right - old_left - old_right,
                      top + bottom - old_top - old_bottom) / (2.0 * max(height, old_height))
    better = area * new.score / max(old_area * old.score, 1e-9)
    return (_SHAPE_WORTH * (1.0 - _ramp(overlap, _OTHER_SHAPE, _SAME_SHAPE)),
            _PLACE_WORTH * _ramp(step, _STAYED, _WENT),
            _BETTER_VIEW_WORTH * _ramp(better, _AS_GOOD, _BETTER))


def _ramp(value: float, low: float, high: float) -> float:
    """Return 0 up to `low`, 1 from `high` on, and evenly more between."""
    if value <= low:
        return 0.0
    return 1.0 if value >= high else (value - low) / (high - low)
