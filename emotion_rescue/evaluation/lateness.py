"""How late messages are against the inputs that they were made of, and whether it was said."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
import math
import re
from typing import Any

import numpy as np

from emotion_rescue.core.due_times import DRAWN_DUE_S
from emotion_rescue.core.due_times import IMAGE_DUE_S
from emotion_rescue.core.due_times import TONE_DUE_S
from emotion_rescue.core.due_times import words_due_s
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.evaluation.traced_stamps import OutputMessage
from emotion_rescue.evaluation.traced_stamps import PublishedInputs
from emotion_rescue.evaluation.traced_stamps import SURVIVORS
from emotion_rescue.evaluation.traced_stamps import TONE
from emotion_rescue.evaluation.traced_stamps import WORDS

JUDGEMENTS = ('emotions', 'vad', 'distress', SURVIVORS)
DRAWN = ('overlay', 'overlay/compressed', 'markers')
TOPICS = ('detections', *JUDGEMENTS, TONE, WORDS, *DRAWN)
# Nodes whose work is in a message, the publisher last: each of them may have said why it is late.
MAKERS = {'detections': ('perception',),
          **dict.fromkeys(JUDGEMENTS, ('perception', 'distress')),
          **dict.fromkeys((TONE, WORDS), ('distress',)),
          **dict.fromkeys(DRAWN, ('perception', 'distress', 'overlay'))}
# From 1 on, a diagnostic is a warning; what it warns of is told by its words.
_WARNING = 1
# Whatever is made of an input that nothing arrives on is late, too.
_SILENT = 'nothing arrives on '
_PEOPLE = ('detections are late: ', _SILENT)
_JUDGED = (*_PEOPLE, 'judgements are late: ')
EXPLAINED_BY = {'detections': _PEOPLE, **dict.fromkeys(JUDGEMENTS, _JUDGED),
                TONE: ('tones are late: ', _SILENT), WORDS: ('words are late: ', _SILENT),
                **dict.fromkeys(DRAWN, (*_JUDGED, 'drawn images are late: '))}
# Nodes tell their state once a second, and look back some seconds.
SAID_WITHIN_S = 5.0
_NUMBER = re.compile(r'\d+(?:\.\d+)?')


@dataclass(frozen=True)
class Statement:
    """What a node said of itself on /diagnostics.

    Attributes:
        node: which.
        at_ns: when it came, in wall time.
        level: as in diagnostic_msgs/DiagnosticStatus.
        message: its sentences.
    """

    node: str
    at_ns: int
    level: int
    message: str


def bounds_s(distress: DistressSettings) -> dict[str, float]:
    """Return topic -> seconds after its input from which a message is late.

    They are those by which nodes say so themselves; see `core.due_times`.
    """
    return {'detections': IMAGE_DUE_S, **dict.fromkeys(JUDGEMENTS, IMAGE_DUE_S),
            TONE: TONE_DUE_S, WORDS: words_due_s(distress),
            **dict.fromkeys(DRAWN, DRAWN_DUE_S)}


def topic_figures(topic: str, messages: Sequence[OutputMessage], inputs: PublishedInputs,
                  bound_s: float, statements: Iterable[Statement]) -> dict[str, Any]:
    """Return counts and delays of the messages of one topic.

    Args:
        topic: of `TOPICS`.
        messages: of that topic.
        inputs: all that was published.
        bound_s: from which a message is late.
        statements: of all nodes.
    """
    published = [(message, inputs.published_ns(message)) for message in messages]
    known = [(m.arrival_ns, at_ns) for m, at_ns in published if at_ns is not None]
    foreign = [m.stamp_ns for m, at_ns in published if at_ns is None and m.stamp_ns is not None]
    delays_s = [(arrival_ns - at_ns) / NS_PER_S for arrival_ns, at_ns in known]
    late = [span for span, delay_s in zip(known, delays_s, strict=True) if delay_s > bound_s]
    of_lateness = [s.at_ns for s in statements
                   if s.level >= _WARNING and s.node in MAKERS[topic]
                   and any(words in s.message for words in EXPLAINED_BY[topic])]
    return {'messages': len(messages), 'without_stamp': len(messages) - len(known) - len(foreign),
            'not_of_an_input': len(foreign), 'foreign_stamps_ns': foreign[:5],
            'delay_s': delay_figures(delays_s), 'bound_s': bound_s, 'late': len(late),
            'late_and_not_said': sum(not _said(span, of_lateness) for span in late)}


def delay_figures(delays_s: Sequence[float]) -> dict[str, float]:
    """Return p50, p95 and max; NaN where there are none."""
    if not delays_s:
        return {'p50': math.nan, 'p95': math.nan, 'max': math.nan}
    p50, p95, most = np.percentile(delays_s, (50, 95, 100))
    return {'p50': float(p50), 'p95': float(p95), 'max': float(most)}


def warnings(statements: Iterable[Statement]) -> dict[str, int]:
    """Return 'node: sentence' -> how many times it was warned of, the commonest first.

    Numbers in sentences are written as 0, so that those that differ in them alone are counted
    together.
    """
    counts: dict[str, int] = {}
    for statement in statements:
        if statement.level >= _WARNING:
            text = f'{statement.node}: {_NUMBER.sub("0", statement.message)}'
            counts[text] = counts.get(text, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def all_figures(messages: Iterable[OutputMessage], inputs: PublishedInputs,
                bounds: Mapping[str, float],
                statements: Sequence[Statement]) -> dict[str, dict[str, Any]]:
    """Return `topic_figures` of every topic of `bounds`, also of those that were silent."""
    by_topic: dict[str, list[OutputMessage]] = {topic: [] for topic in bounds}
    for message in messages:
        by_topic[message.topic].append(message)
    return {topic: topic_figures(topic, of_it, inputs, bounds[topic], statements)
            for topic, of_it in by_topic.items()}


def _said(span, said_ns):
    arrival_ns, published_ns = span
    latest_ns = arrival_ns + round(SAID_WITHIN_S * NS_PER_S)
    return any(published_ns <= at_ns <= latest_ns for at_ns in said_ns)
