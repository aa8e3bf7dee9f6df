"""Feeds a recording to detector, tracker and engine in lockstep, without ROS."""

from collections.abc import Iterable
from collections.abc import Iterator
import math

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.core.interfaces import PersonTracker
from emotion_rescue.core.people import Detections
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.recording_timeline import last_image_last


def watch_recording(items: Iterable[ImageFrame | AudioClip], detector: PersonDetector,
                    tracker: PersonTracker, engine: DistressEngine,
                    until_s: float | None = None) -> Iterator[PeopleInView]:
    """Yield who is in each image, once everything due by then has been judged.

    The engine then says what is known at that image: nothing later has been fed, but that sound
    behind the last image comes before it, and what was begun to be said there is judged.

    Args:
        items: of a recording, in its order.
        detector: loaded.
        tracker: fresh.
        engine: fresh, in lockstep.
        until_s: nothing that came later than so many seconds after the first image is fed, and
            what was being said then is not judged; None: all of it.
    """
    last_ns = math.inf
    heard_all = True
    ordered = last_image_last(items)
    following = next(ordered, None)
    while following is not None:
        item, following = following, next(ordered, None)
        if isinstance(item, AudioClip):
            if item.end_ns <= last_ns:
                engine.on_audio(item)
            else:
                heard_all = False
            continue
        if until_s is not None and last_ns == math.inf:
            last_ns = item.stamp_ns + round(until_s * NS_PER_S)
        if item.stamp_ns > last_ns:
            return
        people = _see(item, detector, tracker, engine)
        if following is None and heard_all:
            engine.end_sound()
        yield people


def _see(frame, detector, tracker, engine):
    engine.on_frame(frame.stamp_ns, lambda: frame)
    found = detector.detect(frame.bgr)
    height, width = frame.bgr.shape[:2]
    people = tracker.update(Detections(found.xyxy, found.score, (width, height)), frame.stamp_ns,
                            frame.frame_id)
    engine.on_people(people)
    return people
