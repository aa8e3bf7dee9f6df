"""The card of a set of pictures; see card."""

from collections.abc import Mapping
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from emotion_rescue.synthesis.dataset.card import category_table
from emotion_rescue.synthesis.dataset.card import LICENCE
from emotion_rescue.synthesis.dataset.card import share_table
from emotion_rescue.synthesis.dataset.card import spread_table
from emotion_rescue.synthesis.dataset.card import write_card
from emotion_rescue.synthesis.dataset.emotic_writer import age_name
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT
from emotion_rescue.synthesis.person.situations import SITUATIONS

_WHAT = (
    'Pictures of people at rescue sites as the low camera of a robot shows them, rendered from '
    'parametric bodies; nobody in them exists. All labels come from an inner state that was '
    'drawn before anything visible, boxes and masks from the renderer. `contact_sheet.png` shows '
    'an example of every situation.')
_FILES = (
    '- `people.jsonl`: everything that is known, a line a picture\n'
    '- `images/`: JPEG; `labels/`: YOLO boxes; `coco.json`: boxes, masks and key points\n'
    '- `backgrounds/`, if asked for: the same pictures without anybody\n'
    '- `depth/`, if asked for: uint16 PNG, millimetres along the optical axis, 0 is the sky\n'
    '- `recipe.json`: the settings')
_LIMITS = (
    "- The states are this project's model of how people in such situations feel; they were not "
    'measured on survivors. What is learned here must be tested on real pictures.\n'
    '- About one person in five shows little of the state; below 30 px a face tells nothing.\n'
    "- Skin tones, ages and builds are drawn evenly, not as in any population, and no culture's "
    'way of showing feelings is modelled. There is no blood and no wound.')


def write_image_card(folder: Path, command: str, records: Sequence[Mapping[str, Any]]) -> Path:
    """Write `folder`/card.md and return its path.

    Args:
        folder: of one split.
        command: makes the set again.
        records: lines of people.jsonl.
    """
    people = list(chain.from_iterable(record['people'] for record in records))
    return write_card(folder, 'Synthetic survivors: pictures', [
        ('What it is', _WHAT),
        ('Made by', f'```\n{command}\n```'),
        ('Counts', _counts(records, people)),
        ('Files', _FILES),
        ('Situations', share_table('situation', (p['situation'] for p in people),
                                   (s.name for s in SITUATIONS))),
        ('EMOTIC categories', category_table(p['emotions'] for p in people)),
        ('State', spread_table(_columns(people, 'distress', 'pain', 'fatigue', 'expressivity') | {
            name: [p['vad'][i] for p in people]
            for i, name in enumerate(('valence', 'arousal', 'dominance'))})),
        ('What is seen', spread_table(
            {'height of the box, px': [p['xyxy'][3] - p['xyxy'][1] for p in people]}
            | _columns(people, 'distance_m', 'depth_m', 'visible_fraction', 'luminance'))),
        ('Sites', '\n\n'.join(share_table(key, (r[key] for r in records))
                              for key in ('scene', 'light', 'weather'))),
        ('People', '\n\n'.join((
            share_table('age', (age_name(p['build']['age']) for p in people)),
            *(share_table(key, (p[key] for p in people))
              for key in ('posture', 'motion', 'attention', 'responsiveness'))))),
        ('Limits', _LIMITS), ('Licence', LICENCE)])


def _counts(records, people):
    distressed = sum(p['distress'] >= DISTRESS_PRESENT for p in people)
    share = f' ({100 * distressed / len(people):.1f} %)' if people else ''
    size = f' of {records[0]["width"]}x{records[0]["height"]} pixels' if records else ''
    return (f'- {len(records)} pictures{size}, {sum(not r["people"] for r in records)} without '
            f'anybody\n- {len(people)} labelled people, {distressed}{share} of them in distress '
            f'(distress of {DISTRESS_PRESENT} or more)')


def _columns(people, *names):
    return {name: [p[name] for p in people] for name in names}

