"""Measures a trained adapter on the held-out utterances and writes its model card."""

from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from emotion_rescue.evaluation.bag_of_words import BagOfWords
from emotion_rescue.evaluation.judged_texts import judge_texts
from emotion_rescue.evaluation.spoken_texts import distress_of
from emotion_rescue.evaluation.spoken_texts import held_out_texts
from emotion_rescue.evaluation.spoken_texts import SpokenText
from emotion_rescue.evaluation.text_figures import distress_figures
from emotion_rescue.evaluation.text_figures import text_figures
from emotion_rescue.evaluation.text_report import figures_table
from emotion_rescue.evaluation.text_report import kinds_table
from emotion_rescue.evaluation.text_report import labels_table
from emotion_rescue.evaluation.text_report import worst_lines
from emotion_rescue.models.llama_loader import SMOLLM2
from emotion_rescue.models.llama_words import LlamaWordsScorer
from emotion_rescue.training.words import WordsRecipe

BASELINE = 'bag of words'

_CARD = """# Adapter for words

A LoRA adapter (rank {rank}, the {layers} upper layers, float16, {size_mb:.2f} MB), with which
{base}
judges who has spoken some words: by likelihoods of level words for valence, arousal and
dominance, of EMOTIC's 26 categories and of distress, calibrated by `calibration.json` on texts
that it did not learn from. It never generates text. English only.

## How weak it is
{origin}
What is measured below are invented utterances; nobody who was buried has said them. Whoever says
little, or says politely that nothing is wrong, is taken at his word: **its distress is a hint to
look closer, and a low one is never a reason to pass somebody by.**

## Data and command
{train} texts to learn from, {val} others to choose the epoch and to calibrate.

    emotion-rescue train text {command}

## Measured on the held-out utterances
The 200 utterances of `resource/text/held_out_utterances.csv` were written before any training and
are not changed; see the README there. In brackets 95 % bootstrap intervals over utterances.
Zero-shot is the same model without the adapter; the bag of words is a logistic regression that was
trained on the same texts. The label of a kind is calm: Peace, joking: Happiness, instructing:
Engagement, frightened: Fear, hurt: Pain, confused: Doubt/Confusion.

{figures}

By kind; AUROC is against all utterances of the other side, for a kind with both within it:

{kinds}

By label:

{labels}

The worst errors in the probability of distress:

{worst}

Computed in {precision}, one utterance at a time, as on a robot; `emotion-rescue evaluate text`
measures all this anew, and how long it takes.

## Licence
That of the rest of this repository; the base has its own (SmolLM2: Apache-2.0).
"""
_WRITTEN = """It was trained on **invented text only**: sentences written for it by hand, with
slots that are filled by chance, and what the synthetic people of this project say; their labels
are this project's own judgement. Recognition errors were imitated by rules."""
_GIVEN = 'It was trained on the texts of {data}.'


def measure_words(out: Path, train: Sequence[SpokenText], recipe: WordsRecipe,
                  report: Callable[[str], None]) -> dict[str, dict]:
    """Return figures of the adapter in `out`, zero-shot, and of a bag of words, by their names.

    Args:
        out: folder of the adapter.
        train: what it was trained on.
        recipe: how.
        report: told the progress.
    """
    texts, found = held_out_texts(), {}
    for name, adapter in (('adapter', out), ('zero-shot', '')):
        report(f'measuring {name} on the held-out utterances')
        scorer = LlamaWordsScorer(recipe.base, adapter, recipe.precision, recipe.device)
        scorer.load()
        judged = judge_texts(scorer, texts, report)
        found[name] = text_figures(texts, judged.log_likelihoods, scorer.calibration)
        scorer.close()
    known = [t for t in train if not np.isnan(t.distress)]
    if known:
        bag = BagOfWords([t.text for t in known], distress_of(known))
        said = bag.distress([t.text for t in texts])
        found[BASELINE] = {'distress': distress_figures(texts, said, said)}
    return found


def write_card(out: Path, figures: dict[str, dict], recipe: WordsRecipe, counts: tuple[int, int],
               command: str, data: str = '') -> Path:
    """Write OUT/README.md and return its path.

    Args:
        out: folder of the adapter.
        figures: from `measure_words`.
        recipe: how it was trained.
        counts: numbers of texts of train and val.
        command: the options of the command that made it.
        data: the user's file; '' for texts of this package.
    """
    own = figures['adapter']
    card = out / 'README.md'
    card.write_text(_CARD.format(
        rank=recipe.rank, layers=recipe.layers, base=Path(recipe.base).name or SMOLLM2,
        size_mb=(out / 'adapter_model.safetensors').stat().st_size / 1e6,
        origin=_GIVEN.format(data=data) if data else _WRITTEN, train=counts[0], val=counts[1],
        command=command, figures=figures_table(figures), kinds=kinds_table(own),
        labels=labels_table(own), worst=worst_lines(own) or 'none above 0.5',
        precision='bfloat16' if recipe.precision == 'fp16' and recipe.device == 'cpu'
        else recipe.precision), encoding='utf-8')
    return card
