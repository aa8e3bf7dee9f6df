"""Measures a trained voice model on the test split and writes its model card."""

from pathlib import Path

import numpy as np

from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.voice_categories import NOBODY_HEARD
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.evaluation.voice_figures import HeardClips
from emotion_rescue.evaluation.voice_figures import loudness_baseline
from emotion_rescue.evaluation.voice_figures import voice_figures
from emotion_rescue.evaluation.voice_figures import VoiceFigure
from emotion_rescue.models.voice_head import to_level
from emotion_rescue.models.wav2vec2 import Wav2Vec2VoiceScorer
from emotion_rescue.synthesis.voice.soundtrack import real_sounds
from emotion_rescue.training.voice import voice_logits
from emotion_rescue.training.voice import VoiceRecipe
from emotion_rescue.training.voice_data import VoiceData
from emotion_rescue.training.voice_network import VOICE_OUTPUTS

_CONDITIONS: dict[str, float] = {'no noise': np.inf, '5 dB': 5.0, '0 dB': 0.0}

_CARD = """# Default voice model

A wav2vec2 sequence classifier of {parameters:.2f} M parameters (float16, {size_mb:.1f} MB), which
judges 16 kHz mono sound, best in windows of two seconds. Outputs: the categories
{categories} (one softmax), arousal, dominance and valence (0..1, read as 1..10), and the
log-odds of distress; temperatures and the spread of the dimensions, measured on the validation
split, are in `config.json` under `voice_calibration`.

## How weak it is
It was trained from nothing, on **synthetic sound only**: espeak-ng's voices coloured by signal
processing, and screams, cries, moans, sobs, coughs, laughter and knocks computed by a
source-filter model. The figures below say how well it tells such sounds of unseen speakers,
sentences and noises; they say nothing about people.
{real}
Its distress is a hint to look closer, never a reason to pass somebody by.

## Data and command
{train} clips to learn from, {val} to choose the epoch and calibrate, {test} to measure
(every voice without noise, at 5 dB and at 0 dB). Speakers, espeak-ng variants, sentences and
noises of one split are in no other.

    for split in train:{train} val:{val} test:{test_voices}; do
      emotion-rescue synth voices --split ${{split%:*}} --count ${{split#*:}} --out data/voices
    done
    emotion-rescue train voice --data data/voices --out weights/voice --epochs {epochs}

## Measured on the test split
In brackets the 95 % bootstrap interval over speakers; after the stroke a baseline that knows only
how loud the clip is. Distressed: a label of 0.5 or more. CCC: Lin's concordance correlation. The
noises are steady and computed, which makes it easy to tell them from voices.

{table}

Recall of the categories (no noise): {recall}.

## Licence
The same as the rest of this repository; nothing in it comes from recordings or other weights.
"""


def measure_voice(network, val: VoiceData, test: VoiceData) -> dict[str, list[VoiceFigure]]:
    """Return the figures under each condition of noise; clips of noise alone are in all."""
    truth, answer = _truth(test), _answer(network, test)
    baseline = loudness_baseline(_loudness_db(val), _truth(val), _loudness_db(test))
    group = np.array([name or f'noise {i}' for i, name in enumerate(test.speaker)])
    figures = {}
    for condition, snr_db in _CONDITIONS.items():
        chosen = np.isnan(test.snr_db) | (test.snr_db == snr_db)
        figures[condition] = voice_figures(
            truth.only(chosen), answer.only(chosen), baseline.only(chosen), group[chosen])
    return figures


def write_model_card(out: Path, network, figures: dict[str, list[VoiceFigure]],
                     recipe: VoiceRecipe, splits: dict[str, VoiceData]) -> Path:
    """Write OUT/README.md and return its path."""
    test = splits['test']
    card = out / 'README.md'
    card.write_text(_CARD.format(
        parameters=sum(p.numel() for p in network.parameters()) / 1e6,
        size_mb=(out / 'model.safetensors').stat().st_size / 1e6,
        categories=', '.join(VOICE_CATEGORIES), epochs=recipe.epochs,
        test_voices=int(np.sum(~np.isfinite(test.snr_db))),
        table=_table(figures), recall=_recall(network, test), real=_heard_in_real_sounds(out),
        **{name: len(data) for name, data in splits.items()}))
    return card


def _truth(data):
    names = np.array(VOICE_CATEGORIES)[data.category]
    return HeardClips(names, data.distress, data.vad, (names != NOBODY_HEARD).astype(float))


def _answer(network, data):
    logits = voice_logits(network, data).astype(np.float64)
    categories = logits[:, :len(VOICE_CATEGORIES)]
    nobody = categories[:, VOICE_CATEGORIES.index(NOBODY_HEARD)]
    return HeardClips(
        np.array(VOICE_CATEGORIES)[categories.argmax(axis=1)],
        1.0 / (1.0 + np.exp(-logits[:, VOICE_OUTPUTS.index('distress')])),
        np.clip(to_level(logits[:, [VOICE_OUTPUTS.index(d) for d in DIMENSIONS]]), 1.0, 10.0),
        1.0 - np.exp(nobody) / np.exp(categories).sum(axis=1))


def _loudness_db(data):
    return np.array([10.0 * np.log10(np.mean(np.square(clip / 32768.0)) + 1e-12)
                     for clip in data.samples])


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


def _table(figures):
    conditions = list(figures)
    lines = [f'| figure | {" | ".join(conditions)} |', '| --- ' * (len(conditions) + 1) + '|']
    for row in zip(*figures.values(), strict=True):
        cells = (f'{f.value:.2f} [{f.interval[0]:.2f}, {f.interval[1]:.2f}] / {f.baseline:.2f}'
                 for f in row)
        lines.append(f'| {row[0].name} | {" | ".join(cells)} |')
    return '\n'.join(lines)


def _recall(network, test):
    truth, answer = _truth(test), _answer(network, test)
    chosen = ~np.isfinite(test.snr_db)
    hits = {name: answer.category[chosen & (truth.category == name)] == name
            for name in VOICE_CATEGORIES}
    return ', '.join(f'{name} {np.mean(hit):.2f}' for name, hit in hits.items() if len(hit))
