import math

import numpy as np
import pytest

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.vad import Vad
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue.pipeline.operator_judgements import OperatorWord
from emotion_rescue.pipeline.survivors import Survivor
from emotion_rescue.pipeline.survivors import SurvivorKind
from fakes import emotions
from fakes import SECOND_NS

pytestmark = pytest.mark.ros

HALF = np.full(26, 0.5, np.float32)


@pytest.fixture
def messages():
    from emotion_rescue.nodes import distress_messages
    return distress_messages


@pytest.fixture
def header():
    from builtin_interfaces.msg import Time
    from std_msgs.msg import Header
    return Header(stamp=Time(sec=3, nanosec=7), frame_id='camera')


def judged():
    return PersonAssessment(
        '7', True, 2 * SECOND_NS + 5, emotions(0.1, Fear=0.9, Pain=0.6), Vad(2, 8, 3, 1, 1, 1),
        DistressEstimate(0.75, DistressLevel.MODERATE, 0.5, evidence=(
            Evidence(Modality.VOICE_TONE, 'voice: fear', 1.5, 0.25),)), (1.0, 2.0, 3.0))


def test_nobody_in_view_gives_empty_arrays_with_the_header(messages, header):
    for message in (messages.emotions_message(header, (), HALF),
                    messages.vad_message(header, ()), messages.distress_message(header, ()),):
        assert message.header == header
        assert message.people == []
    assert messages.survivors_message(header, ()).survivors == []


def test_person_not_judged_is_unknown_everywhere(messages, header):
    unknown = [PersonAssessment('7', True)]
    emotion, = messages.emotions_message(header, unknown, HALF).people
    vad, = messages.vad_message(header, unknown).people
    distress, = messages.distress_message(header, unknown).people
    assert not emotion.assessed and not vad.assessed
    assert np.isnan(emotion.probability).all() and len(emotion.present) == 0
    assert math.isnan(vad.valence) and math.isnan(vad.dominance_std)
    assert math.isnan(distress.probability) and math.isnan(distress.position.x)
    assert distress.level == distress.LEVEL_UNKNOWN


def test_judged_person(messages, header):
    emotion, = messages.emotions_message(header, [judged()], HALF).people
    vad, = messages.vad_message(header, [judged()]).people
    distress, = messages.distress_message(header, [judged()]).people
    assert list(emotion.present) == [emotion.FEAR, emotion.PAIN]
    assert (emotion.assessed_at.sec, emotion.assessed_at.nanosec) == (2, 5)
    assert (vad.valence, vad.arousal, vad.dominance, vad.arousal_std) == (2, 8, 3, 1)
    assert (distress.person_id, distress.level) == ('7', distress.LEVEL_MODERATE)
    assert (distress.position.x, distress.position.y, distress.position.z) == (1, 2, 3)
    reason, = distress.evidence
    assert (reason.modality, reason.what, reason.weight, reason.age_s) == (
        reason.VOICE_TONE, 'voice: fear', 1.5, 0.25)


def test_voice_labels_are_sorted_and_the_window_is_named(messages):
    voice = messages.voice_message(VoiceReading(
        4 * SECOND_NS, 2.0, 'microphone', 0.75, {'calm': 0.25, 'pain': 0.5, 'anger': 0.25}))
    assert voice.labels == ['pain', 'anger', 'calm']
    assert list(voice.probability) == [0.5, 0.25, 0.25]
    assert (voice.header.stamp.sec, voice.header.frame_id) == (4, 'microphone')
    assert math.isnan(voice.distress)
    assert math.isnan(voice.bearing_rad) and math.isnan(voice.bearing_std_rad)


def test_where_a_voice_comes_from_is_said(messages):
    voice = messages.voice_message(VoiceReading(0, 2.0, bearing_rad=-0.5, bearing_std_rad=0.125))
    assert (voice.bearing_rad, voice.bearing_std_rad) == (-0.5, 0.125)


def test_a_voice_without_words_says_so(messages):
    voice = messages.voice_message(VoiceReading(0, 2.0, distress=0.5))
    assert voice.transcript == voice.language == ''
    assert math.isnan(voice.words_distress) and np.isnan(voice.words_emotions).all()
    assert math.isnan(voice.transcript_confidence) and math.isnan(voice.words_valence)


def test_a_heard_survivor_has_a_bearing_and_a_seen_one_none(messages, header):
    heard = Survivor('voice-1', SurvivorKind.HEARD, '', DistressEstimate(), 0, SECOND_NS,
                     bearing_rad=0.5, bearing_std_rad=0.125)
    seen = Survivor('person-7', SurvivorKind.SEEN, '7', DistressEstimate(), 0, SECOND_NS)
    first, second = messages.survivors_message(header, [heard, seen]).survivors
    assert (first.bearing_rad, first.bearing_std_rad) == (0.5, 0.125)
    assert math.isnan(second.bearing_rad) and math.isnan(second.bearing_std_rad)


