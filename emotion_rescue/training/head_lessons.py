"""Teaches a network to find heads, from what the renderer knows, and lets it look for them."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import numpy as np

from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.models.head_finder import as_input
from emotion_rescue.models.head_finder import head_view
from emotion_rescue.models.head_finder import HeadFinder
from emotion_rescue.models.head_finder import read_head_finder
from emotion_rescue.models.head_network import build_head_network
from emotion_rescue.models.head_network import CELL_PX
from emotion_rescue.models.head_network import CELLS
from emotion_rescue.models.head_network import TYPICAL_HEAD_PX
from emotion_rescue.pipeline.box_overlap import box_iou
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.best_epoch import train_to_best
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.pictured_person import moved_box
from emotion_rescue.training.pictured_person import PicturedPerson
from emotion_rescue.training.pictured_person import read_image
from emotion_rescue.training.training_sets import TrainingSets

_BATCH, _RATE, _WEIGHT_DECAY, _COPIES = 64, 3e-3, 1e-4, 2
_BOX_DEVIATION = 0.03


@dataclass(frozen=True, eq=False)
class HeadLessons:
    """Views of people, with the places of their heads.

    Attributes:
        views: uint8 (n, HEAD_VIEW_PX, HEAD_VIEW_PX, 3).
        cells: int (n,), the cell with the middle of the head, CELLS * CELLS for none.
        boxes: float32 (n, 4), as the network says them of that cell; 0 where there is no head.
    """

    views: np.ndarray
    cells: np.ndarray
    boxes: np.ndarray


def draw_lessons(people: Sequence[AffectSample], seed: int | None = None, copies: int = 1,
                 report: Callable[[str], None] | None = None) -> HeadLessons:
    """Return lessons of `people`; with a seed, changed by chance as other cameras would."""
    rng = None if seed is None else np.random.default_rng(seed)
    views, cells, boxes = [], [], []
    progress = NowAndThen(report)
    for done, person in enumerate(people, start=1):
        pictured = PicturedPerson.of(person)
        for _ in range(copies):
            shown = pictured
            if rng is not None:
                shown = replace(shown, xyxy=moved_box(
                    shown.xyxy, _BOX_DEVIATION, rng)).otherwise(rng)
            view, place = head_view(shown.bgr, shown.xyxy) or head_view(shown.bgr, person.xyxy)
            cell, box = _target(shown.head_xyxy, place)
            views.append(view)
            cells.append(cell)
            boxes.append(box)
        progress.say(lambda done=done: f'{done} of {len(people)} people drawn')
    return HeadLessons(np.stack(views), np.array(cells), np.array(boxes, np.float32))


def finder_of(recipe: AffectRecipe, sets: TrainingSets, keeper: Keeper,
              report: Callable[[str], None]) -> HeadFinder | None:
    """Return the base's head finder, or else one that learns from the training people.

    None where there is no base with one, and nobody knows where the heads are.
    """
    finder = read_head_finder(Path(recipe.base)) if recipe.base else None
    if finder is None and sets.rendered and recipe.head_epochs:
        finder = teach_heads(sets.train.people, sets.val.people, recipe, keeper, report)
    return finder


def teach_heads(people: Sequence[AffectSample], val_people: Sequence[AffectSample],
                recipe: AffectRecipe, keeper: Keeper,
                report: Callable[[str], None]) -> HeadFinder:
    """Return a finder that learned from `people`, at its best epoch on `val_people`."""
    import torch
    from torch.nn import functional as f

    torch.manual_seed(recipe.seed)
    network = build_head_network().to(memory_format=torch.channels_last)
    finder = HeadFinder(network)
    lessons = draw_lessons(people, recipe.seed, _COPIES, report)
    val = draw_lessons(val_people)

    def loss_of(part, rows):
        places, boxes = network(as_input(part.views[rows]))
        cells = torch.from_numpy(part.cells[rows])
        loss = f.cross_entropy(places, cells)
        shown = cells < CELLS * CELLS
        if shown.any():
            said = boxes.flatten(2)[torch.arange(len(cells))[shown], :, cells[shown]]
            loss = loss + f.l1_loss(said, torch.from_numpy(part.boxes[rows])[shown])
        return loss

    def loss(chosen, rng):
        return loss_of(lessons, chosen * _COPIES + rng.integers(_COPIES, size=len(chosen)))

    def evaluate():
        parts = np.array_split(np.arange(len(val.cells)), -(-len(val.cells) // 256))
        losses = [loss_of(val, part).item() * len(part) for part in parts]
        return sum(losses) / len(val.cells), finding_figures(finder, val_people)

    schedule = Schedule(recipe.head_epochs, _BATCH, _RATE, _WEIGHT_DECAY, recipe.seed,
                        recipe.warm_up)
    train_to_best(network, len(people), loss, evaluate, schedule, report, keeper)
    return finder


def with_found_heads(finder: HeadFinder | None,
                     people: Sequence[AffectSample]) -> list[AffectSample]:
    """Return the same people with the heads that a finder finds, and with none without a finder.

    That is what a robot sees, which nobody tells where heads are.
    """
    return [replace(person, head_xyxy=None if finder is None else finder.find(
        read_image(person.image), person.xyxy)) for person in people]


def finding_figures(finder: HeadFinder, people: Sequence[AffectSample]) -> dict[str, float]:
    """Return the shares of heads that are found, and of people without one who are given one.

    Found is a box that shares at least half of its union with the true one.
    """
    told = with_found_heads(finder, people)
    found = [f.head_xyxy is not None and _iou(f.head_xyxy, p.head_xyxy) >= 0.5
             for f, p in zip(told, people, strict=True) if p.head_xyxy is not None]
    false = [f.head_xyxy is not None
             for f, p in zip(told, people, strict=True) if p.head_xyxy is None]
    return {name: float(np.mean(values)) if values else float('nan')
            for name, values in (('heads found', found), ('false heads', false))}


def _iou(first, second):
    return box_iou(np.array([first]), np.array([second]))[0, 0]


def _target(head_xyxy, place):
    if head_xyxy is None:
        return CELLS * CELLS, np.zeros(4)
    left, top, scale = place
    corners = (np.array(head_xyxy).reshape(2, 2) - (left, top)) * scale
    middle = corners.mean(axis=0) / CELL_PX
    column, row = np.floor(middle).astype(int)
    if not (0 <= row < CELLS and 0 <= column < CELLS):
        return CELLS * CELLS, np.zeros(4)  # a changed box may leave it out
    size = np.maximum(corners[1] - corners[0], 1.0)
    return row * CELLS + column, np.concatenate([
        middle - (column, row) - 0.5, np.log(size / TYPICAL_HEAD_PX)])
