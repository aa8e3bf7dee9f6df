"""A chart of readings, the fused probability and the level over time, as SVG."""

from collections.abc import Iterator
from collections.abc import Mapping
import itertools
import math

from emotion_rescue.cli.explain_words import css_colour
from emotion_rescue.cli.explain_words import level_colour
from emotion_rescue.cli.explain_words import modality_words
from emotion_rescue.cli.explain_words import percent_words
from emotion_rescue.cli.explain_words import source_words
from emotion_rescue.cli.explain_words import time_words
from emotion_rescue.cli.html_elements import element
from emotion_rescue.cli.html_elements import Html
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.nodes.level_colours import LEVEL_BGR
from emotion_rescue.nodes.level_colours import text_bgr
from emotion_rescue.pipeline.distress_evidence import ReadingEvidence
from emotion_rescue.pipeline.timeline import level_spans
from emotion_rescue.pipeline.timeline import Moment
from emotion_rescue.pipeline.timeline import Timeline

WIDTH_PX, HEIGHT_PX = 960, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 112, 40, 296
_BAND_PX = 16
_TICKS = 8
_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
_COLOURS = {Modality.SIGHT: '#0072b2', Modality.VOICE_TONE: '#8b3fa0', Modality.WORDS: '#00614a',
            Modality.MOTION: '#7a4a00'}
_LINE = '#222222'


class _Scale:
    """Where times and probabilities lie in the picture, in pixels."""

    def __init__(self, begin_ns: int, end_ns: int):
        self.begin_ns, self.end_ns = begin_ns, max(end_ns, begin_ns + NS_PER_S)

    def x(self, stamp_ns: int) -> float:
        share = (stamp_ns - self.begin_ns) / (self.end_ns - self.begin_ns)
        return round(_LEFT + share * (WIDTH_PX - _LEFT - _RIGHT), 1)

    def y(self, probability: float) -> float:
        return round(_BOTTOM - probability * (_BOTTOM - _TOP), 1)


def chart_svg(timeline: Timeline, borders: Mapping[DistressLevel, float]) -> Html:
    """Return the chart of one person.

    A mark is one reading (its own probability of distress, the larger the better it is); the line
    is the fused probability, dashed where the level is UNKNOWN; the band above is the level.

    Args:
        timeline: of the person; may be empty.
        borders: probability from which each level holds.
    """
    moments = timeline.moments
    readings = [one for moment in moments for one in moment.fresh]
    stamps = [m.stamp_ns for m in moments] + [r.stamp_ns for r in readings]
    scale = _Scale(min(stamps, default=timeline.begin_ns), max(stamps, default=timeline.begin_ns))
    content = [_borders(borders, scale), _time_axis(scale, timeline.begin_ns),
               _probability_axis(scale),
               _level_band(moments, scale), _fused(moments, scale)]
    if readings:
        content.append([_mark(one, scale, timeline.begin_ns) for one in readings])
    else:
        content.append(_text(WIDTH_PX // 2, _TOP + 40, 'no reading of this person',
                             text_anchor='middle'))
    content.append(_legend(sorted({one.modality for one in readings}), bool(moments)))
    return element('svg', element('title', 'Distress over time'), content, role='img',
                   viewBox=f'0 0 {WIDTH_PX} {HEIGHT_PX}', xmlns='http://www.w3.org/2000/svg',
                   font_family='sans-serif', font_size=12)


def tick_step_s(span_s: float) -> float:
    """Return a round distance of ticks, so that there are at most _TICKS of them."""
    return next((step for step in _STEPS_S if span_s / step <= _TICKS),
                math.ceil(span_s / _TICKS / 3600) * 3600)


def fused_runs(moments: tuple[Moment, ...]) -> Iterator[tuple[bool, list[tuple[int, float]]]]:
    """Yield (level known, points (stamp, probability)) of lines that are drawn without a break.

    Neighbouring runs share the point at which one goes over into the other.
    """
    last: tuple[int, float] | None = None
    groups = itertools.groupby(moments, lambda m: None if math.isnan(m.estimate.probability)
                               else m.estimate.level is not DistressLevel.UNKNOWN)
    for known, group in groups:
        if known is None:
            last = None
            continue
        points = [(m.stamp_ns, m.estimate.probability) for m in group]
        yield known, points if last is None else [last, *points]
        last = points[-1]


