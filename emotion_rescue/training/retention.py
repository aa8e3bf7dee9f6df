"""How well general questions are answered: asked before and after, it tells what was forgotten."""

from collections import Counter
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_likelihood import log_likelihoods
from emotion_rescue.models.llava_question import question_prompt
from emotion_rescue.training.answer_texts import answer_tokens
from emotion_rescue.training.replay_questions import Question

_BATCH = 16


@dataclass(frozen=True)
class Retention:
    """Shares of right answers, 0..1.

    Attributes:
        questions: how many were asked.
        right: share that the model answers right.
        majority: share that whoever knows the most frequent answer of every kind gets right.
    """

    questions: int
    right: float
    majority: float


def measure_retention(model, processor, seen, questions: Sequence[Question]) -> Retention:
    """Ask `questions`; the answer is the likeliest of those allowed, with the end of the text.

    Args:
        model: of the LLaVA family.
        processor: its processor.
        seen: pictures of the questions' rows, a `KeptFeatures` or `DrawnPictures`.
        questions: at least one.
    """
    import torch

    groups, right = defaultdict(list), 0
    for question in questions:
        groups[question.text, question.allowed].append(question)
    model.eval()
    for (text, allowed), same in groups.items():
        prompt = question_prompt(processor, text)
        tree = build_tree(answer_tokens(processor.tokenizer, prompt, list(allowed)))
        for start in range(0, len(same), _BATCH):
            batch = same[start:start + _BATCH]
            with torch.inference_mode():
                inputs = seen.inputs([q.row for q in batch], [prompt] * len(batch))
                chosen = log_likelihoods(model, inputs, tree).argmax(dim=1).tolist()
            right += sum(allowed[c] == q.answer for c, q in zip(chosen, batch, strict=True))
    return Retention(len(questions), right / len(questions), _majority(questions))


def _majority(questions):
    counts = defaultdict(Counter)
    for question in questions:
        counts[question.kind][question.answer] += 1
    return sum(max(answers.values()) for answers in counts.values()) / len(questions)
