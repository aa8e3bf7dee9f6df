"""Synthetic speakers: each number is one voice, the same every time, and belongs to one split.

Two engines lend the voices, and recordings where they are asked for; a vocoder then sets pitch,
vocal tract and breath of each speaker, so that one engine's voice becomes many people.
"""

from dataclasses import dataclass
from dataclasses import replace

import numpy as np

from emotion_rescue.synthesis.voice.recordings import RECORDED_VOICES

SPLITS: tuple[str, ...] = ('train', 'val', 'test')
REGISTERS: tuple[str, ...] = ('man', 'woman', 'child')

_SPEAKER_STREAM = 11
_SPEAKERS_A_SPLIT = {'train': 900, 'val': 120, 'test': 120}
_FIRST_NUMBER = {'train': 0, 'val': 1000, 'test': 2000}
_REGISTER_SHARES = (0.42, 0.42, 0.16)

# Register -> lowest and highest pitch at rest in Hz; formants relative to an adult man's. The
# ranges follow Peterson and Barney (1952) and Lee, Potamianos and Narayanan (1999), rounded.
_PITCH_HZ = {'man': (88.0, 145.0), 'woman': (165.0, 235.0), 'child': (235.0, 320.0)}
_TRACT = {'man': (0.93, 1.04), 'woman': (1.08, 1.18), 'child': (1.2, 1.32)}

# espeak-ng's variants that a recogniser understands best; most others lose their consonants. They
# imitate men, and the vocoder makes women and children of them.
ESPEAK_VARIANTS: dict[str, tuple[str, ...]] = {
    'train': ('m1', 'm3', 'm5', 'benjamin', 'edward', 'max'), 'val': ('m7',),
    'test': ('Michael', 'sandro')}
FLITE_VOICES: dict[str, tuple[str, ...]] = {
    'train': ('awb', 'kal16'), 'val': ('rms',), 'test': ('slt',)}
# How the formants of an engine's voice lie relative to an adult man's, where it is no man's.
_ENGINE_TRACT = {'slt': 1.12}
_FLITE_SHARE = 0.6
_ENGLISH_SHARE = 0.82
_LANGUAGES = ('de', 'es', 'fr-fr', 'it', 'tr', 'pt')


@dataclass(frozen=True)
class Speaker:
    """One voice.

    Attributes:
        name: such as 'train-0012'.
        register: one of REGISTERS.
        f0_hz: pitch at rest.
        tract: formant frequencies relative to an adult man (about 1.0; a child 1.3).
        breath: share of breath noise 0..1.
        jitter: relative pitch deviation from cycle to cycle.
        rate: speaking rate relative to the engine's.
        language: mother tongue, 'en' or one of espeak-ng's other languages.
        engine: 'espeak-ng', 'flite', which speaks English only, or 'recorded'.
        voice: flite's voice, or espeak-ng's voice, a language or an accent of English, or the
            folder of a `RecordedVoice`.
        variant: espeak-ng's voice variant.
        formant_scale: what the vocoder multiplies the engine's formants by.
    """

    name: str
    register: str
    f0_hz: float
    tract: float
    breath: float
    jitter: float
    rate: float
    language: str
    engine: str
    voice: str
    variant: str
    formant_scale: float


def speaker(split: str, rng: np.random.Generator, register: str = 'any',
            recorded: bool = False) -> Speaker:
    """Draw one of the speakers of `split`, of a register; no speaker is in two splits.

    Those who are recorded are a person's speech with other pitch and formants each.
    """
    while True:
        number = _FIRST_NUMBER[split] + int(rng.integers(_SPEAKERS_A_SPLIT[split]))
        who = _numbered(split, number)
        if recorded:
            who = _as_recorded(who, split, number)
        if register in ('any', who.register):
            return who


def _as_recorded(who, split, number):
    voices = RECORDED_VOICES[split]
    voice = voices[number % len(voices)]
    return replace(who, name=f'{who.name}-recorded', language=voice.language, engine='recorded',
                   voice=voice.folder, variant='', breath=0.5 * who.breath,
                   formant_scale=who.tract / voice.tract)


def _numbered(split, number):
    own = np.random.default_rng([_SPEAKER_STREAM, number])
    register = str(own.choice(REGISTERS, p=_REGISTER_SHARES))
    tract = own.uniform(*_TRACT[register])
    variant = str(own.choice(ESPEAK_VARIANTS[split]))
    flite_voice = str(own.choice(FLITE_VOICES[split]))
    accent = str(own.choice(('en-us', 'en'), p=(0.9, 0.1)))
    foreign = own.uniform() >= _ENGLISH_SHARE
    language = str(own.choice(_LANGUAGES)) if foreign else 'en'
    by_flite = not foreign and own.uniform() < _FLITE_SHARE
    voice = flite_voice if by_flite else language if foreign else accent
    low_hz, high_hz = _PITCH_HZ[register]
    return Speaker(
        name=f'{split}-{number:04d}', register=register,
        f0_hz=low_hz * (high_hz / low_hz) ** own.uniform(), tract=tract,
        breath=own.uniform(0.0, 0.15), jitter=own.uniform(0.003, 0.012),
        rate=own.uniform(0.9, 1.12), language=language,
        engine='flite' if by_flite else 'espeak-ng', voice=voice, variant=variant,
        formant_scale=tract / _ENGINE_TRACT.get(voice, 1.0))
