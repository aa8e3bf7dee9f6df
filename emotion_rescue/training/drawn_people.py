"""Draws what the model will see of people: as they are, or changed by chance to learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

import numpy as np

from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import AffectView
from emotion_rescue.models.llava_views import head_of_view
from emotion_rescue.models.view_panels import head_panel
from emotion_rescue.models.view_panels import Panel
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import READABLE_HEAD_PX
from emotion_rescue.training.pictured_person import moved_box
from emotion_rescue.training.pictured_person import PicturedPerson
from emotion_rescue.training.pictured_person import read_image

_HIDDEN_SHARE, _FAR_SHARE = 0.25, 0.3
_FAR_HEAD_SHARE, _HEAD_DEVIATION = 0.6, 0.08


@dataclass(frozen=True, eq=False)
class DrawnPerson:
    """What is shown of one person, and where.

    Attributes:
        rgb: uint8 (side, side, 3), red first; the side is VIEW_PX, or HEAD_PX of a head alone.
        key_points: float (panels, 17, 2) x and y in COCO's order, 0 to 1 from side to side of
            `rgb`; of body and head, or of a head alone. NaN for those that a panel does not show.
    """

    rgb: np.ndarray
    key_points: np.ndarray


def draw_people(samples: Sequence[AffectSample], rng=None) -> list[np.ndarray]:
    """Return the pictures of `drawn_views` alone."""
    return [drawn.rgb for drawn in drawn_views(samples, rng)]


def drawn_views(samples: Sequence[AffectSample], rng=None) -> list[DrawnPerson]:
    """Return what is shown of people.

    Args:
        samples: whom to draw.
        rng: numpy generator of random changes to boxes, light, sharpness and direction, and of
            what hides people; None draws them as they are.
    """
    return [_view(PicturedPerson.of(sample), rng) for sample in samples]


def drawn_heads(samples: Sequence[AffectSample], rng=None) -> list[DrawnPerson]:
    """Return what is shown of heads alone.

    Args:
        samples: people whose heads are known.
        rng: numpy generator of random changes to boxes, light, direction and distance; None draws
            them as they are.
    """
    return [_head(PicturedPerson.of(sample), rng) for sample in samples]


def view_of(sample: AffectSample) -> AffectView:
    """Return the view of somebody as they are, with the head that is known of them."""
    return affect_view(read_image(sample.image), sample.xyxy, head_xyxy=sample.head_xyxy)


def _view(seen, rng):
    """Return the view; with `rng`, as seen by others, from further off, or partly hidden."""
    if rng is not None:
        xyxy, head_xyxy = moved_box(seen.xyxy, 0.05, rng), seen.head_xyxy
        # Whoever looks for heads does not find all, and measures them less well than people.
        lost = head_xyxy is None or rng.random() < 0.1
        head_xyxy = None if lost else moved_box(head_xyxy, _HEAD_DEVIATION, rng)
        seen = replace(seen, xyxy=xyxy, head_xyxy=head_xyxy).otherwise(rng)
        if rng.random() < _HIDDEN_SHARE:
            seen = seen.partly_hidden(rng)
        if rng.random() < _FAR_SHARE:
            seen = seen.from_further_off(rng)
    view = affect_view(seen.bgr, seen.xyxy, head_xyxy=seen.head_xyxy)
    if view is None:
        return _view(_at_least_small(seen), None)
    return DrawnPerson(view.rgb, _shown(seen.key_points_px, view.panels[:2], len(view.rgb)))


def _head(seen, rng):
    if rng is not None:
        seen = replace(
            seen, head_xyxy=moved_box(seen.head_xyxy, _HEAD_DEVIATION, rng)).otherwise(rng)
        if rng.random() < _FAR_HEAD_SHARE:
            # As many heads of 20 to 40 pixels as of 40 to 80: so it is where people may be.
            head = seen.head_xyxy
            side = max(head[2] - head[0], head[3] - head[1])
            seen = seen.smaller(
                np.exp(rng.uniform(min(0.0, np.log(READABLE_HEAD_PX / side)), 0.0)))
    panel = head_panel(seen.bgr.shape, seen.xyxy, seen.head_xyxy)
    if panel is None:
        return _head(_at_least_small(seen), None)
    rgb = head_of_view(seen.bgr, seen.xyxy, seen.head_xyxy)
    return DrawnPerson(rgb, _shown(seen.key_points_px, [panel], len(rgb)))


def _at_least_small(seen):
    """Return somebody whose box shrank below the limit by chance, drawn at its smallest."""
    left, top, right, bottom = seen.xyxy
    return replace(seen, xyxy=(left - 10.0, top - 10.0, right + 10.0, bottom + 10.0))


def _shown(key_points_px, panels: Sequence[Panel], side):
    places = np.stack([panel.to_view(key_points_px) for panel in panels])
    starts, ends = (np.array([panel.shown_xyxy[part] for panel in panels])[:, None]
                    for part in (slice(2), slice(2, 4)))
    inside = ((places >= starts) & (places < ends)).all(axis=2)
    return np.where(inside[..., None], places / side, np.nan)
