"""Runs one strategy with one seed: from the base, by learning or not, to predictions of test."""

from collections.abc import Callable
from dataclasses import replace
import time

import numpy as np

from emotion_rescue.evaluation.affect_baselines import chance
from emotion_rescue.evaluation.affect_baselines import majority
from emotion_rescue.evaluation.affect_baselines import prior
from emotion_rescue.models.llava_calibration import read_calibration
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.smollm2 import load_smollm2
from emotion_rescue.training.affect import train
from emotion_rescue.training.affect_calibrating import calibration_of
from emotion_rescue.training.affect_calibrating import deployed_scores
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.base_checkpoint import is_small
from emotion_rescue.training.caption_language import caption_scores
from emotion_rescue.training.captions import captions_of
from emotion_rescue.training.captions import FREE
from emotion_rescue.training.captions import GENERAL
from emotion_rescue.training.compared_people import ComparedPeople
from emotion_rescue.training.comparison import Comparison
from emotion_rescue.training.general_base import train_base
from emotion_rescue.training.prediction_lines import write_predictions
from emotion_rescue.training.saved_files import save_json
from emotion_rescue.training.scored_answers import calibrated_answers
from emotion_rescue.training.scored_answers import known_of
from emotion_rescue.training.scored_answers import raw_answers
from emotion_rescue.training.strategies import BASELINE
from emotion_rescue.training.strategies import FINE_TUNED
from emotion_rescue.training.strategies import Strategy
from emotion_rescue.training.strategies import WHOLE
from emotion_rescue.training.strategies import ZERO_SHOT

BASE = 'base'
_SHORT, _LONG = 8, 48  # tokens of an answer of the small base, and of a checkpoint's
_BASELINES = {'random': lambda train_people, count, seed: chance(count, seed),
              'prior': lambda train_people, count, seed: prior(train_people, count),
              'majority': lambda train_people, count, seed: majority(train_people, count)}


def is_done(comparison: Comparison, name: str, seed: int) -> bool:
    """Return whether a strategy, or 'base', has run with a seed."""
    if name == BASE:
        return not comparison.makes_base or comparison.facts(BASE, seed).is_file()
    return comparison.predictions(name, seed).is_file()


def run_base(comparison: Comparison, people: ComparedPeople, seed: int,
             report: Callable[[str], None]) -> None:
    """Train the model that strategies start from; the same call again goes on.

    Raises:
        EmotionRescueError: as `general_base.train_base`.
    """
    begin_s = time.monotonic()
    train_base(comparison.base_recipe(seed), people.sets('context', 'none', report), report)
    save_json(comparison.facts(BASE, seed), {'minutes': (time.monotonic() - begin_s) / 60})


def run_strategy(comparison: Comparison, people: ComparedPeople, strategy: Strategy, seed: int,
                 report: Callable[[str], None]) -> None:
    """Write what a strategy says of the test people, and what else is to be told of it.

    Raises:
        EmotionRescueError: it cannot; the sentence says why.
    """
    begin_s = time.monotonic()
    test = people.part('test', strategy.view, strategy.context, report)
    if strategy.kind == BASELINE:
        train_part = people.part('train', 'context', 'none', report)
        said = {strategy.name: _BASELINES[strategy.name](
            known_of(train_part.people), len(test.people), seed)}
        facts = {}
    elif strategy.kind in (FINE_TUNED, WHOLE):
        said, facts = _fine_tuned(comparison, people, test, strategy, seed, report)
    else:
        said, facts = _asked(comparison, people, test, strategy, seed, report)
    save_json(comparison.facts(strategy.name, seed),
              {'minutes': (time.monotonic() - begin_s) / 60, **facts})
    for name in sorted(said, key=len, reverse=True):  # its own name last: that says all is done
        write_predictions(comparison.predictions(name, seed), test.whole, people.roots('test'),
                          said[name])


def _fine_tuned(comparison, people, test, strategy, seed, report):
    recipe = comparison.recipe(strategy, seed)
    sets = people.sets(strategy.view, strategy.context, report)
    trained = train(recipe, report, replace(sets, train=sets.train.fewer(strategy.most_people)))
    scores = deployed_scores(trained.weights, trained.adapter, test, recipe, report)
    calibration = read_calibration(trained.adapter or trained.weights)
    said = {strategy.name: calibrated_answers(scores, calibration, recipe.with_vad)}
    return said, {name: trained.history[f'retention {name}']['right']
                  for name in ('before', 'after') if f'retention {name}' in trained.history}


def _asked(comparison, people, test, strategy, seed, report):
    """Ask a model that has not learned the answers, with probabilities calibrated on val."""
    sets = people.sets(strategy.view, strategy.context, report)
    recipe, base = comparison.recipe(strategy, seed), comparison.base(seed)
    if strategy.kind == ZERO_SHOT:
        scores = [deployed_scores(base, None, part, recipe, report) for part in (sets.val, test)]
        facts = {}
    else:
        scores, facts = _by_captions(recipe, base, sets.val, test, report)
    # What nobody in train has is unknown to those who learn, and so to all.
    taught = emotion_targets(sets.train.people).any(axis=0)
    calibration = calibration_of(scores[0], sets.val, taught)
    facts['categories ranked the wrong way on val'] = int(np.sum(calibration.scale == 0))
    return {strategy.name: calibrated_answers(scores[1], calibration),
            strategy.raw_name: raw_answers(scores[1])}, facts


def _by_captions(recipe, base, val, test, report):
    small = is_small(recipe)
    loaded = load_llava(base, None, 'nf4', 'cpu' if small else recipe.device)
    captions = [captions_of(loaded, part.people, GENERAL if small else FREE,
                            _SHORT if small else _LONG, report) for part in (val, test)]
    model, tokenizer = load_smollm2()
    report(f'{len(set(captions[0] + captions[1])):,} different captions')
    scores = caption_scores(model, tokenizer, captions[0] + captions[1], report)
    cut = len(captions[0])
    return (scores[:cut], scores[cut:]), {
        'different captions': len(set(captions[1])), 'captions': captions[1][:3]}
