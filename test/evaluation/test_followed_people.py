from dataclasses import replace

from filmed import said
from followed import followed
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.evaluation.followed_people import add_followed_people
from emotion_rescue.evaluation.followed_people import followed_person_line
from emotion_rescue.evaluation.followed_people import KnownReading
from emotion_rescue.evaluation.followed_people import Moment
from emotion_rescue.evaluation.followed_people import read_followed_people

SEEN = Moment(5, False, 2, Responsiveness.UNRESPONSIVE, 0.6)


@pytest.mark.parametrize('people', [
    [], [followed()], [followed(3, 1.0, 'silent', [said(Modality.WORDS, 1.5, stamp_ns=0)]),
                       followed(moments=(SEEN,))]], ids=['nobody', 'unseen', 'two'])
def test_written_and_read(tmp_path, people):
    for person in people:
        add_followed_people([person], tmp_path / 'people.jsonl')
    add_followed_people([], tmp_path / 'people.jsonl')
    assert read_followed_people(tmp_path / 'people.jsonl') == people


@pytest.mark.parametrize('old, new', [
    ('"moments": [[', '"moments": [[7, '), ('"WORDS"', '"SMELL"'), ('"clip"', '"film"'),
    ('"readings"', '"writings"'), ('"kind"', '"sort"'), ('"UNKNOWN"', '"MAYBE"')])
def test_another_line_is_refused(tmp_path, old, new):
    line = followed_person_line(followed(2, 1.0, readings=[said(Modality.WORDS, 1, stamp_ns=0)]))
    assert old in line
    (tmp_path / 'people.jsonl').write_text(line.replace(old, new))
    with pytest.raises(InputError, match='line 1 is no followed person'):
        read_followed_people(tmp_path / 'people.jsonl')


def test_a_reading_is_known_from_its_first_to_its_last_moment():
    early, late = said(Modality.SIGHT, 1.0), said(Modality.SIGHT, 2.0)
    assert followed(4).known_at(0) == []
    person = replace(followed(4), readings=(KnownReading(early, 0, 1), KnownReading(late, 1, 3)))
    assert [person.known_at(i) for i in range(4)] == [[early], [early, late], [late], [late]]
