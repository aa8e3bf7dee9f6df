"""The card of a set of voices; see card."""

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.synthesis.dataset.card import category_table
from emotion_rescue.synthesis.dataset.card import LICENCE
from emotion_rescue.synthesis.dataset.card import share_table
from emotion_rescue.synthesis.dataset.card import spread_table
from emotion_rescue.synthesis.dataset.card import write_card
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT

_WHAT = (
    'Sound as the microphones of a rescue robot record it: people who speak, scream, cry, moan, '
    'cough, laugh, knock or are silent, in rooms, at distances and under noise. Nobody was '
    'recorded: espeak-ng and flite speak, the WORLD vocoder gives speaker and emotion, and the '
    'other sounds are computed. All labels come from an inner state that was drawn before '
    'anything audible. `contact_sheet.png` shows spectrograms, 0 to 8 kHz.')
_FILES = (
    '- `voices.jsonl`: everything that is known, a line a clip\n'
    '- `clips/`: WAV, 16 bit, 16 kHz, a channel for each microphone\n'
    '- `recipe.json`: the settings')
_LIMITS = (
    "- The states are this project's model; how emotion colours a voice follows published "
    'directions, with sizes that were chosen, not measured.\n'
    '- Some people show little of what they feel in their voice, others are silent in distress: '
    'silence is labelled as nobody heard, whatever the state.\n'
    '- Screams, cries and coughs come from a source-filter model and sound like one.\n'
    '- Words go with the state, and sentences of one split are in no other.')


def write_voice_card(folder: Path, command: str, records: Sequence[Mapping[str, Any]]) -> Path:
    """Write `folder`/card.md and return its path.

    Args:
        folder: of one split.
        command: makes the set again.
        records: lines of voices.jsonl.
    """
    heard = [r for r in records if r['kind'] != 'noise']
    spoken = [r for r in heard if r['text']]
    return write_card(folder, 'Synthetic survivors: voices', [
        ('What it is', _WHAT), ('Made by', f'```\n{command}\n```'),
        ('Counts', _counts(records, heard, spoken)), ('Files', _FILES),
        ('Kinds', share_table('kind', (r['kind'] for r in records))),
        ('Voice categories', share_table('category', (r['category'] for r in records),
                                         VOICE_CATEGORIES)),
        ('Situations', share_table('situation', (r['situation'] for r in records))),
        ('EMOTIC categories', category_table(r['emotions'] for r in records)),
        ('What is heard', spread_table(
            {name: [r[name] for r in heard] for name in (
                'distress', 'valence', 'arousal', 'dominance', 'intensity', 'distance_m')}
            | {'length of the sound, s': [r['speech_end_s'] - r['speech_start_s']
                                          for r in heard],
               'words': [r['words'] for r in spoken]})),
        ('Speech', '\n\n'.join(share_table(key, (r[key] for r in spoken))
                               for key in ('topic', 'language', 'engine', 'register'))),
        ('Places and noises', '\n\n'.join((
            share_table('room', (r['room'] for r in records)),
            share_table('noise', (r['noise'] or 'none' for r in records)),
            share_table('SNR', (_snr(r) for r in heard))))),
        ('Limits', _LIMITS), ('Licence', LICENCE)])


def _counts(records, heard, spoken):
    distressed = sum(r['distress'] >= DISTRESS_PRESENT for r in heard)
    share = f' ({100 * distressed / len(heard):.1f} %)' if heard else ''
    return (f'- {len(records)} clips of {len({r["voice"] for r in records})} voices, in '
            f'{len(records) - len(heard)} of them nobody is heard\n'
            f'- {distressed} clips{share} of somebody in distress (distress of '
            f'{DISTRESS_PRESENT} or more)\n'
            f'- {len({r["speaker"] for r in heard})} speakers, '
            f'{len({r["text"] for r in spoken})} different sentences')


def _snr(record):
    return 'no noise' if record['snr_db'] is None else f'{record["snr_db"]:.0f} dB'
