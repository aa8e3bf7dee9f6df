"""What one reading says about distress: log-odds, how good it is, and words for the operator.

The formulas and the reasons for the constants are in docs/fusion.md.
"""

from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.emotions import DISTRESS_CATEGORY_NAMES
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.vad import LEVEL_MAX
from emotion_rescue.core.vad import LEVEL_MIN
from emotion_rescue.core.vad import Vad

# No single reading counts for more than odds of 55 to 1: models are surer than they are right.
MAX_LOG_ODDS = 4.0

# Valence 2, arousal 8, dominance 2.5 (terror) shall mean 0.93, all three in the middle 0.5.
VAD_GAIN = 2.0

# Being overwhelmed adds to distress but is no distress by itself.
DOMINANCE_SHARE = 0.5

# A category below this is not worth an operator's attention.
WORTH_NAMING = 0.3

# Quality of a voice whose recogniser cannot tell whether it is one, or how well it was understood.
UNSURE_VOICE = 0.5

# Words whose recogniser is less sure of them than the first tell nothing of distress, those above
# the second tell most: of 312 utterances of filmed people the area under the curve is 0.50 below
# 0.65, 0.68 up to 0.8, and 0.84 above (docs/fusion.md).
GUESSED_WORDS, UNDERSTOOD_WORDS = 0.5, 0.8

# What nobody has compared with the truth may be seen, but must not settle anything.
UNCALIBRATED_WORDS = 0.02

# "I am fine" alone, however well understood, leaves the level UNKNOWN: 0.2 / (0.2 + 0.5) < 0.3.
REASSURING_WORDS = 0.2

# Characters of what is said that an operator is shown; the `voice` topic has all of them.
MOST_QUOTED = 80


@dataclass(frozen=True)
class ReadingEvidence:
    """One reading as evidence.

    Attributes:
        modality: where it comes from.
        log_odds: natural log of the odds of distress; above 0 speaks for it.
        quality: 0..1, before any discount for age.
        stamp_ns: when it was observed.
        what: words for an operator.
    """

    modality: Modality
    log_odds: float
    quality: float
    stamp_ns: int
    what: str


def sight_evidence(reading: SightReading) -> ReadingEvidence | None:
    """Return what a look says, or None where it says nothing about distress."""
    if not math.isnan(reading.distress):
        log_odds = logit(reading.distress)
    else:
        parts = [part for part in (category_log_odds(reading.emotions),
                                   vad_log_odds(reading.vad)) if part is not None]
        if not parts:
            return None
        log_odds = sum(parts) / len(parts)
    return ReadingEvidence(Modality.SIGHT, log_odds, reading.quality, reading.stamp_ns,
                           _sight_words(reading))


def voice_evidence(voice: AttributedVoice) -> ReadingEvidence | None:
    """Return what a voice says, or None where nobody was heard: silence is no evidence."""
    reading = voice.reading
    if not math.isnan(reading.distress):
        log_odds, said = logit(reading.distress), f'distress {reading.distress:.2f}'
    else:
        log_odds, said = vad_log_odds(reading.vad), _vad_words(reading.vad)
    if log_odds is None:
        return None
    heard = reading.speech_probability
    quality = voice.share * (UNSURE_VOICE if math.isnan(heard) else heard)
    return ReadingEvidence(Modality.VOICE_TONE, log_odds, quality, reading.end_ns,
                           f'voice: {_label_words(reading)}{said} (theirs: {voice.share:.2f})')


