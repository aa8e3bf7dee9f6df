"""Compares strategies from data to tables and plots; the same call again goes on."""

from collections.abc import Callable
from collections.abc import Sequence
import json
from typing import Any

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.setting_field import setting_defaults
from emotion_rescue.evaluation.affect_calibration import enough_examples
from emotion_rescue.evaluation.affect_calibration import MIN_EXAMPLES
from emotion_rescue.evaluation.affect_truth import read_truth
from emotion_rescue.models.smollm2 import find_smollm2
from emotion_rescue.synthesis.dataset.ordered_work import storage
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_people import fingerprint
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.compared_people import ComparedPeople
from emotion_rescue.training.comparison import Comparison
from emotion_rescue.training.prediction_lines import write_truth
from emotion_rescue.training.saved_files import save_bytes
from emotion_rescue.training.saved_files import save_json
from emotion_rescue.training.strategies import CAPTION
from emotion_rescue.training.strategies import Strategy
from emotion_rescue.training.strategy_figures import compare_predictions
from emotion_rescue.training.strategy_figures import ComparedStrategies
from emotion_rescue.training.strategy_plots import draw_strategies
from emotion_rescue.training.strategy_queue import run_all
from emotion_rescue.training.strategy_runs import BASE
from emotion_rescue.training.strategy_table import as_json
from emotion_rescue.training.strategy_table import as_markdown

SPLITS = ('train', 'val', 'test')


def compare_strategies(comparison: Comparison, strategies: Sequence[Strategy],
                       seeds: Sequence[int], jobs: int, rounds: int,
                       report: Callable[[str], None]) -> ComparedStrategies:
    """Run what has not run, measure everything, and write table, figures and plots.

    Args:
        comparison: what, on whom, and where.
        strategies: at least one.
        seeds: at least one.
        jobs: processes.
        rounds: of the bootstrap.
        report: told the progress.

    Raises:
        EmotionRescueError: a setting, the data or a package is not as it must be, or there is no
            room; what is done stays.
    """
    strategies, left_out = _runnable(strategies, report)
    comparison.begin()
    people = ComparedPeople(comparison)
    parts = {split: people.part(split, 'context', 'none', report) for split in SPLITS}
    _enough_people(strategies, len(parts['train'].people))
    _same_people(comparison, parts)
    write_truth(comparison.truth, parts['test'].whole, people.roots('test'))
    run_all(comparison, strategies, seeds, jobs, report)
    truth = read_truth(comparison.truth)
    names = [name for s in strategies for name in (s.name, s.raw_name) if name]
    compared = compare_predictions(
        truth, {name: [comparison.predictions(name, seed) for seed in seeds] for name in names},
        rounds, lambda done, count: report(f'measured {done} of {count} predictions'))
    about = {
        'data': {split: {'people': len(part.people),
                         'persons': len({s.body_seed for s in part.people})}
                 for split, part in parts.items()},
        'uncalibrated': _uncalibrated(parts), 'seeds': list(seeds),
        'settings': _settings(comparison), 'left_out': left_out,
        'runs': _facts(comparison, strategies, seeds)}
    save_json(comparison.out / 'strategies.json', as_json(compared, about))
    text = as_markdown(compared, list(_about_lines(about)), oracle=(
        parts['test'].rendered and not comparison.settings.get('descriptions')),
        small_base=comparison.makes_base)
    save_bytes(comparison.out / 'strategies.md', text.encode())
    with storage(comparison.out):
        for path in draw_strategies(compared, comparison.out):
            report(f'drew {path}')
    return compared


def _runnable(strategies, report):
    """Return the strategies whose packages are there, and why others are left out."""
    try:
        find_smollm2()
    except MissingPackageError as error:
        left_out = {s.name: str(error) for s in strategies if s.kind == CAPTION}
        strategies = [s for s in strategies if s.kind != CAPTION]
        if not strategies:
            raise
        for name, why in left_out.items():
            report(f'{name} is left out: {why}')
        return strategies, left_out
    return strategies, {}


def _enough_people(strategies, count):
    problems = [f'{s.name} asks for {s.most_people:,} people, and {count:,} of train are used; '
                'render more, or raise --train-people'
                for s in strategies if s.most_people > count]
    if problems:
        raise SettingsError(problems)


def _same_people(comparison, parts):
    """Refuse to go on with people that are not those of the predictions that are there."""
    path = comparison.out / 'people.json'
    now = {split: fingerprint(part.people) for split, part in parts.items()}
    if not path.is_file():
        save_json(path, now)
        return
    try:
        before = json.loads(path.read_text(encoding='utf-8'))
    except (OSError, ValueError):
        before = None
    if before != now:
        raise UnfinishedError(f'the people in {comparison.data} are not those with which the '
                              f'comparison in {comparison.out} began; give another folder with '
                              '--out')


def _uncalibrated(parts):
    """Return the categories of which nothing can be said: too few people have them."""
    taught = emotion_targets(parts['train'].people).any(axis=0)
    known = emotion_targets(parts['val'].people) & taught
    return [name for name, enough in zip(CATEGORY_NAMES, enough_examples(known), strict=True)
            if not enough]


def _settings(comparison) -> dict[str, Any]:
    usual = setting_defaults(AffectRecipe)
    return {name: value for name, value in comparison.settings.items()
            if name not in ('images', 'base', 'descriptions', 'replay') and value != usual[name]}


def _facts(comparison, strategies, seeds):
    names = [*([BASE] if comparison.makes_base and any(s.needs_base for s in strategies) else []),
             *(s.name for s in strategies)]
    return {name: [json.loads(comparison.facts(name, seed).read_text(encoding='utf-8'))
                   for seed in seeds] for name in names}


def _about_lines(about):
    counts = ', '.join(f'{split} {of["people"]:,} people ({of["persons"]:,} different ones)'
                       for split, of in about['data'].items())
    settings = ', '.join(f'{name} {value}' for name, value in about['settings'].items())
    yield f'- Data: {counts}'
    if about['uncalibrated']:
        yield (f'- Unknown to every model, as nobody in train or fewer than {MIN_EXAMPLES} people '
               f'in val have them: {", ".join(about["uncalibrated"])}')
    yield f'- Seeds: {", ".join(map(str, about["seeds"]))}'
    yield f'- Settings that are not the recipe\'s own: {settings or "none"}'
    yield '- Minutes of one core, mean over seeds: ' + ', '.join(
        f'{name} {_mean(runs, "minutes"):.1f}' for name, runs in about['runs'].items()
    ) + f'; {sum(r["minutes"] for runs in about["runs"].values() for r in runs):.0f} in all'
    kept = [f'{name} {_mean(runs, "before"):.0%} before and {_mean(runs, "after"):.0%} after'
            for name, runs in about['runs'].items() if 'after' in runs[0] and 'before' in runs[0]]
    if kept:
        yield f'- General questions about val answered right: {", ".join(kept)}'
    yield from (f'- Left out: {name}, as {why}' for name, why in about['left_out'].items())


def _mean(runs, name):
    return sum(run[name] for run in runs) / len(runs)
