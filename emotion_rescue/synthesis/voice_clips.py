"""One labelled clip: a sound in a room, under a noise of stated strength, at some loudness."""

from dataclasses import asdict
from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.synthesis.voice_labels import label_at
from emotion_rescue.synthesis.voice_labels import NOISE_LABEL
from emotion_rescue.synthesis.voice_labels import SOUND_LABELS
from emotion_rescue.synthesis.voice_labels import SPEECH_LABELS
from emotion_rescue.synthesis.voice_labels import VoiceLabel
from emotion_rescue.synthesis.voice_noises import noise
from emotion_rescue.synthesis.voice_sounds import SOUNDS
from emotion_rescue.synthesis.voice_source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice_source import to_peak
from emotion_rescue.synthesis.voice_speakers import speaker
from emotion_rescue.synthesis.voice_speech import speech

CLIP_S = 2.5
_SAMPLES = int(CLIP_S * SAMPLE_RATE_HZ)
# Calm speech is what most people do, and noise is what most of the time is made of.
_SHARES = {**{f'speech/{emotion}': 1.5 for emotion in SPEECH_LABELS}, 'speech/calm': 3.0,
           **{f'sound/{kind}': 1.0 for kind in SOUND_LABELS}, 'sound/laughter': 1.5,
           'noise': 3.5}
# Agitated voices are louder, at the same distance, which nobody knows.
_LOUDER_DB_A_LEVEL = 1.5
_FLOOR_DB = -75.0


@dataclass(frozen=True, eq=False)
class VoiceClip:
    """A clip before noise.

    Attributes:
        kind: such as 'speech/fear', 'sound/scream' or 'noise'.
        sound: float64 (n,), peak 1; all zero for 'noise'.
        label: what a listener should conclude.
        intensity: 0..1.
        speaker: name of the speaker; '' for 'noise'.
        text: the sentence; '' where there are no words.
    """

    kind: str
    sound: np.ndarray
    label: VoiceLabel
    intensity: float = math.nan
    speaker: str = ''
    text: str = ''


def make_voice(split: str, rng: np.random.Generator, kind: str | None = None) -> VoiceClip:
    """Return a clip of `kind`, or of a random one, with a speaker and a sentence of `split`."""
    kinds, shares = list(_SHARES), np.array(list(_SHARES.values()))
    kind = kind or str(rng.choice(kinds, p=shares / shares.sum()))
    if kind == 'noise':
        return VoiceClip(kind, np.zeros(_SAMPLES), NOISE_LABEL)
    family, name = kind.split('/')
    who, intensity, text = speaker(split, rng), float(rng.uniform(0.5, 1.0)), ''
    if family == 'speech':
        sound, text = speech(split, who, name, intensity, _SAMPLES, rng)
        label = label_at(SPEECH_LABELS[name], intensity)
    else:
        sound = SOUNDS[name](who, intensity, _SAMPLES, rng)
        label = label_at(SOUND_LABELS[name], intensity)
    return VoiceClip(kind, _in_room(_placed(sound, rng), rng), label, intensity, who.name, text)


def render(clip: VoiceClip, split: str, snr_db: float, rng: np.random.Generator
           ) -> tuple[np.ndarray, dict]:
    """Add a noise of `split` to `clip` and set the loudness.

    Args:
        clip: the sound.
        split: whose noises.
        snr_db: loudness of the voice while it sounds over the noise, in dB; infinity for none.
            Without meaning for a clip of noise only.
        rng: source of chance.

    Returns:
        float32 (n,) within -1..1, and a dictionary for voices.jsonl.
    """
    background, noise_kind, noise_number = noise(split, _SAMPLES, rng)
    if clip.kind == 'noise':
        level_db = -70.0 if noise_kind == 'silence' else rng.uniform(-50.0, -12.0)
        samples, snr_db = background * _gain(level_db), -math.inf
    else:
        level_db = rng.uniform(-42.0, -18.0)
        if math.isfinite(clip.label.arousal):
            level_db += _LOUDER_DB_A_LEVEL * (clip.label.arousal - 5.0)
        voice = clip.sound / _active_rms(clip.sound) * _gain(level_db)
        samples = voice + background * _gain(level_db - snr_db)
    samples = samples + rng.standard_normal(_SAMPLES) * _gain(_FLOOR_DB)
    record = {
        'kind': clip.kind, **asdict(clip.label), 'intensity': clip.intensity,
        'speaker': clip.speaker, 'text': clip.text, 'snr_db': snr_db,
        'noise': noise_kind if snr_db < math.inf else '',
        'noise_number': noise_number if snr_db < math.inf else None}
    return np.clip(samples, -1.0, 1.0).astype(np.float32), record


def _placed(sound, rng):
    room = _SAMPLES - len(sound)
    before = int(rng.integers(room + 1))
    return np.pad(sound, (before, room - before))


def _in_room(sound, rng):
    from scipy.signal import fftconvolve
    decay_s = rng.uniform(0.02, 0.35)
    t = np.arange(int(0.3 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    echo = rng.standard_normal(len(t)) * np.exp(-t / decay_s) * rng.uniform(0.0, 0.06)
    echo[0] = 1.0
    return to_peak(fftconvolve(sound, echo)[:_SAMPLES])


def _active_rms(sound):
    loud = np.abs(sound) > 0.05
    return float(np.sqrt(np.mean(sound[loud] ** 2)))


def _gain(level_db):
    return 10.0 ** (level_db / 20.0)
