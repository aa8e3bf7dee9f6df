"""Writes the model card of a trained voice model."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from emotion_rescue.models.voice_head import VoiceHead
from emotion_rescue.models.wav2vec2 import Wav2Vec2VoiceScorer
from emotion_rescue.synthesis.dataset.voices import renderings
from emotion_rescue.synthesis.voice.soundtrack import real_sounds
from emotion_rescue.training.voice import VoiceRecipe
from emotion_rescue.training.voice_data import VoiceData
from emotion_rescue.training.voice_measuring import MeasuredVoices
from emotion_rescue.training.voice_sources import DATA_SET_KIND
from emotion_rescue.training.voice_tables import category_table
from emotion_rescue.training.voice_tables import figure_table

_CARD = """# Voice model

A wav2vec2 sequence classifier of {parameters:.2f} M parameters (float16, {size_mb:.1f} MB), which
judges 16 kHz mono sound, best in windows of two seconds. Outputs: the categories
{categories} (one softmax){others}
(arousal, dominance and valence are 0..1, read as 1..10). Temperatures and the spread of the
dimensions, measured on the validation split, are in `config.json` under `voice_calibration`.

## How weak it is
{weakness}{real}
Its distress is a hint to look closer, never a reason to pass somebody by.

## Data and command
{origin}
## Measured on the test split
In brackets the 95 % bootstrap interval over speakers; after the stroke a baseline that knows only
how loud the clip is. Distressed: a label of 0.5 or more. CCC: Lin's concordance correlation.

{table}

Each category against all others ({condition}):

{categories_table}

## Licence
{licence}
"""

_SYNTHETIC = {
    'weakness': """\
It was trained from nothing, on **synthetic sound only**: espeak-ng's voices coloured by signal
processing, and screams, cries, moans, sobs, coughs, laughter and knocks computed by a
source-filter model.{recordings} The figures below say how well it tells such sounds of unseen
speakers, sentences and noises; they say nothing about people.
The noises are computed, too, which makes it easier to tell them from voices.
""",
    'origin': """\
{train} clips to learn from, {val} to choose the epoch and calibrate, {test} to measure
(every voice without noise, at 5 dB and at 0 dB). Speakers, espeak-ng variants, sentences and
noises of one split are in no other.

    for split in train:{train} val:{val} test:{test_voices}; do
      emotion-rescue synth voices --split ${{split%:*}} --count ${{split#*:}} \\
        --recorded {recorded:g} --out data/voices
    done
    emotion-rescue train voice --data data/voices --out weights/voice --epochs {epochs}
""",
    'licence': 'The same as the rest of this repository; nothing in it comes from other weights.'
               '{thanks}'}

_RECORDINGS = (' The speech of {share:.0%} of the speakers was recorded: calm announcements of\n'
               'professionals, to which the vocoder gave other pitch, throat and emotion. Nobody '
               'in it was\nin distress.')
_THANKS = (' The recordings are\nof the packages asterisk-core-sounds-*-g722 of Debian, under '
           'CC-BY-SA-3.0; none of them is in here.')

_DATA_SETS = {
    'weakness': """\
It was trained from nothing on data sets of voices: {listed} clips of them, and {computed} of
synthetic sound. Most such sets are acted, and none is of people in need under rubble. What they
do not say was not learned: the distress of {told_distress} clips is known, and the levels of
{told_vad}.
""",
    'origin': """\
{train} clips to learn from, {val} to choose the epoch and calibrate, {test} to measure. No
speaker is in two of these.

    emotion-rescue train voice --data {names} --out weights/voice --epochs {epochs}
""",
    'licence': 'As the data sets that it was trained on allow; ask their owners.'}


def write_model_card(out: Path, network, measured: Sequence[MeasuredVoices],
                     recipe: VoiceRecipe, splits: dict[str, VoiceData],
                     names: Sequence[str] = (), recorded: float = 0.0) -> Path:
    """Write OUT/README.md and return its path.

    Args:
        out: folder of the checkpoint.
        network: as saved there.
        measured: on the test split, the least noise first.
        recipe: how it was trained.
        splits: on what: train, val and test.
        names: of the data; needed where not all of them are synthetic.
        recorded: share 0..1 of the synthetic speakers whose speech was recorded.
    """
    head = VoiceHead(network.config.id2label)
    counts = {name: len(data) for name, data in splits.items()}
    texts = {name: text.format(
        **counts, **_origin(splits), epochs=recipe.epochs, names=' '.join(names),
        recorded=recorded, thanks=_THANKS if recorded else '',
        recordings=_RECORDINGS.format(share=recorded) if recorded else '',
        test_voices=len(splits['test']) // renderings('test'))
        for name, text in (_DATA_SETS if _from_data_sets(splits) else _SYNTHETIC).items()}
    card = out / 'README.md'
    card.write_text(_CARD.format(
        parameters=sum(p.numel() for p in network.parameters()) / 1e6,
        size_mb=(out / 'model.safetensors').stat().st_size / 1e6,
        categories=', '.join(head.categories), others=_others(head),
        table=figure_table(measured), condition=measured[0].condition,
        categories_table=category_table(measured[0]), real=_heard_in_real_sounds(out), **texts))
    return card


def _from_data_sets(splits):
    return sum(int(np.char.startswith(data.kind, DATA_SET_KIND).sum())
               for data in splits.values())


def _origin(splits):
    """Return how many clips are of what, and of how many what is known."""
    listed = _from_data_sets(splits)
    return {'listed': listed, 'computed': sum(map(len, splits.values())) - listed,
            'told_distress': sum(int((~np.isnan(d.distress)).sum()) for d in splits.values()),
            'told_vad': sum(int((~np.isnan(d.vad[:, 0])).sum()) for d in splits.values())}


def _others(head):
    names = [*head.dimensions, *(['the log-odds of distress'] if head.distress is not None
                                 else [])]
    return f', {", ".join(names)}' if names else ''


def _heard_in_real_sounds(out):
    sounds = real_sounds()
    if not sounds:
        return 'It was not measured on real voices.'
    scorer = Wav2Vec2VoiceScorer(weights=out, device='cpu')
    scorer.load()
    readings = {name: scorer.score(clip) for name, clip in sounds.items()}
    scorer.close()
    noise = readings.pop('Noise.wav').speech_probability
    distress = [reading.distress for reading in readings.values()]
    return (f'The only real sounds it was tried on are those of alsa-utils. {len(distress)} '
            f'calmly spoken words get a\ndistress of {np.nanmin(distress):.2f} to '
            f'{np.nanmax(distress):.2f} (median {np.nanmedian(distress):.2f}), and in a burst of '
            f'noise somebody is heard\nwith a probability of {noise:.2f}; low figures would be '
            'right.')
