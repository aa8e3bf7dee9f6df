"""One page of HTML that tells why a person was judged so; nothing is loaded from elsewhere."""

import base64
from collections.abc import Mapping
import math

import numpy as np

from emotion_rescue.cli.explain_chart import chart_svg
from emotion_rescue.cli.explain_words import evidence_words
from emotion_rescue.cli.explain_words import level_colour
from emotion_rescue.cli.explain_words import level_words
from emotion_rescue.cli.explain_words import percent_words
from emotion_rescue.cli.explain_words import responsiveness_words
from emotion_rescue.cli.explain_words import source_words
from emotion_rescue.cli.explain_words import time_words
from emotion_rescue.cli.explain_words import UNKNOWN
from emotion_rescue.cli.explain_words import weight_words
from emotion_rescue.cli.html_elements import element
from emotion_rescue.cli.html_elements import Html
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import SightReading
from emotion_rescue.pipeline.fusion import KNOWN_FROM
from emotion_rescue.pipeline.timeline import chosen_views
from emotion_rescue.pipeline.timeline import level_changes
from emotion_rescue.pipeline.timeline import responsiveness_changes
from emotion_rescue.pipeline.timeline import Timeline
from emotion_rescue.pipeline.timeline import why_changed

MOST_VIEWS = 60
_TOP_EMOTIONS = 3
# The page can neither load nor run anything, whatever was said.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_STYLE = """
body { font: 15px/1.45 sans-serif; color: #222; max-width: 980px; margin: 24px auto;
       padding: 0 16px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 5px 8px; border-bottom: 1px solid #ddd; }
.level { padding: 1px 7px; border: 1px solid #777; white-space: nowrap; background: #fff; }
.views { display: flex; flex-wrap: wrap; gap: 12px; }
figure { margin: 0; width: 150px; font-size: 13px; }
figure img { width: 100%; height: 180px; object-fit: contain; background: #eee; }
blockquote { margin: 0; white-space: pre-wrap; font-style: italic; }
.note { color: #555; }
ul { margin: 0; padding-left: 18px; }
svg { width: 100%; height: auto; }
"""


def explain_page(timeline: Timeline, recording: str, borders: Mapping[DistressLevel, float],
                 notes: tuple[str, ...] = ()) -> str:
    """Return the page.

    Args:
        timeline: of the person, up to the time that is explained.
        recording: what was watched, in a line.
        borders: probability from which each level holds.
        notes: further sentences on what this rests on.
    """
    title = f'Person {timeline.person_id}: {timeline.estimate.level.name}'
    body = [element('h1', 'Person ', timeline.person_id, ': ',
                    _level(timeline.estimate.level, level_words(timeline.estimate.level))),
            element('p', recording, class_='note'),
            _conclusion(timeline),
            element('h2', 'Over time'), chart_svg(timeline, borders),
            element('h2', 'What changed the level'), _changes(timeline),
            element('h2', 'Whether the person reacts'), _responsiveness(timeline),
            element('h2', 'Views that were judged'), _views(timeline),
            element('h2', 'What was said'), _said(timeline),
            element('h2', 'What this rests on'), element('ul', [
                element('li', note) for note in (*_NOTES, *notes)])]
    head = [element('meta', charset='utf-8'),
            element('meta', http_equiv='Content-Security-Policy', content=_POLICY),
            element('title', title), Html(f'<style>{_STYLE}</style>')]
    page = element('html', element('head', head), element('body', body), lang='en')
    return f'<!DOCTYPE html>\n{page}\n'


_NOTES = (
    'The recording was judged anew, every image of it, with the weights of this machine. A robot '
    'that had no time for some images may have said something else, and may have given the person '
    'another number.',
    'What an operator said of the person is not in it.',
    'A weight is a contribution to the log-odds of distress; the newest reading of a kind stands '
    'for all of its kind. Age lowers the confidence, never the probability: somebody of whom '
    'nothing new is known becomes UNKNOWN, not better.')


def _level(level, text=''):
    return element('span', text or level.name, class_='level',
                   style=f'border-left: 14px solid {level_colour(level)}')


def _conclusion(timeline):
    if not timeline.moments:
        return element('p', 'Nothing is known: the person is in no image up to this time.')
    moment, estimate = timeline.moments[-1], timeline.estimate
    seen = [m.stamp_ns for m in timeline.moments if m.in_view]
    rows = [
        ('at', time_words(moment.stamp_ns, timeline.begin_ns) + ' of the recording'
         f' (stamp {moment.stamp_ns / 1e9:.3f} s)'),
        ('in the picture', 'yes' if moment.in_view else (
            'no, last seen at ' + time_words(seen[-1], timeline.begin_ns) if seen else 'never')),
        ('probability of distress', percent_words(estimate.probability)),
        ('confidence', f'{estimate.confidence:.2f} of 1'),
        ('responsiveness', responsiveness_words(estimate.responsiveness)),
        ('because', _reasons(estimate))]
    return element('table', [element('tr', element('th', name), element('td', value))
                             for name, value in rows])


def _reasons(estimate):
    if estimate.evidence:
        return element('ul', [element('li', evidence_words(one)) for one in estimate.evidence])
    if math.isnan(estimate.probability):
        return 'nothing says anything of distress: no look, no voice, no words'
    return element('p', 'no reading is left; the probability is that of the last ones')


def _changes(timeline):
    changes = level_changes(timeline.moments)
    if not changes:
        return element('p', 'It never changed: it was UNKNOWN all the time.')
    rows = [element(
        'tr', element('td', time_words(change.moment.stamp_ns, timeline.begin_ns)),
        element('td', _level(change.before.level)),
        element('td', _level(change.moment.estimate.level)),
        element('td', percent_words(change.moment.estimate.probability), ', confidence ',
                f'{change.moment.estimate.confidence:.2f}'),
        element('td', why_changed(change, KNOWN_FROM), _fresh(change.moment, timeline.begin_ns),
                _reasons(change.moment.estimate)))
        for change in changes]
    return _table(('time', 'from', 'to', 'distress', 'by which evidence'), rows)


def _responsiveness(timeline):
    changes = responsiveness_changes(timeline.moments)
    if not changes:
        return element('p', 'Not known, all the time.')
    return element('ul', [element(
        'li', time_words(moment.stamp_ns, timeline.begin_ns), ': ',
        responsiveness_words(moment.estimate.responsiveness)) for moment in changes])


def _fresh(moment, begin_ns):
    if not moment.fresh:
        return ''
    return element('p', 'new: ', '; '.join(
        f'{source_words(one.modality, one.what)}, of {time_words(one.stamp_ns, begin_ns)} '
        f'({weight_words(one.log_odds)} by itself)' for one in moment.fresh))


def _views(timeline):
    if not timeline.views:
        return element('p', 'None: nobody has looked at this person closely, so that nothing is '
                       'known from looks.')
    shown = chosen_views(timeline.views, level_changes(timeline.moments), MOST_VIEWS)
    left_out = len(timeline.views) - len(shown)
    more = element('p', f'{len(shown)} of {len(timeline.views)}, those before each change of the '
                   'level among them.', class_='note') if left_out else ''
    return [more, element('div', [_figure(view, timeline.begin_ns) for view in shown],
                          class_='views')]


def _figure(view, begin_ns):
    source = 'data:image/jpeg;base64,' + base64.b64encode(view.jpeg).decode('ascii')
    time = time_words(view.stamp_ns, begin_ns)
    return element('figure', element('img', src=source, alt=f'the person at {time}'),
                   element('figcaption', element('b', time), element('br'),
                           *_reading_parts(view.reading)))


def _reading_parts(reading: SightReading | None):
    if reading is None or not reading.known:
        return ['the model said nothing']
    known = [i for i in np.argsort(-np.nan_to_num(reading.emotions), kind='stable')
             if not math.isnan(reading.emotions[i])]
    named = ', '.join(f'{CATEGORY_NAMES[i]} {reading.emotions[i]:.2f}'
                      for i in known[:_TOP_EMOTIONS])
    return [f'distress {percent_words(reading.distress)}', element('br'),
            f'emotions: {named or UNKNOWN}', element('br'), f'quality {reading.quality:.2f}']


def _said(timeline):
    if not timeline.said:
        return element('p', 'No words were understood while the person was around; that does not '
                       'mean that nothing was said.')
    rows = [element(
        'tr', element('td', time_words(said.begin_ns, timeline.begin_ns)),
        element('td', element('blockquote', f'“{said.text}”')),
        element('td', 'not known whose' if math.isnan(said.share) else
                f'theirs: {percent_words(said.share)}'),
        element('td', 'not judged' if math.isnan(said.distress) else
                f'distress {percent_words(said.distress)}')) for said in timeline.said]
    return _table(('time', 'words', 'whose', 'by the words alone'), rows)


def _table(names, rows):
    return element('table', element('tr', [element('th', name) for name in names]), rows)
