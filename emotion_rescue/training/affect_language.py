"""Teaches projector and language model to answer, with the vision tower as it is.

Three kinds of steps, chosen by chance in the shares that are asked for. Most teach the likelihoods
of the answers, by the very function that scores people later. Some teach to write the whole
answer, line by line, so that free text is well-formed. Some ask a general question about the
picture, so that the model stays able to answer one.

An answer's likelihood is taught given the name of its field: scoring compares values of one field
only, and which field comes first is for the written answers to teach.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import os

import numpy as np

from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_likelihood import log_likelihoods
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_question import question_prompt
from emotion_rescue.training.answer_texts import answer_tokens
from emotion_rescue.training.joined_likelihood import joined_log_likelihoods
from emotion_rescue.training.replay_questions import Question

_NOT_TAUGHT = -100  # a label that torch's cross entropy passes over


@dataclass(frozen=True, eq=False)
class Lessons:
    """What there is to learn about n people.

    Attributes:
        seen: of these people, a `KeptFeatures` or `DrawnPictures`.
        targets: float32 (n, answers), from `answer_targets`.
        written: n whole answers.
        prompts: n prompts.
    """

    seen: object
    targets: np.ndarray
    written: Sequence[str]
    prompts: Sequence[str]


class AnswerTeacher:
    """Computes losses and likelihoods of answers; whose parameters learn is not its business."""

    def __init__(self, model, processor, fields: int, joined: bool = False):
        """Take a model of the LLaVA family and its processor.

        Args:
            model: gradients flow through it.
            processor: its processor.
            fields: how many fields of an answer are taught.
            joined: read prompt and answers in one pass, as gradient checkpointing demands.
        """
        self._model, self._processor, self._fields = model, processor, fields
        self._tokenizer = processor.tokenizer
        self._score = joined_log_likelihoods if joined else log_likelihoods
        prompt = build_prompt(processor)
        answers = continuation_tokens(self._tokenizer, prompt, continuations(prompt))
        by_field = split_fields(np.array(answers, object)).values()
        names = [os.path.commonprefix(values.tolist()) for values in by_field]
        self._tree = build_tree([*answers, *names])
        self._field = np.repeat(len(answers) + np.arange(len(names)), [len(v) for v in by_field])

    def log_likelihoods(self, seen, rows, prompts: Sequence[str], rng=None):
        """Return log P(value | field, prompt, picture), a tensor (n, answers).

        Less a number for each field and person, these are what `LlavaSightScorer` reads off.

        Args:
            seen: what is seen of people.
            rows: n of these.
            prompts: n.
            rng: numpy generator for what is drawn by chance; None is nothing.
        """
        import torch

        rows, parts, order = np.asarray(rows), [], []
        for group in self._of_same_length(prompts):
            inputs = seen.inputs(rows[group], [prompts[i] for i in group], rng)
            parts.append(self._score(self._model, inputs, self._tree))
            order += group
        scores = torch.cat(parts)[np.argsort(order)]
        return scores[:, :len(self._field)] - scores[:, self._field]

    def scored_loss(self, lessons: Lessons, rows, rng=None):
        """Return the mean negative log-likelihood of the answers, by field and person."""
        import torch

        scores = self.log_likelihoods(
            lessons.seen, rows, [lessons.prompts[i] for i in rows], rng)
        targets = torch.as_tensor(lessons.targets[rows], device=scores.device)
        return self.loss_of(scores, targets)

    def loss_of(self, scores, targets):
        """Return the same from likelihoods and targets, both (n, answers)."""
        return -(scores * targets).sum(dim=1).mean() / self._fields

    def written_loss(self, seen, rows, prompts: Sequence[str], answers: Sequence[str], rng=None):
        """Return the mean negative log-likelihood of a token of `answers`, to their end."""
        import torch
        from torch.nn import functional

        rows, losses = np.asarray(rows), []
        for group in self._of_same_length(prompts):
            inputs = seen.inputs(rows[group], [prompts[i] for i in group], rng)
            tokens = [answer_tokens(self._tokenizer, prompts[i], [answers[i]])[0] for i in group]
            logits, labels = self._read_on(inputs, tokens)
            losses.append(functional.cross_entropy(
                logits.float().transpose(1, 2), labels, ignore_index=_NOT_TAUGHT,
                reduction='none').sum(dim=1) / (labels != _NOT_TAUGHT).sum(dim=1))
        return torch.cat(losses).mean()

    def asked_loss(self, seen, asked: Sequence[Question], rng=None):
        """Return the same of answers to general questions about what is `seen`."""
        return self.written_loss(
            seen, [q.row for q in asked],
            [question_prompt(self._processor, q.text) for q in asked],
            [q.answer for q in asked], rng)

    def _read_on(self, inputs, tokens):
        """Return logits and labels (n, longest) of answers that follow the inputs."""
        import torch

        ids, longest = inputs['input_ids'], max(map(len, tokens))
        labels = torch.full((len(tokens), longest), _NOT_TAUGHT, device=ids.device)
        for row, answer in zip(labels, tokens, strict=True):
            row[:len(answer)] = torch.tensor(answer, device=ids.device)
        taught = labels != _NOT_TAUGHT
        given = labels.where(taught, 0)  # what is beyond an answer's end counts for nothing
        mask = torch.cat([inputs['attention_mask'], taught.to(ids.dtype)], dim=1)
        output = self._model(**{**inputs, 'input_ids': torch.cat([ids, given], dim=1),
                                'attention_mask': mask}, use_cache=False,
                             logits_to_keep=longest + 1)
        return output.logits[:, :-1], labels

    def _of_same_length(self, prompts):
        """Yield lists of places in `prompts` whose prompts have as many tokens as each other."""
        length = {p: len(self._tokenizer(p)['input_ids']) for p in set(prompts)}
        for wanted in sorted(set(length.values())):
            yield [i for i, p in enumerate(prompts) if length[p] == wanted]
