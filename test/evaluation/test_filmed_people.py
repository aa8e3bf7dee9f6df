import json

from filmed import filmed
from filmed import said
from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.evaluation.filmed_people import add_filmed_people
from emotion_rescue.evaluation.filmed_people import filmed_person_line
from emotion_rescue.evaluation.filmed_people import FilmedPerson
from emotion_rescue.evaluation.filmed_people import read_filmed_people
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence

TEXT = st.text(max_size=20)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
EVIDENCE = st.builds(ReadingEvidence, st.sampled_from(Modality), NUMBER, NUMBER,
                     st.integers(0, 2**62), TEXT)
PEOPLE = st.lists(st.builds(
    FilmedPerson, TEXT, st.integers(0, 9), st.integers(1, 9), NUMBER, st.booleans(), TEXT, TEXT,
    TEXT, TEXT, st.booleans(), st.integers(0, 2**62), st.lists(EVIDENCE, max_size=3).map(tuple),
    st.sampled_from(Responsiveness), NUMBER), max_size=3)


@given(PEOPLE)
def test_what_is_written_is_read(tmp_path_factory, people):
    path = tmp_path_factory.mktemp('people') / 'people.jsonl'
    add_filmed_people(people, path)
    assert read_filmed_people(path) == people


@pytest.mark.parametrize('change', [
    lambda record: record.pop('evidence'),
    lambda record: record.update(evidence=[{'modality': 'SMELL'}]),
    lambda record: record.update(evidence=[{'modality': 'SIGHT'}]),
    lambda record: record.update(evidence=3),
    lambda record: record.update(responsiveness='ASLEEP'),
    lambda record: record.update(colour='red')])
def test_another_line_is_named(tmp_path, change):
    path = tmp_path / 'people.jsonl'
    record = json.loads(filmed_person_line(filmed([said(Modality.SIGHT, 1.0)])))
    change(record)
    path.write_text(filmed_person_line(filmed()) + '\n' + json.dumps(record) + '\n')
    with pytest.raises(InputError, match='line 2 is no filmed person'):
        read_filmed_people(path)
