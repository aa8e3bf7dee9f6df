"""The three arrays of the distress node back to one PersonAssessment a person, and Voice back."""

import math

from builtin_interfaces.msg import Time
import numpy as np

from emotion_rescue.core.emotions import unknown_emotions
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Evidence
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.vad import UNKNOWN_VAD
from emotion_rescue.core.vad import Vad
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading
from emotion_rescue.nodes.stamps import nanoseconds
from emotion_rescue_msgs.msg import PersonDistressArray
from emotion_rescue_msgs.msg import PersonEmotionArray
from emotion_rescue_msgs.msg import PersonVadArray
from emotion_rescue_msgs.msg import Voice


def assessments_from(emotions: PersonEmotionArray | None, vad: PersonVadArray | None,
                     distress: PersonDistressArray | None, view: PeopleInView,
                     ) -> dict[str, PersonAssessment]:
    """Return id -> what is known of each person of `view` whom any of the arrays speaks of."""
    by_id = [{p.person_id: p for p in array.people} if array is not None else {}
             for array in (emotions, vad, distress)]
    return {person.person_id: _assessment(person, *(known.get(person.person_id)
                                                    for known in by_id))
            for person in view.people
            if any(person.person_id in known for known in by_id)}


def voice_from_message(message: Voice) -> VoiceReading:
    """Return what was heard."""
    return VoiceReading(
        nanoseconds(message.header.stamp), message.duration_s, message.header.frame_id,
        message.speech_probability,
        dict(zip(message.labels, map(float, message.probability), strict=False)),
        Vad(message.valence, message.arousal, message.dominance), message.distress,
        Transcript(message.transcript, message.language, message.language_probability,
                   message.transcript_confidence),
        _words(message), message.bearing_rad, message.bearing_std_rad)


def _words(message):
    if math.isnan(message.words_distress) and math.isnan(message.words_valence):
        return None
    return WordsReading(
        np.asarray(message.words_emotions, np.float32),
        Vad(message.words_valence, message.words_arousal, message.words_dominance),
        message.words_distress)


def _assessment(person, emotion, vad, distress):
    return PersonAssessment(
        person.person_id, True,
        max((ns for ns in map(_assessed_ns, (emotion, vad)) if ns is not None), default=None),
        unknown_emotions() if emotion is None else np.asarray(emotion.probability, np.float32),
        UNKNOWN_VAD if vad is None else _vad(vad),
        DistressEstimate() if distress is None else _estimate(distress), person.position_m)


def _assessed_ns(message) -> int | None:
    if message is None or not message.assessed:
        return None
    stamp: Time = message.assessed_at
    return nanoseconds(stamp)


def _vad(message):
    return Vad(message.valence, message.arousal, message.dominance, message.valence_std,
               message.arousal_std, message.dominance_std)


def _estimate(message):
    return DistressEstimate(
        message.probability, DistressLevel(message.level), message.confidence,
        Responsiveness(message.responsiveness),
        tuple(Evidence(Modality(e.modality), e.what, e.weight, e.age_s)
              for e in message.evidence))
