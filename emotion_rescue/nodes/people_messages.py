"""PeopleInView to vision_msgs/Detection2DArray and back."""

from collections.abc import Callable
import math

import numpy as np
from std_msgs.msg import Header
from vision_msgs.msg import Detection2D
from vision_msgs.msg import Detection2DArray
from vision_msgs.msg import ObjectHypothesisWithPose

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.people import UNKNOWN_POSITION_M
from emotion_rescue.nodes.stamps import nanoseconds

PERSON_CLASS = 'person'

_UNKNOWN_COVARIANCE = np.diag(np.full(6, np.nan)).ravel()
# Places of x, y and z on the diagonal of the 6 x 6 matrix.
_POSITION_VARIANCES = [0, 7, 14]


def detections_message(view: PeopleInView, header: Header) -> Detection2DArray:
    """Return `view`; `header` is the image's own and goes into the array and each detection."""
    return Detection2DArray(
        header=header, detections=[_detection(person, header) for person in view.people])


def people_from_detections(message: Detection2DArray,
                           refuse: Callable[[InputError], object]) -> PeopleInView:
    """Return the people of `message`; detections of other classes are left out.

    Args:
        message: from perception, or from another detector.
        refuse: told of each person who is left out for want of an id or a finite box.
    """
    people = []
    for detection in filter(_is_person, message.detections):
        try:
            people.append(_person(detection))
        except InputError as error:
            refuse(error)
    return PeopleInView(tuple(people), nanoseconds(message.header.stamp),
                        message.header.frame_id)


def _detection(person: TrackedPerson, header: Header) -> Detection2D:
    detection = Detection2D(header=header, id=person.person_id)
    left, top, right, bottom = person.xyxy
    box = detection.bbox
    box.center.position.x, box.center.position.y = (left + right) / 2, (top + bottom) / 2
    box.size_x, box.size_y = float(right - left), float(bottom - top)
    result = ObjectHypothesisWithPose()
    result.hypothesis.class_id = PERSON_CLASS
    result.hypothesis.score = float(person.score)
    position = result.pose.pose.position
    position.x, position.y, position.z = map(float, person.position_m or UNKNOWN_POSITION_M)
    result.pose.covariance = _covariance(person.position_std_m)
    detection.results = [result]
    return detection


def _covariance(std_m: tuple[float, float, float] | None) -> np.ndarray:
    """Return geometry_msgs/PoseWithCovariance.covariance, (36,) row-major, in m^2 and rad^2.

    Variances that are not known, those of the orientation always, are NaN; there is nothing
    beside the diagonal.
    """
    covariance = _UNKNOWN_COVARIANCE.copy()
    if std_m is not None:
        covariance[_POSITION_VARIANCES] = np.square(std_m)
    return covariance


def _is_person(detection):
    return any(r.hypothesis.class_id == PERSON_CLASS for r in detection.results)


def _person(detection: Detection2D) -> TrackedPerson:
    result = next(r for r in detection.results if r.hypothesis.class_id == PERSON_CLASS)
    centre, box = detection.bbox.center.position, detection.bbox
    xyxy = (centre.x - box.size_x / 2, centre.y - box.size_y / 2,
            centre.x + box.size_x / 2, centre.y + box.size_y / 2)
    if not detection.id or not all(map(math.isfinite, xyxy)):
        raise InputError(f'a person in the detections has the id {detection.id!r} and the box '
                         f'{xyxy}, expected an id and finite numbers')
    point = result.pose.pose.position
    position_m = (point.x, point.y, point.z)
    if not all(map(math.isfinite, position_m)):
        return TrackedPerson(detection.id, xyxy, result.hypothesis.score)
    return TrackedPerson(detection.id, xyxy, result.hypothesis.score, position_m,
                         _position_std_m(result.pose.covariance))


def _position_std_m(covariance: np.ndarray) -> tuple[float, float, float] | None:
    """Return the deviations of x, y and z; None where a variance is not known.

    Detectors that do not know it leave it 0, which is no exact position.
    """
    variances = [float(covariance[place]) for place in _POSITION_VARIANCES]
    if not all(0.0 < variance < math.inf for variance in variances):
        return None
    x, y, z = map(math.sqrt, variances)
    return x, y, z
