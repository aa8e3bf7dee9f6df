"""One thing somebody is heard to do, as a dry sound with its labels: before any room or noise."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.situations import SITUATIONS
from emotion_rescue.synthesis.voice.labels import label_of
from emotion_rescue.synthesis.voice.labels import VoiceLabel
from emotion_rescue.synthesis.voice.recordings import recorded_text
from emotion_rescue.synthesis.voice.sounds import moan
from emotion_rescue.synthesis.voice.sounds import sob
from emotion_rescue.synthesis.voice.sounds import SOUNDS
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.speakers import Speaker
from emotion_rescue.synthesis.voice.speakers import speaker
from emotion_rescue.synthesis.voice.speech import louder_db
from emotion_rescue.synthesis.voice.speech import speak
from emotion_rescue.synthesis.voice.utterances import Utterance
from emotion_rescue.synthesis.voice.utterances import utterance_of
from emotion_rescue.synthesis.voice.vocal_behaviour import VocalBehaviour
from emotion_rescue.synthesis.voice.vocal_behaviour import voice_of

_LONGEST_SOUND_S = 4.0
# Loudness at one metre relative to calm speech, in dB.
_SOUND_DB = {'scream': 18.0, 'cry': 6.0, 'moan': -4.0, 'sob': -4.0, 'cough': 3.0,
             'laughter': 4.0, 'knock': 8.0}
# How often a groan or a sob comes before words, at full intensity.
_GROAN_SHARE = {'pain': 0.35, 'sadness': 0.2, 'fear': 0.1}
_DRAWS = 5000


@dataclass(frozen=True, eq=False)
class Vocalisation:
    """A sound that somebody makes.

    Attributes:
        state: of the person.
        behaviour: what it is.
        sound: float64 (n,) at 16 kHz, peak 1; empty for silence.
        label: what a listener should conclude.
        speaker: who makes it.
        utterance: what is said, if anything.
        louder_db: loudness at one metre relative to calm speech.
    """

    state: InnerState
    behaviour: VocalBehaviour
    sound: np.ndarray
    label: VoiceLabel
    speaker: Speaker
    utterance: Utterance
    louder_db: float

    @property
    def duration_s(self) -> float:
        """Return how long the sound is."""
        return len(self.sound) / SAMPLE_RATE_HZ


def vocalise(state: InnerState, behaviour: VocalBehaviour, who: Speaker, split: str,
             rng: np.random.Generator, short: bool = False) -> Vocalisation:
    """Return the sound of `behaviour`; whole sentences, never cut.

    Args:
        state: of the person.
        behaviour: what the person does.
        who: with what voice.
        split: whose sentences.
        rng: source of chance.
        short: say a word or two.

    Raises:
        MissingPackageError: a speech engine or the vocoder is not installed.
    """
    utterance, loud_db = Utterance(), 0.0
    if behaviour.act == 'speech':
        utterance = _words(state, who, split, rng, short)
        sound = _spoken(utterance, behaviour, who, rng)
        loud_db = louder_db(behaviour.tone, behaviour.intensity)
    elif behaviour.act == 'silence':
        sound = np.zeros(0)
    else:
        sound = SOUNDS[behaviour.act](who, behaviour.intensity,
                                      int(_LONGEST_SOUND_S * SAMPLE_RATE_HZ), rng)
        sound = np.trim_zeros(sound)
        loud_db = _SOUND_DB[behaviour.act] * (0.4 + 0.6 * behaviour.intensity)
    return Vocalisation(state, behaviour, sound, label_of(state, behaviour), who, utterance,
                        loud_db)


def vocalisation_of_kind(kind: str, split: str, rng: np.random.Generator) -> Vocalisation:
    """Return a sound of `kind`, such as 'speech/fear', of somebody whose state brings it about.

    Raises:
        ValueError: no state does.
    """
    likely = tuple(s for s in SITUATIONS if _is_likely(kind, s))
    for _ in range(_DRAWS):
        state = sample_state(rng, likely)
        behaviour = voice_of(state, rng)
        if behaviour.kind == kind:
            return vocalise(state, behaviour, speaker(split, rng, register_of(state, rng)), split,
                            rng)
    raise ValueError(f'no state brings about {kind!r}')


def register_of(state: InnerState, rng: np.random.Generator) -> str:
    """Return the register of voice, one of `speakers.REGISTERS`, that goes with the state."""
    if state.situation.age == 'child':
        return 'child'
    child = 0.1 if state.situation.age == 'any' else 0.0
    return str(rng.choice(['man', 'woman', 'child'], p=[(1 - child) / 2, (1 - child) / 2, child]))


def _is_likely(kind, situation):
    """Return whether it is worth to look for `kind` there; what is rare takes many draws."""
    if kind == 'sound/knock':
        return situation.entrapped > 0
    pleasant = kind in ('speech/calm', 'speech/joy', 'sound/laughter')
    return kind in ('silence', 'speech/anger') or (situation.vad[0] > 5.0) == pleasant


def _words(state, who, split, rng, short):
    if who.engine == 'recorded':
        # What announcements say has nothing to do with the state; only how it is said has.
        return Utterance(recorded_text(who.voice, rng, short), who.language, 'announcement')
    return utterance_of(state, split, rng, language=who.language, short=short)


def _spoken(utterance, behaviour, who, rng):
    tone, intensity = behaviour.tone, behaviour.intensity
    sound = speak(utterance.text, who, tone, intensity, rng)
    if rng.random() < intensity * _GROAN_SHARE.get(tone, 0.0):
        make = moan if tone == 'pain' else sob
        groan = make(who, intensity, int(0.9 * SAMPLE_RATE_HZ), rng)
        pause = np.zeros(int(rng.uniform(0.05, 0.3) * SAMPLE_RATE_HZ))
        sound = np.concatenate([groan * rng.uniform(0.3, 0.7), pause, sound])
    return sound
