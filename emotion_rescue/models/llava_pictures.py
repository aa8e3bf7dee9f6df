"""The pictures that a LLaVA is shown, onboard or behind a server."""

import logging

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.people import PersonView
from emotion_rescue.models.head_finder import HeadFinder
from emotion_rescue.models.llava_scene import scene_picture
from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import AffectView

_logger = logging.getLogger(__name__)


def person_picture(view: PersonView, margin: float,
                   heads: HeadFinder | None = None) -> AffectView | None:
    """Return the picture of one person; None where it shows too little, or cannot be drawn.

    Args:
        view: who, and in which image.
        margin: how much is shown around the person, as a share of the box.
        heads: finds the head; None shows the upper part of the box in its place.
    """
    try:
        bgr, xyxy = view.frame.bgr, view.person.xyxy
        return affect_view(bgr, xyxy, margin, None if heads is None else heads.find(bgr, xyxy))
    except Exception:  # one view must not cost the others of its batch
        _logger.exception('person %s has a view that cannot be drawn', view.person.person_id)
        return None


def asked_picture(about: np.ndarray | PersonView, margin: float,
                  heads: HeadFinder | None = None) -> np.ndarray:
    """Return the picture that a free question is about, uint8 (height, width, 3), red first.

    Args:
        about: an image, uint8 (height, width, 3), blue first; or one person in one.
        margin: as in `person_picture`.
        heads: likewise.

    Raises:
        InputError: too little of the person is in the image.
    """
    if not isinstance(about, PersonView):
        return scene_picture(about)
    view = person_picture(about, margin, heads)
    if view is None:
        raise InputError('too little of the person is in the image to say anything')
    return view.rgb
