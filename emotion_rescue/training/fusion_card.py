"""Writes the model card of a fusion that was learned."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.evaluation.distress_figures import distress_figures
from emotion_rescue.evaluation.distress_figures import judged
from emotion_rescue.evaluation.filmed_people import FilmedPerson
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.fusion_weights import FusionWeights

_CARD = """# Weights of the fusion

How far the judgement believes looks, tone and words, and where the level NONE ends
(`pipeline/fusion.py`, docs/fusion.md). Learned from what the default models say of synthetic
survivors in filmed clips with sound; models other than these are taken at their word.

## Data and command
{train} to learn from, {val} others to choose the border of NONE.

    emotion-rescue synth clips --split train --out data/clips --count N --seconds 8 --rate-hz 4
    emotion-rescue synth clips --split val   --out data/clips --count N --seconds 8 --rate-hz 4
    emotion-rescue train fusion --data data/clips --out weights/fusion

## What was learned
Log-odds of distress of somebody of whom nothing is known: {prior:+.2f}. Per kind of evidence:

| | its log-odds times | and added |
| --- | --- | --- |
{weights}

| level | from probability |
| --- | --- |
{borders}

## On the split that chose the border
In brackets 95 % bootstrap intervals over clips. The recall of distress is what was asked for, not
what others will find: that is `emotion-rescue evaluate distress` on the split test, in
docs/fusion.md.

| | |
| --- | --- |
{figures}

## Limits
- Synthetic people, acted by rules, with synthetic voices; nobody real was judged.
- The share of people in distress in these clips is in the first number above. Where a robot meets
  fewer, probabilities are too high, and the other way round.
"""


def write_fusion_card(out: Path, weights: FusionWeights, train: Sequence[FilmedPerson],
                      val: Sequence[FilmedPerson], half_life_s: float) -> Path:
    """Write OUT/README.md and return its path.

    Args:
        out: folder; made where it is missing.
        weights: what was learned, with the borders that were chosen.
        train: whom it was learned from.
        val: by whom the border was chosen.
        half_life_s: of readings, in seconds.
    """
    judge = partial(judged, LogOddsFusion(weights, half_life_s=half_life_s))
    figures = distress_figures([person for person in val if person.tracked], judge)
    out.mkdir(parents=True, exist_ok=True)
    card = out / 'README.md'
    card.write_text(_CARD.format(
        train=_counted(train), val=_counted(val), prior=weights.prior,
        weights='\n'.join(_weights_line(weights, modality) for modality in sorted(weights.scale)),
        borders='\n'.join(f'| {level.name} | {border:.2f} |' for level, border in [
            (DistressLevel.NONE, 0.0), *weights.borders.items()]),
        figures='\n'.join(map(_figure_line, figures))))
    return card


def _counted(people):
    clips = len({person.clip for person in people})
    seen = sum(person.tracked for person in people)
    return f'{len(people):,} people in {clips:,} clips ({seen:,} of them can be seen)'


def _weights_line(weights: FusionWeights, modality: Modality):
    name = modality.name.lower().replace('_', ' ')
    return f'| {name} | {weights.scale[modality]:.2f} | {weights.bias.get(modality, 0.0):+.2f} |'


def _figure_line(figure):
    low, high = figure.interval
    return (f'| {figure.name} | {figure.value:.3f} [{low:.3f}, {high:.3f}] of {figure.people} |'
            if figure.people else f'| {figure.name} | nobody |')
