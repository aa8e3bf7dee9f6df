"""What the whole hearing makes of noise in which nobody is: every voice that it hears is false."""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion_weights import FusionWeights
from emotion_rescue.synthesis.voice.noises import NOISE_KINDS
from emotion_rescue.synthesis.voice.noises import noise_of_kind
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.speakers import SPLITS

_MINUTE_S = 60
_CHUNK = SAMPLE_RATE_HZ // 10
# Loudness of the minutes, RMS in dB of full scale: far off, near, beside the microphone.
_LEVELS_DBFS = (-42.0, -30.0, -18.0)
_SILENCE_DBFS = -72.0
_STREAM = 71

# Makes an engine in lockstep that calls back with each reading.
MakeEngine = Callable[[Callable[[VoiceReading], None]], DistressEngine]


@dataclass(frozen=True)
class NoiseTrial:
    """What was heard in some minutes of one kind of noise.

    Attributes:
        kind: of noise.
        minutes: how many.
        voices: readings of tone in which somebody was heard.
        utterances: stretches cut out as speech and given to the recogniser.
        words: of these, with words.
        above_mild: readings of tone or words with more distress than MILD.
        highest_distress: 0..1 among readings; NaN where there was none.
        survivors: people that the list of survivors would have shown.
        highest_level: of distress among them.
    """

    kind: str
    minutes: int
    voices: int
    utterances: int
    words: int
    above_mild: int
    highest_distress: float
    survivors: int
    highest_level: DistressLevel


def check_trials(kinds: Sequence[str], minutes: int, split: str = 'test') -> None:
    """Refuse what no `noise_trial` can hear.

    Raises:
        InputError: there is no such kind of noise or split, or nothing to be heard.
    """
    for what, values, known in (('kinds of noise', kinds, NOISE_KINDS),
                                ('splits', [split], SPLITS)):
        unknown = [value for value in values if value not in known]
        if unknown:
            raise InputError(f'the {what} are {", ".join(known)}, not {unknown[0]!r}')
    if minutes < 1:
        raise InputError(f'{minutes} minutes cannot be heard; give 1 or more')


def noise_trial(kind: str, minutes: int, make_engine: MakeEngine,
                split: str = 'test') -> NoiseTrial:
    """Return what an engine hears in `minutes` of a kind of noise, each minute another noise.

    Args:
        kind: of `synthesis.voice`.
        minutes: at least 1.
        make_engine: makes a fresh engine.
        split: whose noises.

    Raises:
        InputError: there is no such kind or split, or nothing to be heard.
    """
    check_trials([kind], minutes, split)
    readings: list[VoiceReading] = []
    engine = make_engine(readings.append)
    survivors, level = set(), DistressLevel.UNKNOWN
    for clip in _sound(kind, minutes, split):
        engine.on_audio(clip)
        if not clip.end_ns % NS_PER_S:
            level = max(level, _look(engine, clip.end_ns, survivors))
    engine.end_sound()
    level = max(level, _look(engine, minutes * _MINUTE_S * NS_PER_S, survivors))
    tones = [r for r in readings if r.heard and not r.transcript.text]
    said = [r for r in readings if r.transcript.text]
    known = [d for d in map(_distress, (*tones, *said)) if not math.isnan(d)]
    # Of one reading taken at its word, as in docs/fusion.md before anything is learned.
    border = FusionWeights().borders[DistressLevel.MODERATE]
    status = engine.status()
    return NoiseTrial(
        kind, minutes, len(tones), status.words.calls if status.words else 0, len(said),
        sum(d >= border for d in known),
        max(known, default=math.nan), len(survivors), level)


def as_table(trials: Sequence[NoiseTrial]) -> str:
    """Return a Markdown table, with the sum of all kinds."""
    lines = ['| noise | minutes | voices | utterances | with words | above MILD | highest '
             '| survivors | highest level |', '| --- ' * 9 + '|']
    for t in trials:
        lines.append(
            f'| {t.kind} | {t.minutes} | {t.voices} | {t.utterances} | {t.words} | '
            f'{t.above_mild} | {_number(t.highest_distress)} | {t.survivors} | '
            f'{t.highest_level.name} |')
    minutes = sum(t.minutes for t in trials)
    known = [t.highest_distress for t in trials if not math.isnan(t.highest_distress)]
    lines.append(
        f'| **all** | {minutes} | {sum(t.voices for t in trials)} | '
        f'{sum(t.utterances for t in trials)} | {sum(t.words for t in trials)} | '
        f'{sum(t.above_mild for t in trials)} | {_number(max(known, default=math.nan))} | '
        f'{sum(t.survivors for t in trials)} | '
        f'{max(t.highest_level for t in trials).name if trials else "UNKNOWN"} |')
    return '\n'.join(lines)


def _sound(kind: str, minutes: int, split: str) -> Iterator[AudioClip]:
    for minute in range(minutes):
        rng = np.random.default_rng((_STREAM, minute))
        sound = noise_of_kind(kind, split, _MINUTE_S * SAMPLE_RATE_HZ, rng)
        dbfs = _SILENCE_DBFS if kind == 'silence' else _LEVELS_DBFS[minute % len(_LEVELS_DBFS)]
        samples = np.clip(sound * 10.0 ** (dbfs / 20.0), -1.0, 1.0).astype(np.float32)
        for start in range(0, len(samples), _CHUNK):
            stamp_ns = (minute * len(samples) + start) * NS_PER_S // SAMPLE_RATE_HZ
            yield AudioClip(samples[start:start + _CHUNK], SAMPLE_RATE_HZ, stamp_ns, 'microphone')


def _look(engine, stamp_ns, survivors):
    """Note who is listed; return the worst level."""
    listed = engine.survivors(stamp_ns)
    survivors.update(s.survivor_id for s in listed)
    return max((s.distress.level for s in listed), default=DistressLevel.UNKNOWN)


def _distress(reading):
    if reading.transcript.text:
        return math.nan if reading.words is None else reading.words.distress
    return reading.distress


def _number(value):
    return 'none' if math.isnan(value) else f'{value:.2f}'
