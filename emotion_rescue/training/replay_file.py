"""General image questions from a file of the user: what a checkpoint must not forget.

    {"image": "coco/000000000139.jpg", "question": "How many chairs are there?", "answer": "four"}

The path is from the file's own folder, or absolute.
"""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.json_lines import read_json_lines
from emotion_rescue.models.view_panels import VIEW_PX
from emotion_rescue.training.pictured_person import read_image
from emotion_rescue.training.replay_questions import Question

_GREY = 127
_VAL_SHARE = 0.2  # of the images, which are asked about before and after, and never learned
_MOST_ANSWERS = 20


def read_replay(path: Path) -> tuple[list[Question], list[Path]]:
    """Return the questions of a JSONL file, and its images, which their rows number.

    The answers to choose from are those that the file gives to the same question; where that is
    one only, those that it gives most often to any.

    Raises:
        InputError: the file is missing, has no questions, or a line is not of the form above, or
            names an image that does not open.
    """
    rows = [_row(path, number, record) for number, record in read_json_lines(Path(path))]
    if len({answer for _, _, answer in rows}) < 2:
        raise InputError(f'{path} has fewer than two different answers, so nothing to choose '
                         'from; replay is a JSONL of image, question and answer')
    images = list(dict.fromkeys(image for image, _, _ in rows))
    for image in images:
        read_image(image)
    answers, counts = defaultdict(dict), defaultdict(int)
    for _, question, answer in rows:
        answers[question][answer] = None
        counts[answer] += 1
    usual = sorted(counts, key=counts.get, reverse=True)[:_MOST_ANSWERS]
    numbers = {image: number for number, image in enumerate(images)}
    return [Question(numbers[image], question if len(answers[question]) > 1 else '', question,
                     answer, _choices(answers[question], usual))
            for image, question, answer in rows], images


def split_replay(questions: list[Question], seed: int) -> tuple[list[Question], list[Question]]:
    """Return questions to learn from, and others, about other images, to ask and not to learn."""
    rows = sorted({question.row for question in questions})
    held = np.random.default_rng((seed, 2)).permutation(rows)[:max(1, int(_VAL_SHARE * len(rows)))]
    kept = set(held.tolist()) if len(rows) > 1 else set()
    return ([q for q in questions if q.row not in kept],
            [q for q in questions if q.row in kept])


def whole_pictures(images: list[Path]) -> Callable:
    """Return what `DrawnPictures` needs to show whole images, in a grey square."""
    def draw(rows, rng):
        return [squared(read_image(images[row])) for row in rows]
    return draw


def squared(bgr: np.ndarray) -> np.ndarray:
    """Return an image as uint8 RGB (VIEW_PX, VIEW_PX, 3), in its proportions, borders grey.

    Args:
        bgr: uint8 (height, width, 3), blue first.
    """
    scale = VIEW_PX / max(bgr.shape[:2])
    height, width = (max(1, round(side * scale)) for side in bgr.shape[:2])
    canvas = np.full((VIEW_PX, VIEW_PX, 3), _GREY, np.uint8)
    y, x = (VIEW_PX - height) // 2, (VIEW_PX - width) // 2
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    canvas[y:y + height, x:x + width] = cv2.resize(bgr, (width, height), interpolation=way)
    return canvas[..., ::-1].copy()


def _row(path, number, record):
    texts = [record.get(name) for name in ('image', 'question', 'answer')]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise InputError(f'{path}, line {number} has not image, question and answer as texts; '
                         'mend or remove it')
    image, question, answer = texts
    image = Path(image)
    return (image if image.is_absolute() else Path(path).parent / image, question.strip(),
            answer.strip())


def _choices(own, usual):
    return tuple(own) if len(own) > 1 else tuple(dict.fromkeys([*own, *usual]))
