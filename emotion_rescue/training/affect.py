"""Trains a LLaVA to judge people: the small one of this package, or an adapter for a large one."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path
import time

import numpy as np

from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.models.llava_calibration import CALIBRATION_FILE
from emotion_rescue.training.affect_calibrating import calibrate
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_people import fingerprint
from emotion_rescue.training.affect_pupils import new_pupil
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.answer_stage import AnswerStage
from emotion_rescue.training.answer_stage import lessons_of
from emotion_rescue.training.base_checkpoint import is_small
from emotion_rescue.training.drawn_people import view_of
from emotion_rescue.training.imbalance import tell_missing
from emotion_rescue.training.processes import Processes
from emotion_rescue.training.replay_pool import general_questions
from emotion_rescue.training.retention import measure_retention
from emotion_rescue.training.training_folder import stage_keeper
from emotion_rescue.training.training_folder import TrainingFolder
from emotion_rescue.training.training_sets import read_sets
from emotion_rescue.training.training_sets import TrainingSets

_SCORING_BATCH = 16
_PATHS = ('data', 'out', 'images', 'base', 'descriptions', 'replay')


@dataclass(frozen=True, eq=False)
class TrainedAffect:
    """What a training made.

    Attributes:
        weights: folder of the checkpoint to load: the result, or the base of an adapter.
        adapter: folder of the adapter, or None where the whole model was trained.
        history: 'tower' and 'answers': one dict an epoch with 'epoch', 'loss', 'val_loss' and
            figures on val; 'retention before' and 'retention after'. Empty where not `main`.
        main: whether this is the process that wrote all this.
    """

    weights: Path
    adapter: Path | None
    history: dict
    main: bool = True


def train(recipe: AffectRecipe, report: Callable[[str], None],
          sets: TrainingSets | None = None) -> TrainedAffect:
    """Train as the recipe says; the same call again goes on with what was interrupted.

    Best epochs are chosen, and probabilities calibrated, on val. Nothing is done twice: for a
    training that is finished, its result is returned. Where a launcher started several
    processes, each of them calls this; only the main one writes and reports.

    Args:
        recipe: how to train.
        report: told the progress.
        sets: whom to learn from and to choose by; None is everybody of the recipe's data.

    Raises:
        InputError: the data cannot be used, or `out` has something else in it.
        SettingsError: `out` was begun with another recipe.
        WeightsError: the base cannot be used.
        UnfinishedError: `out` cannot be written, or the loss is no longer a number.
    """
    import torch

    torch.set_num_threads(recipe.threads)
    # The small model is too small to gain by a GPU.
    processes = Processes('cpu' if is_small(recipe) else recipe.device)
    report = report if processes.main else _nobody
    sets = read_sets(recipe, report) if sets is None else sets
    taught = tell_missing(emotion_targets(sets.train.people), report)
    folder = (TrainingFolder(recipe, fingerprint(sets.everybody))
              if processes.main else None)
    result = _result(recipe, folder)
    if processes.from_main(folder and folder.finished):
        report(f'the training in {recipe.out} is finished')
        return result

    def keeper(stage):
        return stage_keeper(recipe, stage, processes, folder)

    pupil = new_pupil(recipe, sets, processes.device, keeper, report)
    if pupil.learns_to_see:
        pupil.learn_to_see(sets, keeper, report)
    seen, val_seen = pupil.look_at(sets)
    questions, kept_back = general_questions(recipe, sets, pupil, seen, val_seen)
    stage = AnswerStage(pupil.model, pupil.processor, recipe)
    _remember(folder, 'retention before', pupil, kept_back, report)
    lessons, val_lessons = (
        lessons_of(view, part.people, part.descriptions, pupil.processor, recipe, teaching)
        for view, part, teaching in ((seen, sets.train, True), (val_seen, sets.val, False)))
    stage.teach(lessons, sets.train.people, val_lessons, sets.val.people, questions,
                keeper('answers'), lambda text: report(f'answers, {text}'))
    if processes.main:
        _remember(folder, 'retention after', pupil, kept_back, report)
        (Path(recipe.out) / CALIBRATION_FILE).unlink(missing_ok=True)
        pupil.save(Path(recipe.out))
        report('calibrating')
        calibrate(result.weights, result.adapter, sets.val, taught, recipe, report)
        folder.finish()
    return result


def score_people(weights: Path, people: Sequence[AffectSample], threads: int,
                 report: Callable[[str], None]) -> tuple[np.ndarray, float]:
    """Return log-likelihoods (n, answers), and seconds a person, as the robot would get them.

    That is: 4-bit weights, on the CPU, in batches.

    Args:
        weights: folder of the checkpoint.
        people: n, with the heads that it is to be shown.
        threads: of the CPU.
        report: told what was loaded.
    """
    scorer = LlavaSightScorer(weights, precision='nf4', device='cpu', threads=threads)
    scorer.load()
    report(scorer.describe())
    rows, spent = [], 0.0
    for start in range(0, len(people), _SCORING_BATCH):
        pictures = [view_of(person).rgb for person in people[start:start + _SCORING_BATCH]]
        begin = time.perf_counter()
        rows.append(scorer.answer_log_likelihoods(pictures))
        spent += time.perf_counter() - begin
    scorer.close()
    return np.concatenate(rows), spent / len(people)


def recipe_text(recipe: AffectRecipe) -> str:
    """Return the recipe as lines for a model card, without paths, which are everybody's own."""
    return '\n'.join(f'- {name}: {value}' for name, value in asdict(recipe).items()
                     if name not in _PATHS and value != '')


def _result(recipe, folder):
    out = Path(recipe.out)
    history = {} if folder is None else folder.history
    if recipe.method == 'qlora':
        return TrainedAffect(Path(recipe.base), out, history, folder is not None)
    return TrainedAffect(out, None, history, folder is not None)


def _remember(folder, name, pupil, kept_back, report):
    """Measure retention, in the main process, and once."""
    if folder is None or kept_back is None or name in folder.history:
        return
    found = measure_retention(pupil.model, pupil.processor, kept_back.seen, kept_back.questions)
    folder.keep(name, asdict(found))
    report(f'{name}: {found.right:.0%} of {found.questions} general questions right, '
           f'{found.majority:.0%} by the most frequent answers')


def _nobody(text):
    pass
