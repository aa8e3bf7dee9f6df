"""The card of a set of clips; see card."""

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emotion_rescue.synthesis.dataset.card import category_table
from emotion_rescue.synthesis.dataset.card import LICENCE
from emotion_rescue.synthesis.dataset.card import share_table
from emotion_rescue.synthesis.dataset.card import spread_table
from emotion_rescue.synthesis.dataset.card import write_card
from emotion_rescue.synthesis.dataset.clip_onset import KINDS
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT
from emotion_rescue.synthesis.person.motions import MOTIONS
from emotion_rescue.synthesis.person.situations import SITUATIONS

_WHAT = (
    'Some seconds of a rescue site as camera and microphones of a robot take them: people move '
    'or keep still, and are heard from where they are. Nobody in them exists. A person keeps one '
    'number, one state and one voice within a clip; states, places, words and times are known '
    'exactly. `contact_sheet.png` shows first, middle and last picture and a spectrogram, 0 to '
    '8 kHz, of some clips.')
_FILES = (
    '- `clips.jsonl`: everything that is known, a line a clip\n'
    '- `clips/NNNNNN/FFF.jpg`: pictures; `clips/NNNNNN/sound.wav`: 16 bit, 16 kHz, a channel for '
    'each microphone\n'
    '- `recipe.json`: the settings')
_WHAT_CHANGES = (
    ' In the clips with an onset the state of one person, with face, posture, gesture, motion and '
    'voice, changes at that moment; tables tell of the state after it.')
_CONSTANT = 'A state does not change within a clip'
_JUMPS = 'Where a state changes, the body goes over to it from one picture to the next'
_LIMITS = (
    "- The states are this project's model of how people in such situations feel; they were not "
    'measured on survivors.\n'
    f'- {_CONSTANT}, and lips do not move with the words.\n'
    '- People are heard from one place each, in the middle of their way if they walk.\n'
    '- Things, light and air stand still.')


def write_clip_card(folder: Path, command: str, records: Sequence[Mapping[str, Any]]) -> Path:
    """Write `folder`/card.md and return its path.

    Args:
        folder: of one split.
        command: makes the set again.
        records: lines of clips.jsonl.
    """
    people = [person for record in records for person in record['people']]
    seen = [person for person in people if person['frames_seen']]
    segments = [segment for record in records for segment in record['sound']['segments']]
    onsets = [record['onset']['kind'] for record in records if 'onset' in record]
    what, limits = (_WHAT + _WHAT_CHANGES, _LIMITS.replace(_CONSTANT, _JUMPS)) if onsets else (
        _WHAT, _LIMITS)
    return write_card(folder, 'Synthetic survivors: clips', [
        ('What it is', what), ('Made by', f'```\n{command}\n```'),
        ('Counts', _counts(records, people, seen)),
        *([('Changes of a state', share_table('kind', onsets, KINDS))] if onsets else ()),
        ('Files', _FILES),
        ('Situations', share_table('situation', (p['situation'] for p in people),
                                   (s.name for s in SITUATIONS))),
        ('Motions', share_table('motion', (p['motion'] for p in people), MOTIONS)),
        ('EMOTIC categories', category_table(p['emotions'] for p in people)),
        ('State', spread_table({name: [p[name] for p in people] for name in (
            'distress', 'pain', 'fatigue', 'expressivity', 'distance_m', 'bearing_deg')} | {
            name: [p['vad'][i] for p in people]
            for i, name in enumerate(('valence', 'arousal', 'dominance'))})),
        ('Sounds', '\n\n'.join((
            share_table('kind', (p['voice']['kind'] for p in people)),
            spread_table({'sounds in a clip': [len(r['sound']['segments']) for r in records],
                          'length of a sound, s': [s['end_s'] - s['start_s'] for s in segments],
                          'SNR, dB': [r['sound']['snr_db'] for r in records]}),
            share_table('noise', (r['sound']['noise'] or 'none' for r in records))))),
        ('Sites', '\n\n'.join(share_table(key, (r[key] for r in records))
                              for key in ('scene', 'light', 'weather'))),
        ('Limits', limits), ('Licence', LICENCE)])


def _counts(records, people, seen):
    several = sum(sum(p['frames_seen'] > 0 for p in r['people']) > 1 for r in records)
    distressed = sum(p['distress'] >= DISTRESS_PRESENT for p in people)
    share = f' ({100 * distressed / len(people):.1f} %)' if people else ''
    heard = sum(p['voice']['kind'] != 'silence' for p in people)
    return (f'- {len(records)} clips, {sum(len(r["frames"]) for r in records)} pictures\n'
            f'- {several} clips with several people in view, '
            f'{sum(not r["people"] for r in records)} without anybody\n'
            f'- {len(people)} people, {len(seen)} of them seen, {heard} heard, '
            f'{distressed}{share} in distress (distress of {DISTRESS_PRESENT} or more)')
