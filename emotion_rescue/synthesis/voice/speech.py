"""Sentences with an emotion: an engine or a recording speaks, a vocoder gives who and how."""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.synthesis.voice.engines import espeak
from emotion_rescue.synthesis.voice.engines import flite
from emotion_rescue.synthesis.voice.recordings import recorded
from emotion_rescue.synthesis.voice.source import to_peak
from emotion_rescue.synthesis.voice.speakers import Speaker
from emotion_rescue.synthesis.voice.vocoder import revoiced
from emotion_rescue.synthesis.voice.vocoder import VoiceChange


@dataclass(frozen=True)
class Tone:
    """How an emotion sounds at full intensity.

    The directions follow reviews of vocal expression (Banse and Scherer 1996; Juslin and Laukka
    2003): fear is high, fast and trembling, anger loud and bright, sadness low, slow and breathy;
    the sizes are this project's choice.

    Attributes:
        pitch: pitch relative to rest.
        melody: pitch excursions relative to rest.
        rate: speaking rate relative to rest.
        tilt_db: gain per octave: effort (positive) or weakness (negative).
        breath: 0..1.
        tremor: 0..1.
        jitter: added relative deviation from cycle to cycle.
        louder_db: loudness at the mouth relative to rest.
    """

    pitch: float = 1.0
    melody: float = 1.0
    rate: float = 1.0
    tilt_db: float = 0.0
    breath: float = 0.0
    tremor: float = 0.0
    jitter: float = 0.0
    louder_db: float = 0.0


TONES: dict[str, Tone] = {
    'calm': Tone(),
    'joy': Tone(1.25, 1.6, 1.08, tilt_db=1.0, louder_db=4.0),
    'anger': Tone(1.3, 1.35, 1.1, tilt_db=3.0, jitter=0.02, louder_db=10.0),
    'fear': Tone(1.65, 1.25, 1.18, tilt_db=2.0, breath=0.15, tremor=0.6, jitter=0.015,
                 louder_db=8.0),
    'pain': Tone(1.25, 0.7, 0.82, tilt_db=0.5, breath=0.2, tremor=0.4, jitter=0.03,
                 louder_db=2.0),
    'sadness': Tone(0.9, 0.55, 0.8, tilt_db=-2.5, breath=0.3, tremor=0.3, louder_db=-5.0),
}


def speak(text: str, who: Speaker, tone: str, intensity: float, rng: np.random.Generator
          ) -> np.ndarray:
    """Return the whole of `text` as `who` says it, float64 (n,) at 16 kHz, peak 1.

    Args:
        text: a sentence in the speaker's language; of recorded speech, one that is recorded.
        who: the speaker.
        tone: one of TONES.
        intensity: 0..1; 0 sounds calm whatever the tone.
        rng: source of chance.

    Raises:
        MissingPackageError: an engine or the vocoder is not installed.
    """
    full, rest = TONES[tone], TONES['calm']
    part = {name: getattr(rest, name) + intensity * (getattr(full, name) - getattr(rest, name))
            for name in Tone.__dataclass_fields__}
    rate = who.rate * part['rate'] * rng.uniform(0.95, 1.05)
    stretched = 1.0  # what the engine has not done about the rate
    if who.engine == 'recorded':
        sound, stretched = recorded(text, who.voice), rate
    elif who.engine == 'flite':
        sound = flite(text, who.voice, rate)
    else:
        sound = espeak(text, who.voice, who.variant, rate)
    change = VoiceChange(
        f0_hz=who.f0_hz * part['pitch'] * rng.uniform(0.95, 1.05), melody=part['melody'],
        formants=who.formant_scale, tilt_db=part['tilt_db'],
        breath=min(0.5, who.breath + part['breath']), jitter=who.jitter + part['jitter'],
        tremor=part['tremor'], tremor_hz=rng.uniform(5.0, 9.0), rate=stretched)
    return to_peak(revoiced(sound, change, rng))


def louder_db(tone: str, intensity: float) -> float:
    """Return how much louder than calm speech somebody speaks, in dB."""
    return intensity * TONES[tone].louder_db
