"""Fits calibration.json of a trained model on val, through the weights as a robot loads them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from emotion_rescue.evaluation.affect_calibration import fit_calibration
from emotion_rescue.models.head_finder import read_head_finder
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_calibration import write_calibration
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.training.affect_data import distress_targets
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.answer_stage import AnswerStage
from emotion_rescue.training.answer_stage import lessons_of
from emotion_rescue.training.base_checkpoint import is_small
from emotion_rescue.training.head_lessons import with_found_heads
from emotion_rescue.training.saved_files import save_folder
from emotion_rescue.training.seen_people import drawer_of
from emotion_rescue.training.seen_people import DrawnPictures
from emotion_rescue.training.training_sets import PeopleOfSplit


def calibrate(weights: Path, adapter: Path | None, val: PeopleOfSplit, taught: np.ndarray,
              recipe: AffectRecipe, report: Callable[[str], None]) -> None:
    """Write calibration.json beside the adapter, or the weights where there is none.

    Args:
        weights: folder of a LLaVA-family checkpoint.
        adapter: folder of an adapter for it, or None.
        val: people that the model did not learn from.
        taught: bool (26,), which categories it has seen; others stay uncalibrated.
        recipe: how it was trained.
        report: told the progress.

    Raises:
        WeightsError: the model cannot be loaded.
        UnfinishedError: the file cannot be written.
    """
    scores = deployed_scores(weights, adapter, val, recipe, report)
    calibration = calibration_of(scores, val, taught)
    save_folder(adapter or weights, lambda folder: write_calibration(folder, calibration))


def calibration_of(scores: np.ndarray, val: PeopleOfSplit, taught: np.ndarray) -> Calibration:
    """Return the calibration of what was said of val.

    Args:
        scores: log-likelihoods float (n, answers).
        val: these n people.
        taught: as in `calibrate`.
    """
    return fit_calibration(scores, emotion_targets(val.people) & taught,
                           distress_targets(val.people))


def deployed_scores(weights: Path, adapter: Path | None, part: PeopleOfSplit,
                    recipe: AffectRecipe, report: Callable[[str], None]) -> np.ndarray:
    """Return log-likelihoods float64 (n, answers) of a split, by 4-bit weights, as on a robot.

    Args:
        weights: as in `calibrate`.
        adapter: as in `calibrate`.
        part: n people, with the descriptions that the recipe gives before the question.
        recipe: how it was trained.
        report: told the progress.
    """
    device = 'cpu' if is_small(recipe) else recipe.device
    loaded = load_llava(weights, adapter, 'nf4', device)
    report(f'{len(part.people):,} people judged by {weights} in {loaded.precision}')
    people = with_found_heads(read_head_finder(adapter or weights), part.people)
    seen = DrawnPictures(loaded.model, loaded.processor, drawer_of(people), len(people),
                         loaded.device)
    lessons = lessons_of(seen, part.people, part.descriptions, loaded.processor, recipe, False)
    return AnswerStage(loaded.model, loaded.processor, recipe).scores(lessons).astype(float)
