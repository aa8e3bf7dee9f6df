import math
import re
import xml.etree.ElementTree as ElementTree

from hypothesis import given
from hypothesis import strategies as st
import pytest
from timelines import fresh
from timelines import full_timeline
from timelines import moment
from timelines import moments

from emotion_rescue.cli.explain_chart import chart_svg
from emotion_rescue.cli.explain_chart import fused_runs
from emotion_rescue.cli.explain_chart import HEIGHT_PX
from emotion_rescue.cli.explain_chart import tick_step_s
from emotion_rescue.cli.explain_chart import WIDTH_PX
from emotion_rescue.cli.explain_words import level_colour
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.pipeline.fusion_weights import FusionWeights
from emotion_rescue.pipeline.timeline import Timeline
from fakes import SECOND_NS

UNKNOWN, NONE, MILD, MODERATE, SEVERE = DistressLevel
SVG = '{http://www.w3.org/2000/svg}'


def chart(timeline):
    return ElementTree.fromstring(chart_svg(timeline, FusionWeights().borders))


def texts(svg):
    return [one.text for one in svg.iter(f'{SVG}text')]


@pytest.mark.parametrize('timeline', [
    Timeline('7', 10**18), Timeline('7', 0, moments(UNKNOWN)), Timeline('7', 0, moments(SEVERE))],
    ids=['nothing', 'a moment', 'a known moment'])
def test_nothing_to_show_is_said(timeline):
    svg = chart(timeline)
    assert 'no reading of this person' in texts(svg)
    assert {'NONE', 'MILD', 'MODERATE', 'SEVERE', '0 %', '100 %'} <= set(texts(svg))
    assert not list(svg.iter(f'{SVG}polyline'))


def test_readings_probability_and_level_are_drawn():
    svg = chart(full_timeline())
    assert 'no reading of this person' not in texts(svg)
    assert {'looks', 'tone of voice'} <= set(texts(svg))
    titles = [one.text for one in svg.iter(f'{SVG}title')]
    assert '0:00.8 looks: Fear (0.81); distress 88 %, quality 0.80' in titles
    # The band: UNKNOWN, MILD, SEVERE, in this order and beside each other.
    band = [one for one in svg.iter(f'{SVG}rect') if one.find(f'{SVG}title') is not None]
    assert [one.find(f'{SVG}title').text for one in band] == ['UNKNOWN', 'MILD', 'SEVERE']
    assert [one.get('fill') for one in band] == [
        level_colour(level) for level in (UNKNOWN, MILD, SEVERE)]
    left, right = float(band[0].get('x')), float(band[1].get('x'))
    assert left + float(band[0].get('width')) == pytest.approx(right, abs=0.11)


def test_what_a_mark_tells_is_escaped():
    attack = '</title><script>alert(1)</script>'
    svg = chart_svg(Timeline('7', 0, (moment(1, MILD, fresh(what=attack)),)),
                    FusionWeights().borders)
    assert '<script' not in svg and '&lt;script&gt;' in svg


@pytest.mark.parametrize('levels, runs', [
    ((), []), ((UNKNOWN,), []), ((MILD,), [(True, [0])]),
    ((UNKNOWN, MILD, SEVERE, UNKNOWN, NONE), [(True, [1, 2]), (True, [4])])])
def test_the_line_breaks_where_nothing_is_known(levels, runs):
    assert [(known, [ns // SECOND_NS for ns, _ in points])
            for known, points in fused_runs(moments(*levels))] == runs


@pytest.mark.parametrize('span_s, step_s', [(0.5, 0.1), (8.0, 1), (9.0, 2), (61.0, 10),
                                            (86400.0, 10800)])
def test_ticks_are_round(span_s, step_s):
    assert tick_step_s(span_s) == step_s


@given(st.lists(st.tuples(st.floats(0.0, 1e5), st.sampled_from(DistressLevel),
                          st.sampled_from(Modality), st.floats(-4.0, 4.0)), max_size=12))
def test_everything_lies_in_the_picture(rows):
    rows.sort(key=lambda row: row[0])
    svg = chart(Timeline('7', 0, tuple(
        moment(second, level, fresh(modality, log_odds, second))
        for second, level, modality, log_odds in rows)))
    for one in svg.iter():
        for name, most in (('x', WIDTH_PX), ('y', HEIGHT_PX), ('cx', WIDTH_PX), ('cy', HEIGHT_PX)):
            assert 0.0 <= float(one.get(name, 0.0)) <= most
        numbers = map(float, re.findall(r'-?[\d.]+', one.get('points', '')))
        assert all(0.0 <= number <= WIDTH_PX and math.isfinite(number) for number in numbers)