def _borders(borders, scale):
    """Return the ranges of the levels in their colours, with their borders."""
    edges = [(DistressLevel.NONE, 0.0), *sorted(borders.items()), (None, 1.0)]
    for (level, low), (_, high) in itertools.pairwise(edges):
        yield element('rect', x=_LEFT, y=scale.y(high), width=WIDTH_PX - _LEFT - _RIGHT,
                      height=round(scale.y(low) - scale.y(high), 1), fill=level_colour(level),
                      fill_opacity=0.16)
        if low:
            yield element('line', x1=_LEFT, x2=WIDTH_PX - _RIGHT, y1=scale.y(low),
                          y2=scale.y(low), stroke='#777777', stroke_dasharray='3 4')
        middle = (scale.y(low) + scale.y(high)) / 2 + 4
        yield _text(WIDTH_PX - _RIGHT + 6, middle, level.name, fill='#444444')


def _probability_axis(scale):
    for tenths in range(0, 11, 2):
        yield _text(_LEFT - 6, scale.y(tenths / 10) + 4, f'{10 * tenths} %', text_anchor='end')
    yield element('line', x1=_LEFT, x2=_LEFT, y1=_TOP, y2=_BOTTOM, stroke=_LINE)


def _time_axis(scale, begin_ns):
    first_s, last_s = ((ns - begin_ns) / NS_PER_S for ns in (scale.begin_ns, scale.end_ns))
    step_s = tick_step_s(last_s - first_s)
    yield element('line', x1=_LEFT, x2=WIDTH_PX - _RIGHT, y1=_BOTTOM, y2=_BOTTOM, stroke=_LINE)
    for number in range(math.ceil(first_s / step_s), math.floor(last_s / step_s) + 1):
        stamp_ns = begin_ns + round(number * step_s * NS_PER_S)
        x = scale.x(stamp_ns)
        yield element('line', x1=x, x2=x, y1=_BOTTOM, y2=_BOTTOM + 4, stroke=_LINE)
        yield _text(x, _BOTTOM + 17, time_words(stamp_ns, begin_ns), text_anchor='middle')


def _level_band(moments, scale):
    for level, begin_ns, end_ns in level_spans(moments):
        left, right = scale.x(begin_ns), scale.x(end_ns)
        unknown = level is DistressLevel.UNKNOWN
        yield element('rect', element('title', level.name), x=left, y=_TOP - _BAND_PX - 4,
                      width=max(1.0, round(right - left, 1)), height=_BAND_PX,
                      fill=level_colour(level), stroke='#777777',
                      stroke_dasharray='3 2' if unknown else 'none')
        if right - left > 9 * len(level.name):
            yield _text((left + right) / 2, _TOP - 8, level.name, text_anchor='middle',
                        fill=css_colour(text_bgr(LEVEL_BGR[level])))


def _fused(moments, scale):
    for known, points in fused_runs(moments):
        if len(points) == 1:
            (stamp_ns, probability), = points
            yield element('circle', cx=scale.x(stamp_ns), cy=scale.y(probability), r=1.5,
                          fill=_LINE)
            continue
        yield element(
            'polyline', fill='none', stroke=_LINE, stroke_width=2,
            stroke_dasharray='none' if known else '5 4',
            points=' '.join(f'{scale.x(ns)},{scale.y(p)}' for ns, p in points))


def _mark(one: ReadingEvidence, scale, begin_ns):
    probability = 1.0 / (1.0 + math.exp(-one.log_odds))
    told = (f'{time_words(one.stamp_ns, begin_ns)} {source_words(one.modality, one.what)}; '
            f'distress {percent_words(probability)}, quality {one.quality:.2f}')
    size = 3.0 + 4.0 * min(1.0, max(0.0, one.quality))
    return _symbol(one.modality, scale.x(one.stamp_ns), scale.y(probability), size, told)


def _symbol(modality, x, y, size, told=''):
    look = {'fill': _COLOURS.get(modality, '#555555'), 'fill_opacity': 0.75, 'stroke': 'white'}
    title = [element('title', told)] if told else []
    if modality is Modality.SIGHT:
        return element('circle', title, cx=x, cy=y, r=round(size, 1), **look)
    corners = {Modality.VOICE_TONE: ((0, -1), (1, 1), (-1, 1)),
               Modality.WORDS: ((-1, -1), (1, -1), (1, 1), (-1, 1))}.get(
                   modality, ((0, -1), (1, 0), (0, 1), (-1, 0)))
    return element('polygon', title, points=' '.join(
        f'{x + size * dx:.1f},{y + size * dy:.1f}' for dx, dy in corners), **look)


def _legend(modalities, line):
    x, y = _LEFT, HEIGHT_PX - 8
    for modality in modalities:
        yield _symbol(modality, x + 6, y - 4, 5.0)
        yield _text(x + 16, y, modality_words(modality))
        x += 130
    if line:
        yield element('line', x1=x, x2=x + 22, y1=y - 4, y2=y - 4, stroke=_LINE, stroke_width=2)
        yield _text(x + 28, y, 'all together (dashed: level UNKNOWN)')


def _text(x, y, text, **attributes):
    return element('text', text, x=round(x, 1), y=round(y, 1), **attributes)
