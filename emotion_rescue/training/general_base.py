"""Trains a small LLaVA that sees people and answers general questions, and knows no feelings.

It is what strategies are compared on: they start from the same tower and the same language model.
The tower learns posture, situation and facial actions from the renderer, but not what people feel
(unlike that of `affect.train`): a tower that knew would tell the strategies that do not learn it.
"""

from collections.abc import Callable
from pathlib import Path

from emotion_rescue.core.errors import InputError
from emotion_rescue.training.affect_language import AnswerTeacher
from emotion_rescue.training.affect_people import fingerprint
from emotion_rescue.training.affect_pupils import SmallPupil
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.best_epoch import train_to_best
from emotion_rescue.training.processes import Processes
from emotion_rescue.training.replay_pool import general_questions
from emotion_rescue.training.replay_questions import by_row
from emotion_rescue.training.retention import measure_retention
from emotion_rescue.training.training_folder import stage_keeper
from emotion_rescue.training.training_folder import TrainingFolder
from emotion_rescue.training.training_sets import TrainingSets

_BATCH = 64


def train_base(recipe: AffectRecipe, sets: TrainingSets, report: Callable[[str], None]) -> Path:
    """Train as the recipe says, and return its `out`; the same call again goes on.

    Args:
        recipe: of a small model without a base. A step's batch is of questions, of which there
            are several about every person; every epoch asks one of each.
        sets: whom to learn from and to choose by.
        report: told the progress.

    Raises:
        InputError: there is nothing to ask general questions about.
        SettingsError: `out` was begun with another recipe.
        UnfinishedError: `out` cannot be written, or the loss is no longer a number.
    """
    import torch

    torch.set_num_threads(recipe.threads)
    out = Path(recipe.out)
    folder = TrainingFolder(recipe, fingerprint(sets.everybody))
    if folder.finished:
        return out

    def keeper(stage):
        return stage_keeper(recipe, stage, Processes('cpu'), folder)

    pupil = SmallPupil(recipe, sets, keeper('heads'), report)
    if pupil.learns_to_see:
        pupil.learn_to_see(sets, keeper, report, feelings=False)
    learned, asked = general_questions(recipe, sets, pupil, *pupil.look_at(sets))
    if learned is None or asked is None:
        raise InputError(
            f'{recipe.data} was not rendered, so that nothing is known to ask general questions '
            'about, from which a base would learn to speak; name a checkpoint that can already, '
            'with --set base=DIR, or a file of questions, with --set replay=FILE')
    _Stage(pupil, recipe, learned, asked).teach(
        keeper('answers'), lambda text: report(f'general questions, {text}'))
    pupil.save(out)
    folder.finish()
    return out


class _Stage:
    def __init__(self, pupil, recipe, learned, asked):
        self._pupil, self._recipe = pupil, recipe
        self._learned, self._asked = learned, asked
        self._teacher = AnswerTeacher(pupil.model, pupil.processor, fields=0)
        self._by_row = list(by_row(learned.questions).values())

    def teach(self, keeper, report):
        r = self._recipe
        schedule = Schedule(r.epochs, r.batch, r.rate, r.weight_decay, r.seed, r.warm_up)
        train_to_best(self._pupil.model, len(self._by_row), self._loss, self._evaluate, schedule,
                      report, keeper)

    def _loss(self, chosen, rng):
        asked = [self._by_row[i][rng.integers(len(self._by_row[i]))] for i in chosen]
        return self._teacher.asked_loss(self._learned.seen, asked, rng)

    def _evaluate(self):
        questions = self._asked.questions
        losses = [self._teacher.asked_loss(self._asked.seen, part).item() * len(part) for part in (
            questions[i:i + _BATCH] for i in range(0, len(questions), _BATCH))]
        found = measure_retention(
            self._pupil.model, self._pupil.processor, self._asked.seen, questions)
        return sum(losses) / len(questions), {'general questions right': found.right}