@pytest.mark.parametrize('tracks', [(), ('7',), ('7', '9', '12'), ('spät', '7~2')])
def test_all_tracks_of_a_survivor_are_in_the_message_oldest_first(messages, header, tracks):
    from rclpy.serialization import deserialize_message
    from rclpy.serialization import serialize_message
    listed = [Survivor('person-7', SurvivorKind.SEEN, tracks[-1] if tracks else '7',
                       DistressEstimate(), 0, SECOND_NS, track_ids=tracks)]
    message = messages.survivors_message(header, listed)
    survivor, = deserialize_message(serialize_message(message), type(message)).survivors
    assert tuple(survivor.track_ids) == tracks


def test_survivor_out_of_view_has_no_position(messages, header):
    gone = Survivor('person-7', SurvivorKind.SEEN, '7', DistressEstimate(), 0, SECOND_NS)
    survivor, = messages.survivors_message(header, [gone]).survivors
    assert not survivor.position_known
    assert math.isnan(survivor.pose.pose.position.x)
    assert survivor.last_observed.sec == 1
    assert survivor.urgency == pytest.approx(0.4)


def test_a_survivor_s_covariance_is_diagonal_and_never_nan(messages, header):
    def variances(**fields):
        survivor, = messages.survivors_message(header, [Survivor(
            'person-7', SurvivorKind.SEEN, '7', DistressEstimate(), 0, 0, **fields)]).survivors
        matrix = np.reshape(survivor.pose.covariance, (6, 6))
        assert (matrix == np.diag(np.diag(matrix))).all()
        return np.diag(matrix).tolist()

    unknown = [messages.UNKNOWN_VARIANCE] * 3
    assert variances() == unknown * 2
    assert variances(position_m=(1.0, 2.0, 3.0)) == unknown * 2
    assert variances(position_std_m=(0.1, 0.2, 0.5)) == unknown * 2
    assert variances(position_m=(1.0, 2.0, 3.0), position_std_m=(0.1, 0.2, 0.5)) == pytest.approx(
        [0.01, 0.04, 0.25, *unknown])


def test_what_an_operator_said_is_in_the_message_beside_what_the_models_say(messages, header):
    word = OperatorWord(OperatorState.CORRECTED, DistressLevel.MILD, Responsiveness.RESPONSIVE,
                        'sprained ankle', 'Ada', 2 * SECOND_NS + 5)
    severe = DistressEstimate(0.9, DistressLevel.SEVERE, 0.75)
    said, silent = messages.survivors_message(header, [
        Survivor('person-7', SurvivorKind.SEEN, '7', severe, 0, 0, operator=word),
        Survivor('person-8', SurvivorKind.SEEN, '8', severe, 0, 0)]).survivors
    assert (said.operator_state, said.operator_level, said.operator_responsiveness) == (
        said.OPERATOR_CORRECTED, DistressLevel.MILD, Responsiveness.RESPONSIVE)
    assert (said.operator_note, said.operator_name) == ('sprained ankle', 'Ada')
    assert (said.operator_judged.sec, said.operator_judged.nanosec) == (2, 5)
    assert (said.level, said.responsiveness) == (DistressLevel.MILD, Responsiveness.RESPONSIVE)
    assert said.urgency == pytest.approx(0.54) and said.distress.level == DistressLevel.SEVERE
    assert 'the operator said MILD and RESPONSIVE, the models say SEVERE' in said.contradiction
    assert (silent.operator_state, silent.operator_judged.sec, silent.contradiction) == (0, 0, '')
    assert silent.level == DistressLevel.SEVERE


def test_numbers_of_core_and_of_the_messages_are_the_same():
    from emotion_rescue_msgs.msg import Evidence as EvidenceMessage
    from emotion_rescue_msgs.msg import PersonDistress
    from emotion_rescue_msgs.msg import Survivor as SurvivorMessage

    for level in DistressLevel:
        assert getattr(PersonDistress, f'LEVEL_{level.name}') == level
    for modality in Modality:
        assert getattr(EvidenceMessage, modality.name) == modality
    for kind in SurvivorKind:
        assert getattr(SurvivorMessage, kind.name) == kind
    assert PersonDistress.RESPONSIVENESS_UNKNOWN == Responsiveness.UNKNOWN
    assert PersonDistress.RESPONSIVE == Responsiveness.RESPONSIVE
    assert PersonDistress.UNRESPONSIVE == Responsiveness.UNRESPONSIVE
