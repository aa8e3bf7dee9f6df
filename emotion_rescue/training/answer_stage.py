"""The second stage of a training: the answers, with general questions among the lessons."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_language import AnswerTeacher
from emotion_rescue.training.affect_language import Lessons
from emotion_rescue.training.affect_progress import progress_figures
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.answer_targets import answer_targets
from emotion_rescue.training.answer_targets import taught_fields
from emotion_rescue.training.answer_texts import described_prompt
from emotion_rescue.training.answer_texts import written_answer
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.best_epoch import train_to_best
from emotion_rescue.training.imbalance import category_weights
from emotion_rescue.training.imbalance import people_weights
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.replay_questions import Question
from emotion_rescue.training.tempered_loss import tempered_loss

SCORING_BATCH = 16


@dataclass(frozen=True, eq=False)
class GeneralQuestions:
    """General questions, and what is seen of the pictures that they are about."""

    seen: object
    questions: Sequence[Question]


def lessons_of(seen, people: Sequence[AffectSample], descriptions: Sequence[str], processor,
               recipe: AffectRecipe, teaching: bool) -> Lessons:
    """Return what is to be learned, or measured, about `people`.

    Args:
        seen: of these people.
        people: n.
        descriptions: n, given before the question; '' gives none.
        processor: of the model.
        recipe: with_vad, imbalance and imbalance_cap are read.
        teaching: whether to weigh categories as the recipe says; else all are the same.
    """
    weights = None
    if teaching and recipe.imbalance == 'loss':
        weights = category_weights(emotion_targets(people), recipe.imbalance_cap)
    prompts = {text: described_prompt(processor, text) for text in set(descriptions)}
    return Lessons(seen, answer_targets(people, recipe.with_vad, weights),
                   [written_answer(s, recipe.with_vad) for s in people],
                   [prompts[text] for text in descriptions])


class AnswerStage:
    """Trains a model of the LLaVA family on lessons, and measures it on others."""

    def __init__(self, model, processor, recipe: AffectRecipe):
        """Take the model, whose parameters that want gradients will learn, and its processor."""
        self._model, self._recipe = model, recipe
        joined = recipe.method == 'qlora' and recipe.gradient_checkpointing
        fields = taught_fields(recipe.with_vad)
        self._teacher = AnswerTeacher(model, processor, fields, joined)
        self._scorer = AnswerTeacher(model, processor, fields)

    def teach(self, lessons: Lessons, people: Sequence[AffectSample], val: Lessons,
              val_people: Sequence[AffectSample], replay: GeneralQuestions | None, keeper: Keeper,
              report: Callable[[str], None]) -> None:
        """Train, and leave the model at its best epoch on val.

        Args:
            lessons: about `people`.
            people: to learn from.
            val: about `val_people`.
            val_people: to choose the epoch by.
            replay: general questions to learn, or None.
            keeper: of the state.
            report: told the progress.
        """
        def loss(chosen, rng):
            kind = rng.random()
            if replay is not None and kind < self._recipe.replay_share:
                return self._replay_loss(replay, len(chosen), rng)
            if kind > 1.0 - self._recipe.written_share:
                return self._teacher.written_loss(
                    lessons.seen, chosen, [lessons.prompts[i] for i in chosen],
                    [lessons.written[i] for i in chosen], rng)
            return self._teacher.scored_loss(lessons, chosen, rng)

        def evaluate():
            scores = self.scores(val, keeper)
            return tempered_loss(scores, val.targets), progress_figures(scores, val_people)

        train_to_best(self._model, len(people), loss, evaluate, self._schedule(), report, keeper,
                      self._weights(people))

    def scores(self, lessons: Lessons, keeper: Keeper | None = None) -> np.ndarray:
        """Return log-likelihoods float32 (n, answers); processes share the work.

        Args:
            lessons: about n people.
            keeper: knows the processes; None is this one alone.
        """
        import torch

        rows = np.arange(len(lessons.prompts))

        def score(block):
            chosen = rows[block * SCORING_BATCH:(block + 1) * SCORING_BATCH]
            with torch.inference_mode():
                return self._scorer.log_likelihoods(
                    lessons.seen, chosen,
                    [lessons.prompts[i] for i in chosen]).float().cpu().numpy()

        blocks = -(-len(rows) // SCORING_BATCH)
        return np.concatenate(list(map(score, range(blocks)) if keeper is None
                                   else keeper.processes.share(blocks, score)))

    def _replay_loss(self, replay, count, rng):
        asked = [replay.questions[i] for i in rng.integers(len(replay.questions), size=count)]
        return self._teacher.asked_loss(replay.seen, asked, rng)

    def _schedule(self):
        r = self._recipe
        return Schedule(r.epochs, r.batch, r.rate, r.weight_decay, r.seed, r.warm_up,
                        r.accumulation)

    def _weights(self, people):
        if self._recipe.imbalance != 'sampling':
            return None
        return people_weights(emotion_targets(people), self._recipe.imbalance_cap)
