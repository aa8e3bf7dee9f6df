import math

from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import TrackedPerson

pytestmark = pytest.mark.ros

METRES = st.floats(-100.0, 100.0)
PIXELS = st.integers(0, 4000).map(float)


@pytest.fixture(scope='module')
def convert():
    from emotion_rescue.nodes import people_messages
    return people_messages


def header():
    from builtin_interfaces.msg import Time
    from std_msgs.msg import Header
    return Header(stamp=Time(sec=3, nanosec=7), frame_id='camera')


def fail(error):
    raise error


PERSON = st.builds(
    TrackedPerson, st.text('0123456789abc', min_size=1),
    st.tuples(PIXELS, PIXELS, PIXELS, PIXELS), st.floats(0.0, 1.0),
    st.none() | st.tuples(METRES, METRES, METRES))


def test_nobody_in_view_is_an_empty_array_with_the_header(convert):
    message = convert.detections_message(PeopleInView((), 3_000_000_007, 'camera'), header())
    assert message.header == header()
    assert message.detections == []
    nobody = PeopleInView((), 3_000_000_007, 'camera')
    assert convert.people_from_detections(message, fail) == nobody


@given(people=st.lists(PERSON, max_size=4))
def test_people_survive_the_way_there_and_back(convert, people):
    view = PeopleInView(tuple(people), 3_000_000_007, 'camera')
    message = convert.detections_message(view, header())
    assert convert.people_from_detections(message, fail) == view


def test_unknown_position_is_nan_and_every_detection_has_the_header(convert):
    view = PeopleInView((TrackedPerson('7', (0.0, 0.0, 2.0, 4.0), 0.5),), 3_000_000_007, 'camera')
    detection, = convert.detections_message(view, header()).detections
    assert detection.header == header()
    assert detection.results[0].hypothesis.class_id == 'person'
    assert math.isnan(detection.results[0].pose.pose.position.z)
    assert (detection.bbox.center.position.x, detection.bbox.size_y) == (1.0, 4.0)


STDS = st.floats(0.001, 100.0)


@given(std_m=st.tuples(STDS, STDS, STDS))
def test_deviations_of_a_position_survive_the_way_there_and_back(convert, std_m):
    view = PeopleInView((TrackedPerson('7', (0.0, 0.0, 2.0, 4.0), 0.5, (1.0, 2.0, 3.0), std_m),),
                        0)
    found, = convert.people_from_detections(
        convert.detections_message(view, header()), fail).people
    assert found.position_std_m == pytest.approx(std_m)


@pytest.mark.parametrize('variance', [0.0, -1.0, math.nan, math.inf])
def test_a_variance_that_says_nothing_is_unknown(convert, variance):
    view = PeopleInView((TrackedPerson('7', (0.0, 0.0, 2.0, 4.0), 0.5, (1.0, 2.0, 3.0),
                                       (0.1, 0.1, 0.1)),), 0)
    message = convert.detections_message(view, header())
    message.detections[0].results[0].pose.covariance[7] = variance
    found, = convert.people_from_detections(message, fail).people
    assert (found.position_m, found.position_std_m) == ((1.0, 2.0, 3.0), None)


def test_other_classes_are_left_out(convert):
    view = PeopleInView((TrackedPerson('7', (0.0, 0.0, 2.0, 4.0), 0.5),), 0)
    message = convert.detections_message(view, header())
    message.detections[0].results[0].hypothesis.class_id = 'dog'
    assert convert.people_from_detections(message, fail).people == ()


@pytest.mark.parametrize('spoil', [
    lambda d: setattr(d, 'id', ''),
    lambda d: setattr(d.bbox, 'size_x', math.nan),
    lambda d: setattr(d.bbox.center.position, 'y', math.inf)])
def test_a_person_without_id_or_box_costs_only_that_person(convert, spoil):
    people = tuple(TrackedPerson(i, (0.0, 0.0, 2.0, 4.0), 0.5) for i in '789')
    message = convert.detections_message(PeopleInView(people, 0), header())
    spoil(message.detections[1])
    refused = []
    found = convert.people_from_detections(message, refused.append).people
    assert [person.person_id for person in found] == ['7', '9']
    assert len(refused) == 1 and 'expected an id and finite numbers' in str(refused[0])
