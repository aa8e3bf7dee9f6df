"""What goes into a sight scorer and what must come out of it."""

from collections.abc import Iterable
import logging

from emotion_rescue.core.interfaces import SightScorer
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.people_book import Sighting

_log = logging.getLogger(__name__)


def open_views(sightings: Iterable[Sighting]) -> list[PersonView]:
    """Return the views whose images can be opened; the others are logged and left out."""
    views = []
    for sighting in sightings:
        try:
            views.append(PersonView(sighting.person, sighting.open_frame()))
        except Exception as error:  # noqa: BLE001 (one image must not cost the others)
            _log.warning('the image of stamp %s cannot be opened: %s: %s', sighting.stamp_ns,
                         type(error).__name__, error)
    return views


def one_reading_a_view(scorer: SightScorer, views: list[PersonView]) -> list[SightReading]:
    """Return what `scorer` says.

    Raises:
        ValueError: another number of readings than of views.
    """
    readings = scorer.score(views)
    if len(readings) != len(views):
        raise ValueError(f'{len(readings)} readings for {len(views)} views')
    return readings
