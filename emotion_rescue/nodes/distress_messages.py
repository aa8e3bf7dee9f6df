"""Messages of the distress node from core values; stamps and frames are passed through."""

from collections.abc import Iterable

from geometry_msgs.msg import Point
from geometry_msgs.msg import PoseWithCovariance
import numpy as np
from std_msgs.msg import Header

from emotion_rescue.core.people import UNKNOWN_POSITION_M
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.vad import Vad
from emotion_rescue.core.words import WordsReading
from emotion_rescue.nodes.stamps import time_message
from emotion_rescue.pipeline.survivors import Survivor
from emotion_rescue_msgs.msg import Evidence
from emotion_rescue_msgs.msg import PersonDistress
from emotion_rescue_msgs.msg import PersonDistressArray
from emotion_rescue_msgs.msg import PersonEmotion
from emotion_rescue_msgs.msg import PersonEmotionArray
from emotion_rescue_msgs.msg import PersonVad
from emotion_rescue_msgs.msg import PersonVadArray
from emotion_rescue_msgs.msg import Survivor as SurvivorMessage
from emotion_rescue_msgs.msg import SurvivorArray
from emotion_rescue_msgs.msg import Voice

# In m^2 and rad^2: a kilometre, many turns. NaN would spread through every filter and matrix of
# whoever uses the pose.
UNKNOWN_VARIANCE = 1e6


def emotions_message(header: Header, assessments: Iterable[PersonAssessment],
                     thresholds: np.ndarray) -> PersonEmotionArray:
    """Return the emotions of each person; (26,) `thresholds` decide what counts as present."""
    return PersonEmotionArray(
        header=header, people=[_person_emotion(a, thresholds) for a in assessments])


def vad_message(header: Header, assessments: Iterable[PersonAssessment]) -> PersonVadArray:
    """Return valence, arousal and dominance of each person."""
    return PersonVadArray(header=header, people=[
        PersonVad(person_id=a.person_id, **_assessed(a), **_vad(a.vad),
                  valence_std=a.vad.valence_std, arousal_std=a.vad.arousal_std,
                  dominance_std=a.vad.dominance_std)
        for a in assessments])


def distress_message(header: Header,
                     assessments: Iterable[PersonAssessment]) -> PersonDistressArray:
    """Return the distress of each person and the reasons."""
    return PersonDistressArray(header=header, people=[
        _person_distress(a.person_id, a.distress, a.position_m) for a in assessments])


def survivors_message(header: Header, survivors: Iterable[Survivor]) -> SurvivorArray:
    """Return the list of whom to reach, in the given order."""
    return SurvivorArray(header=header, survivors=[_survivor(s) for s in survivors])


def voice_message(reading: VoiceReading) -> Voice:
    """Return what was heard in one stretch of sound; labels most probable first."""
    emotions = sorted(reading.emotions.items(), key=lambda item: (-item[1], item[0]))
    return Voice(
        header=Header(stamp=time_message(reading.stamp_ns), frame_id=reading.frame_id),
        duration_s=reading.duration_s, speech_probability=reading.speech_probability,
        labels=[label for label, _ in emotions],
        probability=[probability for _, probability in emotions],
        **_vad(reading.vad), distress=reading.distress, **_words(reading),
        bearing_rad=reading.bearing_rad, bearing_std_rad=reading.bearing_std_rad)


def present_categories(emotions: np.ndarray, thresholds: np.ndarray) -> list[int]:
    """Return the indices of the categories that reach their threshold, most probable first.

    Args:
        emotions: (26,) probabilities, NaN where unknown.
        thresholds: (26,) probabilities.
    """
    order = np.argsort(-np.nan_to_num(emotions), kind='stable')
    return [int(i) for i in order if emotions[i] >= thresholds[i]]


def _words(reading):
    said, words = reading.transcript, reading.words or WordsReading()
    return {
        'transcript': said.text, 'language': said.language,
        'language_probability': said.language_probability,
        'transcript_confidence': said.confidence, 'words_emotions': words.emotions,
        'words_distress': words.distress,
        **{f'words_{name}': value for name, value in _vad(words.vad).items()}}


def _person_emotion(assessment, thresholds):
    return PersonEmotion(
        person_id=assessment.person_id, **_assessed(assessment),
        probability=assessment.emotions.astype(np.float32),
        present=present_categories(assessment.emotions, thresholds))


def _assessed(assessment):
    if assessment.assessed_ns is None:
        return {'assessed': False}
    return {'assessed': True, 'assessed_at': time_message(assessment.assessed_ns)}


def _vad(vad: Vad):
    return {'valence': vad.valence, 'arousal': vad.arousal, 'dominance': vad.dominance}


def _person_distress(person_id: str, estimate: DistressEstimate, position_m) -> PersonDistress:
    return PersonDistress(
        person_id=person_id, probability=estimate.probability, level=int(estimate.level),
        confidence=estimate.confidence, responsiveness=int(estimate.responsiveness),
        evidence=[Evidence(modality=int(e.modality), what=e.what, weight=e.weight,
                           age_s=e.age_s) for e in estimate.evidence],
        position=_point(position_m))


def _point(position_m):
    x, y, z = UNKNOWN_POSITION_M if position_m is None else map(float, position_m)
    return Point(x=x, y=y, z=z)


def _survivor(survivor: Survivor) -> SurvivorMessage:
    pose = PoseWithCovariance(covariance=_covariance(survivor))
    pose.pose.position = _point(survivor.position_m)
    said = survivor.operator
    return SurvivorMessage(
        survivor_id=survivor.survivor_id, kind=int(survivor.kind),
        distress=_person_distress(survivor.person_id, survivor.distress, survivor.position_m),
        track_ids=list(survivor.track_ids), in_view=survivor.in_view, level=int(survivor.level),
        responsiveness=int(survivor.responsiveness), urgency=survivor.urgency,
        first_observed=time_message(survivor.first_ns),
        last_observed=time_message(survivor.last_ns),
        position_known=survivor.position_m is not None, pose=pose,
        bearing_rad=survivor.bearing_rad, bearing_std_rad=survivor.bearing_std_rad,
        operator_state=int(said.state), operator_level=int(said.level),
        operator_responsiveness=int(said.responsiveness), operator_note=said.note,
        operator_name=said.operator_name, operator_judged=time_message(said.stamp_ns),
        contradiction=survivor.contradiction)


def _covariance(survivor: Survivor) -> np.ndarray:
    """Return geometry_msgs/PoseWithCovariance.covariance, (36,) row-major, in m^2 and rad^2."""
    variances = np.full(6, UNKNOWN_VARIANCE)
    if survivor.position_m is not None and survivor.position_std_m is not None:
        variances[:3] = np.square(survivor.position_std_m)
    return np.diag(variances).ravel()
