"""The recipe of the default LLaVA: build, teach the tower, teach the answers, calibrate."""

from collections.abc import Callable
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
import time

import numpy as np

from emotion_rescue.evaluation.affect_calibration import fit_calibration
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.models.llava_calibration import CALIBRATION_FILE
from emotion_rescue.models.llava_calibration import write_calibration
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.training.affect_architecture import build_llava
from emotion_rescue.training.affect_architecture import LlavaSizes
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import distress_targets
from emotion_rescue.training.affect_data import draw_views
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import read_image
from emotion_rescue.training.affect_language import answer_targets
from emotion_rescue.training.affect_language import AnswerTeacher
from emotion_rescue.training.affect_tower import dense_targets
from emotion_rescue.training.affect_tower import DenseVocabulary
from emotion_rescue.training.affect_tower import start_from_components
from emotion_rescue.training.affect_tower import TowerReader
from emotion_rescue.training.best_epoch import Schedule

_SCORING_BATCH = 16


@dataclass(frozen=True)
class AffectRecipe:
    """How to make the weights; the defaults made those that this package ships.

    Attributes:
        sizes: of the model.
        tower: schedule of the vision tower.
        language: schedule of projector and language model.
        copies: drawings of each training person, with changed box, light and direction.
        seed: of everything.
        threads: CPU threads.
    """

    sizes: LlavaSizes = field(default_factory=LlavaSizes)
    tower: Schedule = Schedule(epochs=16, batch=32)
    language: Schedule = Schedule(epochs=5, batch=32, rate=2e-3)
    copies: int = 2
    seed: int = 0
    threads: int = 1


def train_affect(train: list[AffectSample], val: list[AffectSample], out: Path,
                 recipe: AffectRecipe, report: Callable[[str], None],
                 start: Path | None = None) -> None:
    """Train on `train`, choose epochs and calibrate on `val`, and save a checkpoint to `out`.

    Args:
        train: people to learn from.
        val: people to choose epochs by, and to calibrate on.
        out: folder of the new checkpoint.
        recipe: how.
        report: told the progress.
        start: folder of an earlier checkpoint to go on from; its sizes hold. None: from nothing.
    """
    import torch

    torch.set_num_threads(recipe.threads)
    model, processor = (read_llava(start) if start else build_llava(recipe.sizes, recipe.seed))
    report(f'{sum(p.numel() for p in model.parameters()) / 1e6:.2f} M parameters, '
           f'{len(train)} people to learn from, {len(val)} to choose by')
    images = processor.image_processor
    views = torch.from_numpy(draw_views(train, images, recipe.copies, recipe.seed, report))
    val_views = torch.from_numpy(draw_views(val, images, report=report))
    names = DenseVocabulary.of(train)
    if start is None:
        start_from_components(model.model.vision_tower, views, recipe.seed)
    TowerReader(model.model.vision_tower, names).teach(
        views, dense_targets(train, names), val_views, dense_targets(val, names),
        recipe.tower, lambda text: report(f'tower, {text}'))
    AnswerTeacher(model, processor).teach(
        views, torch.from_numpy(answer_targets(train)), val_views,
        torch.from_numpy(answer_targets(val)), recipe.language,
        lambda text: report(f'answers, {text}'))
    save_llava(model, processor, out)
    report('calibrating')
    likelihoods, _ = score_people(out, val, recipe.threads, report)
    write_calibration(out, fit_calibration(
        likelihoods, emotion_targets(val), distress_targets(val)))


def read_llava(folder: Path):
    """Return (model, processor) of a checkpoint made by `save_llava`, in float32."""
    loaded = load_llava(folder, precision='fp32', device='cpu')
    return loaded.model, loaded.processor


def save_llava(model, processor, out: Path) -> None:
    """Write a float16 checkpoint that transformers loads; an older calibration goes."""
    out.mkdir(parents=True, exist_ok=True)
    (out / CALIBRATION_FILE).unlink(missing_ok=True)
    model.half().save_pretrained(out)
    processor.save_pretrained(out)
    model.float()


def score_people(weights: Path, people: list[AffectSample], threads: int,
                 report: Callable[[str], None]) -> tuple[np.ndarray, float]:
    """Return log-likelihoods (n, answers), and seconds a person, as the robot would get them.

    That is: 4-bit weights, on the CPU, in batches.
    """
    scorer = LlavaSightScorer(weights, precision='nf4', device='cpu', threads=threads)
    scorer.load()
    report(scorer.describe())
    rows, spent = [], 0.0
    for start in range(0, len(people), _SCORING_BATCH):
        pictures = [affect_view(read_image(p.image), p.xyxy).rgb
                    for p in people[start:start + _SCORING_BATCH]]
        begin = time.perf_counter()
        rows.append(scorer.answer_log_likelihoods(pictures))
        spent += time.perf_counter() - begin
    scorer.close()
    return np.concatenate(rows), spent / len(people)


def recipe_text(recipe: AffectRecipe) -> str:
    """Return the recipe as lines for a model card."""
    return '\n'.join(f'- {name}: {value}' for name, value in asdict(recipe).items())
