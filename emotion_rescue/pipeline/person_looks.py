"""How people look, now and when they were seen last; opened only when somebody asks."""

from collections.abc import Mapping
import logging

import numpy as np

from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.pipeline.appearance import appearance
from emotion_rescue.pipeline.frame_store import OpenFrame
from emotion_rescue.pipeline.person_record import PersonRecord

_log = logging.getLogger(__name__)

# Most images that are opened and looks that are taken at one image: an image may take 10 ms to
# open, a look takes below 1 ms. Whoever is beyond looks like nobody knows.
MOST_OPENED, MOST_LOOKS = 5, 48


class PersonLooks:
    """Implements `new_tracks.Looks` for one image; opens no image twice.

    A look that was taken once is kept for as long as the person is remembered.
    """

    def __init__(self, records: Mapping[str, PersonRecord], open_frame: OpenFrame | None):
        """Prepare for an image that is opened by `open_frame`; None: there is none."""
        self._records = records
        self._open_frame = open_frame
        self._images: dict[int, np.ndarray | None] = {}
        self._looks: dict[str, np.ndarray | None] = {}
        self._taken = 0

    def now(self, person: TrackedPerson) -> np.ndarray | None:
        """Return the look of somebody in this image."""
        if person.person_id not in self._looks:
            self._looks[person.person_id] = self._look(-1, person, self._open_frame)
        return self._looks[person.person_id]

    def before(self, person_id: str) -> np.ndarray | None:
        """Return the look of somebody who is remembered."""
        record = self._records.get(person_id)
        if record is None:
            return None
        view = record.clearest
        if view is not None and (record.look is None or record.look[0] != view.stamp_ns):
            look = self._look(view.stamp_ns, view.person, view.open_frame)
            if look is not None:
                record.look = view.stamp_ns, look
        return None if record.look is None else record.look[1]

    def _look(self, stamp_ns, person, open_frame):
        self._taken += 1
        if open_frame is None or self._taken > MOST_LOOKS:
            return None
        if stamp_ns not in self._images:
            if len(self._images) >= MOST_OPENED:
                return None
            self._images[stamp_ns] = _opened(open_frame)
        bgr = self._images[stamp_ns]
        return None if bgr is None else appearance(bgr, person.xyxy)


def _opened(open_frame):
    try:
        return open_frame().bgr
    except Exception as error:  # noqa: BLE001 (one image must not cost who is in the next ones)
        _log.warning('an image to know somebody again by cannot be opened: %s: %s',
                     type(error).__name__, error)
        return None
