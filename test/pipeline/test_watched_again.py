"""What posture and motion said of a person goes on under another track, and of nobody else."""

import cv2
from moving_pictures import Film
from moving_pictures import NS_PER_S
from moving_pictures import person
from moving_pictures import view
from moving_pictures import waver
from moving_pictures import WAVER_BOX
import pytest

from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.body_line import BodyLine
from emotion_rescue.pipeline.people_book import PeopleBook

UNKNOWN, RESPONSIVE, UNRESPONSIVE = Responsiveness
LYING_BOX, LYING = (100.0, 150.0, 220.0, 182.0), [(100, 150, 120, 32, 21)]
FAR_BOX, FAR = (280.0, 20.0, 316.0, 34.0), [(280, 20, 36, 14, 23)]
ELSEWHERE_BOX, ELSEWHERE = (20.0, 30.0, 140.0, 62.0), [(20, 30, 120, 32, 22)]
IMAGES_HZ = 5


class Watch:
    """Who is who, and how they move, as in an engine."""

    def __init__(self):
        self.book, self._line = PeopleBook(forget_s=30.0), BodyLine(True, True)
        self._painter, self.now_ns = Film(), 100 * NS_PER_S

    def show(self, seconds, *people, parts=lambda t: LYING):
        """Show these people for so long; return what is known of everybody, by key."""
        for n in range(round(seconds * IMAGES_HZ)):
            self.now_ns += NS_PER_S // IMAGES_HZ
            bgr = cv2.cvtColor(self._painter.picture(parts(n / IMAGES_HZ)), cv2.COLOR_GRAY2BGR)
            self._see(view(self.now_ns, *people),
                      lambda b=bgr, s=self.now_ns: ImageFrame(b, s))
        return self.known()

    def _see(self, people, open_frame):
        self.book.see(people, open_frame)
        self._line.see(people, open_frame)

    def known(self):
        return {r.key: self._line.reading(r, self.now_ns) for r in self.book.records()}


@pytest.fixture
def watch():
    return Watch()


def test_nobody_is_known_of_nobody(watch):
    assert watch.show(1.0, parts=lambda t: []) == {}


# Under 'a' 24 images are compared with others, under 'b' 10: 4.6 s and 1.8 s between them.
@pytest.mark.parametrize(('gap_s', 'still_s'), [(0.4, 6.4), (3.0, 6.4), (7.0, 1.8), (7.4, 1.8)])
def test_seconds_of_stillness_go_on_under_a_new_track_without_the_gap(watch, gap_s, still_s):
    before = watch.show(5.0, person(LYING_BOX, 'a'))['a']
    assert before.state is UNKNOWN and before.still_s == pytest.approx(4.6)
    watch.show(gap_s)
    found, = watch.show(2.0, person(LYING_BOX, 'b')).values()
    assert [r.track_ids for r in watch.book.records()] == [('a', 'b')]
    assert found.still_s == pytest.approx(still_s)
    assert (found.state is UNRESPONSIVE) == (still_s > 6.0)


def test_a_long_gap_takes_nothing_from_what_is_watched_again(watch):
    watch.show(5.0, person(LYING_BOX, 'a'))
    watch.show(7.0)
    found, = watch.show(2.6, person(LYING_BOX, 'b')).values()
    assert found.still_s == pytest.approx(7.0) and found.state is UNRESPONSIVE


def test_whoever_lay_still_and_is_lost_for_a_moment_stays_unresponsive(watch):
    assert watch.show(9.0, person(LYING_BOX, 'a'))['a'].state is UNRESPONSIVE
    assert watch.show(2.0)['a'].state is UNRESPONSIVE
    for _ in range(15):
        assert watch.show(0.2, person(LYING_BOX, 'b'))['a'].state is UNRESPONSIVE


def test_motion_before_the_loss_still_counts_as_motion(watch):
    box = person(WAVER_BOX, 'a')
    assert watch.show(4.0, box, parts=waver)['a'].state is RESPONSIVE
    watch.show(0.4, parts=waver)
    found, = watch.show(1.0, person(WAVER_BOX, 'b'), parts=waver).values()
    assert found.state is RESPONSIVE and found.still_s == 0.0


def test_a_track_id_that_is_used_again_brings_nobody_anothers_stillness(watch):
    def parts(t):
        return [*LYING, *FAR]

    watch.show(5.0, person(LYING_BOX, 'a'), parts=parts)
    watch.show(5.0, parts=parts)
    known = watch.show(5.0, person(FAR_BOX, 'a'), parts=parts)
    assert sorted(known) == ['a', 'a~2']
    assert known['a~2'].state is UNKNOWN
    assert known['a~2'].still_s == pytest.approx(4.8)
    assert known['a'].state is UNKNOWN and 'not seen for 10 s' in known['a'].what


def both(t):
    return [*LYING, *ELSEWHERE]


def test_two_tracks_at_once_are_watched_apart(watch):
    watch.show(4.0, person(LYING_BOX, 'a'), parts=both)
    known = watch.show(3.0, person(LYING_BOX, 'a'), person(ELSEWHERE_BOX, 'b'), parts=both)
    assert known['a'].still_s == pytest.approx(6.6)
    assert known['b'].still_s == pytest.approx(2.8)


def test_who_were_joined_and_are_two_each_keep_what_was_seen_of_them(watch):
    watch.show(5.0, person(LYING_BOX, 'a'), parts=both)
    watch.show(2.0, parts=both)
    joined = watch.show(4.0, person(LYING_BOX, 'b'), parts=both)
    assert list(joined) == ['a'] and joined['a'].still_s == pytest.approx(4.6 + 3.8)
    two = person(LYING_BOX, 'b'), person(ELSEWHERE_BOX, 'a')
    known = watch.show(0.2, *two, parts=both)
    assert known['a'].still_s == 0.0, 'it was not seen for more than 5 s'
    assert known['b'].still_s == pytest.approx(4.0) and known['b'].state is UNKNOWN
    known = watch.show(2.0, *two, parts=both)
    assert known['a'].still_s == pytest.approx(4.6 + 2.0)
    assert known['b'].still_s == pytest.approx(6.0)


def test_a_part_of_somebody_that_is_the_whole_later_is_counted_once(watch):
    whole, part = person(LYING_BOX, 'a'), person((130.0, 150.0, 216.0, 182.0), 'b')
    watch.show(3.0, whole)
    watch.show(0.6, whole, part)
    found, = watch.show(2.4, person(LYING_BOX, 'b')).values()
    assert [r.track_ids for r in watch.book.records()] == [('a', 'b')]
    # While both are there, nothing can be told of the whole: its cells are those of the part.
    assert found.still_s == pytest.approx(2.4 + 2.2)
    assert found.motion.watched_s == pytest.approx(found.still_s)
