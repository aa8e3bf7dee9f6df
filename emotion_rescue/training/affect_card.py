"""Measures a trained LLaVA on people it never saw, and writes its model card."""

from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.evaluation.affect_baselines import box_features
from emotion_rescue.evaluation.affect_baselines import box_geometry
from emotion_rescue.evaluation.affect_baselines import chance
from emotion_rescue.evaluation.affect_baselines import prior
from emotion_rescue.evaluation.affect_metrics import average_precision
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.affect_report import Figure
from emotion_rescue.evaluation.affect_report import measure
from emotion_rescue.models.llava_calibration import read_calibration
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import read_distress
from emotion_rescue.models.llava_reading import read_emotions
from emotion_rescue.models.llava_reading import read_vad
from emotion_rescue.training.affect import AffectRecipe
from emotion_rescue.training.affect import recipe_text
from emotion_rescue.training.affect import score_people
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import distress_targets
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import vad_targets

_TEXT = """\
---
license: apache-2.0
---
# Affect from sight: a small LLaVA (CLIP-ViT, projector, Llama)

Judges one person in one picture: EMOTIC's 26 emotion categories, valence, arousal and dominance
on 1..10, and distress. It makes demonstration, tests and simulation run anywhere without a
download. **It has seen nothing but {train_n} rendered people and is not fit for use on real
ones**: there, name a real LLaVA checkpoint in the settings.

- Architecture: `LlavaForConditionalGeneration` of transformers, {parameters:.2f} M parameters,
  float16 safetensors; loaded as 4-bit NF4 by default. Input, prompt and way of scoring:
  `emotion_rescue/models/llava_views.py`, `llava_prompt.py`, `llava_likelihood.py`.
- Data: synthetic people of this project (`emotion-rescue synth images`); train {train_n}, val
  {val_n}, test {test_n} people, no body in two splits. What people feel in which situation is
  this project's assumption (`emotion_rescue/synthesis/person/situations.py`), not a measurement.
- Made by:
{commands}
- The vision tower first learned posture, situation, facial actions and affect from the renderer,
  then projector and language model learned the answers with the tower fixed; best epochs by val.
  Calibration (`calibration.json`) fitted on val, through the 4-bit weights.
- Licence: Apache-2.0.

## Measured on the test split
{test_n} people, {bodies} bodies; in brackets the 95 % interval (bootstrap over bodies). AP is not
interpolated unless said; mAP is over the {present} categories that occur. Distressed means a
distress of at least 0.5. All with 4-bit weights, as loaded by default: {ms:.0f} ms a person on
one thread of the machine that trained it, in batches of 16.

{table}

Prior: the training split's averages. Chance: random numbers. Box: regression on nothing but
size, shape and place of the person's box. {verdict}

AP by category (with its share of people):

{categories}

Categories without a figure do not occur in the test split; categories that val has too few of
are not in `calibration.json` and are reported as unknown.

## Recipe
{recipe}
"""


def write_model_card(weights: Path, splits: dict[str, list[AffectSample]], recipe: AffectRecipe,
                     commands: Sequence[str], report: Callable[[str], None]) -> Path:
    """Measure `weights` on splits['test'] and write README.md beside them.

    Args:
        weights: folder of the trained checkpoint.
        splits: 'train', 'val' and 'test' people; the first trains the baselines.
        recipe: how the weights were made.
        commands: the exact commands that made data and weights.
        report: told the progress.
    """
    test = splits['test']
    likelihoods, seconds = score_people(weights, test, recipe.threads, report)
    truth, train = _known(test), _known(splits['train'])
    report('resampling for intervals')
    said = _said(likelihoods, weights)
    figures = {
        'this model': said, 'prior': prior(train, len(test)), 'chance': chance(len(test)),
        'box': box_geometry(train, _boxes(splits['train']), _boxes(test))}
    person = np.array([s.body_seed for s in test])
    measured = {name: measure(truth, answers, person) for name, answers in figures.items()}
    card = weights / 'README.md'
    card.write_text(_TEXT.format(
        train_n=len(splits['train']), val_n=len(splits['val']), test_n=len(test),
        bodies=len(np.unique(person)), present=int(truth.emotions.any(axis=0).sum()),
        parameters=_parameter_count(weights) / 1e6, ms=seconds * 1e3,
        commands='\n'.join(f'  - `{command}`' for command in commands),
        table=_table(measured), verdict=_verdict(measured), categories=_categories(truth, said),
        recipe=recipe_text(recipe)), encoding='utf-8')
    return card


def _known(people):
    return AffectAnswers(emotion_targets(people), vad_targets(people), distress_targets(people))


def _said(likelihoods, weights):
    calibration = read_calibration(weights)
    rows = [split_fields(row) for row in likelihoods]
    vads = [read_vad(row) for row in rows]
    return AffectAnswers(
        np.stack([read_emotions(row, calibration) for row in rows]),
        np.array([[getattr(vad, name) for name in DIMENSIONS] for vad in vads]),
        np.array([read_distress(row, calibration) for row in rows]))


def _boxes(people):
    return box_features([s.xyxy for s in people], [s.size_px for s in people])


def _parameter_count(weights):
    from safetensors import safe_open

    with safe_open(weights / 'model.safetensors', framework='np') as file:
        return sum(int(np.prod(file.get_slice(name).get_shape())) for name in file.keys())


def _table(measured: dict[str, list[Figure]]):
    names = list(measured)
    lines = [f'| | {" | ".join(names)} |', f'| --- |{" --- |" * len(names)}']
    for row in zip(*measured.values(), strict=True):
        lines.append(f'| {row[0].name} | {" | ".join(map(str, row))} |')
    return '\n'.join(lines)


def _verdict(measured):
    own, box = (next(f for f in measured[name] if f.name == 'mAP') for name in (
        'this model', 'box'))
    if own.low > box.value:
        return '**The model ranks emotions better than the box does.**'
    return ('**The model does not rank emotions better than the box does: it has hardly learned '
            'more than to tell lying from sitting from standing.**')


def _categories(truth, said):
    lines = ['| category | share | AP |', '| --- | --- | --- |']
    for c, name in enumerate(CATEGORY_NAMES):
        if truth.emotions[:, c].any():
            ap = average_precision(truth.emotions[:, c], said.emotions[:, c])
            lines.append(f'| {name} | {truth.emotions[:, c].mean():.3f} | {ap:.3f} |')
    return '\n'.join(lines)
