"""What was heard, as lines for people and as entries for programs."""

from collections.abc import Sequence
import math
from typing import Any

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import VoiceReading

_BAR = 10


def heard_line(reading: VoiceReading, begin_ns: int) -> str:
    """Return a line: when, what was heard, from where, and the distress in it.

    Args:
        reading: in which somebody was heard.
        begin_ns: stamp from which the time is told.
    """
    at = f'{(reading.stamp_ns - begin_ns) / NS_PER_S:7.1f} s'
    if reading.transcript.text:
        what, distress = f'"{reading.transcript.text}"', (
            math.nan if reading.words is None else reading.words.distress)
    else:
        label = max(reading.emotions, key=reading.emotions.get, default='somebody')
        share = reading.emotions.get(label)
        what = label if share is None else f'sounds like {label} ({share:.2f})'
        distress = reading.distress
    return f'{at}  {_bar(distress)}  {what}{_direction(reading.bearing_rad)}'


def heard_entry(reading: VoiceReading, begin_ns: int) -> dict[str, Any]:
    """Return everything that is known of a reading as plain values; None stands for unknown."""
    entry = {
        'at_s': (reading.stamp_ns - begin_ns) / NS_PER_S, 'duration_s': reading.duration_s,
        'speech_probability': reading.speech_probability, 'emotions': reading.emotions,
        'valence': reading.vad.valence, 'arousal': reading.vad.arousal,
        'dominance': reading.vad.dominance, 'distress': reading.distress,
        'transcript': reading.transcript.text, 'language': reading.transcript.language or None,
        'transcript_confidence': reading.transcript.confidence,
        'bearing_deg': math.degrees(reading.bearing_rad)}
    if reading.words is not None:
        words = reading.words
        entry |= {
            'words_emotions': dict(zip(CATEGORY_NAMES, map(float, words.emotions), strict=True)),
            'words_valence': words.vad.valence, 'words_arousal': words.vad.arousal,
            'words_dominance': words.vad.dominance, 'words_distress': words.distress}
    return {key: _known(value) for key, value in entry.items()}


def summary_lines(heard: Sequence[VoiceReading], length_s: float) -> list[str]:
    """Return what an operator should remember of `length_s` seconds of sound."""
    said = [r for r in heard if r.transcript.text]
    tones = [r for r in heard if not r.transcript.text]
    lines = [f'{length_s:.1f} s of sound: a voice in {len(tones)} windows, {len(said)} utterances']
    worst = max((r for r in tones if not math.isnan(r.distress)), key=lambda r: r.distress,
                default=None)
    if worst is not None:
        lines.append(f'most distress in a voice: {worst.distress:.2f}')
    return lines


def _bar(probability):
    """Return a picture of 0..1 and the number; question marks where it is unknown."""
    if math.isnan(probability):
        return f'{"?" * _BAR} ?   '
    full = round(_BAR * probability)
    return f'{"#" * full}{"." * (_BAR - full)} {probability:.2f}'


def _direction(bearing_rad):
    if math.isnan(bearing_rad):
        return ''
    degrees = round(math.degrees(bearing_rad))
    side = 'ahead' if degrees == 0 else f'{abs(degrees)} deg {"left" if degrees > 0 else "right"}'
    return f'  from {side}'


def _known(value):
    if isinstance(value, dict):
        return {key: _known(one) for key, one in value.items()}
    return None if isinstance(value, float) and math.isnan(value) else value
