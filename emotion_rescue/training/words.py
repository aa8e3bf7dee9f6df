"""Trains an adapter by which a Llama-family model judges what is said; see `words_teaching`."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
import json
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.evaluation.affect_calibration import fit_calibration
from emotion_rescue.evaluation.spoken_texts import distress_of
from emotion_rescue.evaluation.spoken_texts import SpokenText
from emotion_rescue.models.llama_loader import load_llama
from emotion_rescue.models.llama_loader import SMOLLM2
from emotion_rescue.models.llama_words import LlamaWordsScorer
from emotion_rescue.models.llava_calibration import write_calibration
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.words_prompt import words_prompt
from emotion_rescue.training.answer_targets import answer_targets
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.best_epoch import train_to_best
from emotion_rescue.training.saved_files import save_folder
from emotion_rescue.training.spoken_texts import present
from emotion_rescue.training.tempered_loss import tempered_loss
from emotion_rescue.training.words_teaching import SCORING_BATCH
from emotion_rescue.training.words_teaching import WordsTeacher

# Half of the linear layers learn as well as all of them, in half the time.
TARGETS = ('q_proj', 'v_proj', 'o_proj', 'down_proj')

_EMOTIONS_SHARE = 0.5  # of the steps


@dataclass(frozen=True)
class WordsRecipe:
    """How an adapter is trained.

    Attributes:
        base: folder of a Llama-family checkpoint; '' is SmolLM2 from its package.
        precision: of the base, as `llama_loader.load_llama` takes it.
        layers: how many layers learn, from the top.
        rank: of the adapter.
        alpha: its weight times its rank.
        dropout: within the adapter.
        epochs: how often every text is seen.
        batch: texts a step.
        rate: highest learning rate.
        seed: of all chance.
        device: where to compute.
    """

    base: str = ''
    precision: str = 'fp16'
    layers: int = 6
    rank: int = 8
    alpha: int = 16
    dropout: float = 0.0
    epochs: int = 3
    batch: int = 16
    rate: float = 6e-3
    seed: int = 0
    device: str = 'cpu'


def train_words(train: Sequence[SpokenText], val: Sequence[SpokenText], out: Path,
                recipe: WordsRecipe, report: Callable[[str], None]) -> None:
    """Write adapter_model.safetensors (float16), adapter_config.json and calibration.json.

    The epoch is chosen, and the calibration fitted, on `val`; the latter through the adapter as
    it is used later.

    Args:
        train: texts to learn from.
        val: others.
        out: folder, which is made.
        recipe: how.
        report: told the progress.

    Raises:
        InputError: there are no texts, or nothing is known of them.
        WeightsError: the base cannot be loaded.
        MissingPackageError: a library, or SmolLM2's package, is not installed.
        UnfinishedError: the loss is no longer a number, or `out` cannot be written.
    """
    if not train or not val:
        raise InputError('there are no texts to learn from, or none to calibrate with; give more')
    base = Path(recipe.base) if recipe.base else None
    loaded = load_llama(base, None, recipe.precision, recipe.device)
    loaded.model.set_attn_implementation('eager')  # with masks like these, faster than sdpa
    first = max(0, len(loaded.model.model.layers) - recipe.layers)
    adapted = _adapted(loaded.model, first, recipe)
    teacher = WordsTeacher(loaded.model, loaded.tokenizer, words_prompt(loaded.tokenizer), first)
    taught, known = (_kept(teacher, texts, report) for texts in (train, val))
    targets, wanted = answer_targets(train), answer_targets(val)
    if not targets.any() or not wanted.any():
        raise InputError('nothing is known of who has spoken the texts; give them labels')

    def loss(chosen, rng):
        return teacher.loss([taught[i] for i in chosen], targets[chosen], _taught_fields(rng))

    def evaluate():
        return tempered_loss(teacher.scores(known), wanted), ''

    schedule = Schedule(recipe.epochs, recipe.batch, recipe.rate, 0.01, recipe.seed)
    train_to_best(adapted, len(train), loss, evaluate, schedule, report)
    _save_adapter(adapted, out, recipe)
    report('calibrating')
    calibrate_words(out, val, recipe)


def calibrate_words(adapter: Path, val: Sequence[SpokenText], recipe: WordsRecipe) -> None:
    """Write calibration.json of `adapter`, fitted to `val`, into its folder."""
    scores = answer_scores(val, recipe.base, str(adapter), recipe.precision, recipe.device)
    calibration = fit_calibration(scores, present(val), distress_of(val))
    save_folder(adapter, lambda folder: write_calibration(folder, calibration))


def answer_scores(texts: Sequence[SpokenText], base: str, adapter: str, precision: str,
                  device: str) -> np.ndarray:
    """Return log-likelihoods float64 (n, answers), one text at a time, as on a robot."""
    scorer = LlamaWordsScorer(base, adapter, precision, device)
    scorer.load()
    try:
        return np.stack([scorer.answer_log_likelihoods(t.text, t.earlier) for t in texts])
    finally:
        scorer.close()


def _taught_fields(rng):
    """Return what a step teaches: distress always, others in turn, which takes half the time."""
    chosen = {DISTRESS_FIELD, DIMENSIONS[int(rng.integers(len(DIMENSIONS)))]}
    if rng.random() < _EMOTIONS_SHARE:
        chosen.add(EMOTIONS_FIELD)
    return tuple(name for name in FIELDS if name in chosen)


def _adapted(model, first, recipe):
    from peft import get_peft_model
    from peft import LoraConfig
    import torch

    torch.manual_seed(recipe.seed)
    return get_peft_model(model, LoraConfig(
        r=recipe.rank, lora_alpha=recipe.alpha, lora_dropout=recipe.dropout, bias='none',
        target_modules=list(TARGETS), task_type='CAUSAL_LM',
        layers_to_transform=list(range(first, len(model.model.layers)))))


def _kept(teacher, texts, report):
    kept, progress = [], NowAndThen(report)
    for start in range(0, len(texts), SCORING_BATCH):
        kept += teacher.kept(texts[start:start + SCORING_BATCH])
        done = f'{len(kept)} of {len(texts)} texts read by the lower layers'
        progress.say(lambda done=done: done)
    return kept


def _save_adapter(adapted, out, recipe):
    def write(folder):
        adapted.half().save_pretrained(folder, save_embedding_layers=False)
        (folder / 'README.md').unlink(missing_ok=True)  # PEFT's empty form of a model card
        path = folder / 'adapter_config.json'
        config = json.loads(path.read_text(encoding='utf-8'))
        config['base_model_name_or_path'] = Path(recipe.base).name or SMOLLM2
        path.write_text(json.dumps(config, indent=1, sort_keys=True) + '\n', encoding='utf-8')

    save_folder(out, write)