def words_evidence(voice: AttributedVoice) -> ReadingEvidence | None:
    """Return what somebody's words say, or None where no words were judged.

    People say that they are well who are not, so reassuring words count little; and all count less
    where they were hardly understood.
    """
    reading = voice.reading
    if reading.words is None:
        return None
    if not math.isnan(reading.words.distress):
        log_odds = logit(reading.words.distress)
    else:
        log_odds = vad_log_odds(reading.words.vad)
    if log_odds is None:
        return None
    quality = voice.share * understood(reading.transcript.confidence)
    if math.isnan(reading.words.distress):
        quality *= UNCALIBRATED_WORDS
    if log_odds < 0.0:
        quality *= REASSURING_WORDS
    return ReadingEvidence(
        Modality.WORDS, log_odds, quality, reading.end_ns,
        f'says: "{shortened(reading.transcript.text)}" (theirs: {voice.share:.2f})')


def understood(confidence: float) -> float:
    """Return 0..1, how far words count by how sure their recogniser is; NaN is not known."""
    if math.isnan(confidence):
        return UNSURE_VOICE
    sure = (confidence - GUESSED_WORDS) / (UNDERSTOOD_WORDS - GUESSED_WORDS)
    return min(1.0, max(0.0, sure))


def shortened(text: str) -> str:
    """Return what is said in one line of bearable length."""
    text = ' '.join(text.split())
    return text if len(text) <= MOST_QUOTED else f'{text[:MOST_QUOTED - 3].rstrip()}...'


def logit(probability: float) -> float:
    """Return the log-odds of a probability, held within +-MAX_LOG_ODDS."""
    clear = 1.0 / (1.0 + math.exp(MAX_LOG_ODDS))
    held = min(max(probability, clear), 1.0 - clear)
    return math.log(held / (1.0 - held))


def category_log_odds(emotions: np.ndarray) -> float | None:
    """Return the log-odds of distress by its EMOTIC categories; None where all are unknown.

    The probability that at least one of them is present lies between the largest of them (all
    mean the same) and the noisy or (all independent); the middle of both is taken.
    """
    known = [p for p in _distress_probabilities(emotions).values() if not math.isnan(p)]
    if not known:
        return None
    any_of_them = 1.0 - math.prod(1.0 - p for p in known)
    return logit((max(known) + any_of_them) / 2.0)


def vad_log_odds(vad: Vad) -> float | None:
    """Return the log-odds of distress by valence, arousal and dominance; None where unknown.

    Distress lies at 135 degrees of Russell's circle: (arousal - valence) / sqrt(2) of values
    centred on 0. Low arousal counts as middling: who lies still is not thereby calm.
    """
    if not vad.known:
        return None
    valence, arousal, dominance = (
        _centred(value) for value in (vad.valence, vad.arousal, vad.dominance))
    russell = (max(arousal, 0.0) - valence) / math.sqrt(2.0)
    log_odds = VAD_GAIN * (russell - DOMINANCE_SHARE * dominance)
    return min(max(log_odds, -MAX_LOG_ODDS), MAX_LOG_ODDS)


def _centred(level):
    return (2.0 * level - LEVEL_MIN - LEVEL_MAX) / (LEVEL_MAX - LEVEL_MIN)


def _distress_probabilities(emotions):
    return {name: float(emotions[CATEGORY_INDEX[name]]) for name in DISTRESS_CATEGORY_NAMES}


def _sight_words(reading):
    words = []
    named = {name: p for name, p in _distress_probabilities(reading.emotions).items()
             if p >= WORTH_NAMING}
    if named:
        strongest = max(named, key=named.get)
        words.append(f'{strongest} ({named[strongest]:.2f})')
    if not math.isnan(reading.distress):
        words.append(f'distress {reading.distress:.2f}')
    elif reading.vad.known:
        words.append(_vad_words(reading.vad))
    return 'looks: ' + (', '.join(words) or 'no category of distress')


def _label_words(reading):
    if not reading.emotions:
        return ''
    strongest = max(reading.emotions, key=reading.emotions.get)
    return f'{strongest} ({reading.emotions[strongest]:.2f}), '


def _vad_words(vad):
    return (f'valence {vad.valence:.1f}, arousal {vad.arousal:.1f}, '
            f'dominance {vad.dominance:.1f}')
