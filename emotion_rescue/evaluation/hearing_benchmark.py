"""How long after somebody has stopped speaking it is said on `voice` what was heard.

Two times are told: until the message with the tone of the window that holds the end of the
speech, and until the message with the words. What a microphone adds before sound arrives is the
chunk that holds the end, which is published when it is full, as a sound card does.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.pipeline.speech_spans import SpanLimits
from emotion_rescue.pipeline.utterances import UtteranceCutter

MEDIAN_BAR_S = 1.0
# What a cutter keeps of the silence after speech.
LEAD_S = SpanLimits.lead_s


@dataclass(frozen=True)
class HeardMessage:
    """A message on `voice`.

    Attributes:
        begin_ns: stamp of the sound that it is about.
        end_ns: end of that sound.
        arrival_ns: when it came.
        voice: whether somebody was heard.
        text: words in it; '' for none.
    """

    begin_ns: int
    end_ns: int
    arrival_ns: int
    voice: bool
    text: str


def speech_ends_ns(sound: AudioClip, cutter: UtteranceCutter) -> list[int]:
    """Return when each utterance in `sound` ends, as the speech detector hears it."""
    utterances = [*cutter.push(sound), *cutter.finish()]
    return [u.end_ns - round(LEAD_S * NS_PER_S) for u in utterances]


def tone_delays_s(ends_ns: Sequence[int], messages: Sequence[HeardMessage]) -> list[float]:
    """Return seconds until the tone of a window with each end was told; unheard ends lack."""
    return _delays_s(ends_ns, [m for m in messages if m.voice and not m.text], slack_ns=0)


def words_delays_s(ends_ns: Sequence[int], messages: Sequence[HeardMessage]) -> list[float]:
    """Return seconds until the words before each end were told; ends without words lack."""
    return _delays_s(ends_ns, [m for m in messages if m.text], slack_ns=NS_PER_S // 10)


def report(ends_ns: Sequence[int], messages: Sequence[HeardMessage],
           rate_hz: Mapping[str, float]) -> dict[str, Any]:
    """Return all figures.

    Args:
        ends_ns: of utterances, on the clock of the messages.
        messages: that came.
        rate_hz: of what ran beside, such as detections.
    """
    tone, words = tone_delays_s(ends_ns, messages), words_delays_s(ends_ns, messages)
    return {'utterances': len(ends_ns), 'tone': _figures(tone), 'words': _figures(words),
            'bar_median_s': MEDIAN_BAR_S, 'rate_hz': dict(rate_hz),
            'texts': [m.text for m in messages if m.text]}


def table(figures: Mapping[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    lines = ['| end of speech to `voice` | utterances | median [95 %] | 90th percentile |',
             '| --- ' * 4 + '|']
    for name, title in (('tone', 'with the tone'), ('words', 'with the words')):
        f = figures[name]
        lines.append(
            f'| {title} | {f["count"]} of {figures["utterances"]} | {f["median_s"]:.2f} s '
            f'[{f["median_low_s"]:.2f}, {f["median_high_s"]:.2f}] | {f["p90_s"]:.2f} s |')
    beside = ', '.join(f'{name} at {hz:.1f} Hz' for name, hz in figures['rate_hz'].items())
    return '\n'.join([*lines, '', f'Meanwhile: {beside}. The bar is a median below '
                      f'{figures["bar_median_s"]:g} s.'])


def _delays_s(ends_ns, messages, slack_ns):
    found = []
    for end_ns in ends_ns:
        fitting = [m.arrival_ns for m in messages
                   if m.begin_ns < end_ns <= m.end_ns + slack_ns]
        if fitting:
            found.append((min(fitting) - end_ns) / NS_PER_S)
    return found


def _figures(delays_s):
    if not delays_s:
        nan = float('nan')
        return {'count': 0, 'median_s': nan, 'median_low_s': nan, 'median_high_s': nan,
                'p90_s': nan}
    delays = np.array(delays_s)
    low, high = bootstrap_interval(np.median, delays, group=np.arange(len(delays)))
    return {'count': len(delays), 'median_s': float(np.median(delays)), 'median_low_s': low,
            'median_high_s': high, 'p90_s': float(np.quantile(delays, 0.9))}
