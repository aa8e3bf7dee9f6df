import math

from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.body import ResponsivenessReading
from emotion_rescue.core.body import UNKNOWN_RESPONSIVENESS
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.graver_level import SEVERE_FROM
from emotion_rescue.pipeline.graver_level import with_responsiveness

LOOKS = Evidence(Modality.SIGHT, 'looks: Peace', -2.0, 0.1)
SILENT = ResponsivenessReading(Responsiveness.UNRESPONSIVE, 0.4, 'lies still for 9 s')
UNANSWERED = ResponsivenessReading(Responsiveness.UNRESPONSIVE, 0.8, 'did not answer a call')
WAVES = ResponsivenessReading(Responsiveness.RESPONSIVE, 0.9, 'waves')
READINGS = st.builds(ResponsivenessReading, st.sampled_from(Responsiveness), st.floats(0, 1),
                     st.sampled_from(['', 'lies still']))
ESTIMATES = st.builds(DistressEstimate, st.floats(0, 1), st.sampled_from(DistressLevel),
                      st.floats(0, 1), evidence=st.sampled_from([(), (LOOKS,)]))


def told(level=DistressLevel.NONE, confidence=0.6):
    return DistressEstimate(0.1, level, confidence, evidence=(LOOKS,))


@pytest.mark.parametrize('before, reading, level', [
    (DistressEstimate(), UNKNOWN_RESPONSIVENESS, DistressLevel.UNKNOWN),
    (DistressEstimate(), WAVES, DistressLevel.UNKNOWN),
    (DistressEstimate(), SILENT, DistressLevel.MODERATE),
    (told(), SILENT, DistressLevel.MODERATE),
    (told(), UNANSWERED, DistressLevel.SEVERE),
    (told(DistressLevel.SEVERE), SILENT, DistressLevel.SEVERE),
    (told(DistressLevel.SEVERE), WAVES, DistressLevel.SEVERE),
    (told(), UNKNOWN_RESPONSIVENESS, DistressLevel.NONE)])
def test_graver_of_both(before, reading, level):
    after = with_responsiveness(before, reading, 0.2)
    assert after.level is level and after.responsiveness is reading.state


@given(ESTIMATES, READINGS)
def test_motion_never_makes_anybody_better(before, reading):
    after = with_responsiveness(before, reading, 0.0)
    assert after.level >= before.level and after.confidence >= before.confidence
    assert after.probability == before.probability
    assert all(e.weight >= 0.0 for e in after.evidence if e.modality is Modality.MOTION)


@given(ESTIMATES, READINGS)
def test_what_sets_the_level_comes_first(before, reading):
    after = with_responsiveness(before, reading, 0.0)
    if reading.state is Responsiveness.UNKNOWN:
        assert after.evidence == before.evidence
    if after.level is not before.level and reading.what:
        assert after.evidence[0].what == reading.what
    assert set(before.evidence) <= set(after.evidence)


def test_its_evidence_has_words_weight_and_age():
    reason, other = with_responsiveness(told(), SILENT, 0.2).evidence
    assert other == LOOKS
    assert reason == Evidence(Modality.MOTION, 'lies still for 9 s', -math.log(0.6), 0.2)


@pytest.mark.parametrize('confidence, level', [
    (0.35, DistressLevel.MODERATE), (SEVERE_FROM, DistressLevel.SEVERE),
    (1.0, DistressLevel.SEVERE)])
def test_confidence_makes_it_severe(confidence, level):
    reading = ResponsivenessReading(Responsiveness.UNRESPONSIVE, confidence, 'lies still')
    assert with_responsiveness(told(), reading, 0.0).level is level
