"""What came of running the whole graph for long: memory, stamps and lateness, and the bars."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from emotion_rescue.evaluation.lateness import all_figures
from emotion_rescue.evaluation.lateness import Statement
from emotion_rescue.evaluation.lateness import warnings
from emotion_rescue.evaluation.memory_slope import flat
from emotion_rescue.evaluation.memory_slope import memory_figures
from emotion_rescue.evaluation.memory_slope import MemorySample
from emotion_rescue.evaluation.traced_stamps import OutputMessage
from emotion_rescue.evaluation.traced_stamps import PublishedInputs

SLOPE_BAR_MB_PER_MIN = 1.0


def report(memory: Mapping[str, Sequence[MemorySample]], warm_up_s: float,
           messages: Iterable[OutputMessage], inputs: PublishedInputs,
           bounds: Mapping[str, float], statements: Sequence[Statement]) -> dict[str, Any]:
    """Return all figures.

    Args:
        memory: node -> samples of its process.
        warm_up_s: left out of the slopes.
        messages: of all topics in `bounds`.
        inputs: what was published.
        bounds: topic -> seconds from which a message is late.
        statements: of all nodes, on /diagnostics.
    """
    nodes = {name: memory_figures(samples, warm_up_s) for name, samples in memory.items()}
    topics = all_figures(messages, inputs, bounds, statements)
    return {
        'warm_up_s': warm_up_s, 'slope_bar_mb_per_min': SLOPE_BAR_MB_PER_MIN,
        'nodes': nodes, 'inputs': inputs.counts, 'topics': topics,
        'warnings': warnings(statements),
        'reached': {
            'memory_flat': bool(nodes) and all(
                flat(figures, SLOPE_BAR_MB_PER_MIN) for figures in nodes.values()),
            'every_stamp_of_an_input': _sum(topics, 'messages') > 0
            and not _sum(topics, 'not_of_an_input'),
            'nothing_late_unsaid': _sum(topics, 'messages') > 0
            and not _sum(topics, 'late_and_not_said')}}


def table(figures: Mapping[str, Any]) -> str:
    """Return the figures as two Markdown tables, and which bars were reached."""
    lines = ['| node | anonymous, MB/min [95 %] | first, second half | resident, MB/min [95 %] | '
             'anonymous, peak MB | resident, peak MB |', '| --- ' * 6 + '|']
    for name, node in figures['nodes'].items():
        anonymous, resident = node['anonymous'], node['resident']
        lines.append(
            f'| {name} | {_slope(anonymous["slope_mb_per_min"])} | '
            f'{anonymous["first_half"]["slope"]:.2f}, {anonymous["second_half"]["slope"]:.2f} | '
            f'{_slope(resident["slope_mb_per_min"])} | {anonymous["peak_mb"]:.0f} | '
            f'{resident["peak_mb"]:.0f} |')
    lines += ['', '| topic | messages | of no input | p50 s | p95 s | max s | bound s | late | '
              'late, unsaid |', '| --- ' * 9 + '|']
    for topic, f in figures['topics'].items():
        delay = f['delay_s']
        lines.append(
            f'| {topic} | {f["messages"]} | {f["not_of_an_input"]} | {delay["p50"]:.2f} | '
            f'{delay["p95"]:.2f} | {delay["max"]:.2f} | {f["bound_s"]:g} | {f["late"]} | '
            f'{f["late_and_not_said"]} |')
    reached = figures['reached']
    bars = (('memory_flat', f'memory grows less than {figures["slope_bar_mb_per_min"]:g} MB a '
             f'minute after {figures["warm_up_s"]:g} s'),
            ('every_stamp_of_an_input', 'every stamp is that of an input'),
            ('nothing_late_unsaid', 'nothing is late without a diagnostic that says so'))
    return '\n'.join([*lines, '', *(
        f'{"reached" if reached[name] else "MISSED"}: {bar}' for name, bar in bars)])


def _sum(topics, name):
    return sum(figures[name] for figures in topics.values())


def _slope(slope):
    return f'{slope["slope"]:.2f} [{slope["low"]:.2f}, {slope["high"]:.2f}]'
