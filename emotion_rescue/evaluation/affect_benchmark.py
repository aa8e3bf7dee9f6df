"""Reading likelihoods off against writing answers out: people per second, and which is right.

Both judge the same pictures with the same loaded model and the same prompt, in turns, so that
whatever else this machine does hits both.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
import time
from typing import Any

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.affect_benchmark_memory import added_bytes
from emotion_rescue.evaluation.affect_metrics import mean_average_precision
from emotion_rescue.evaluation.written_answer import longest_answer
from emotion_rescue.evaluation.written_answer import read_written_answer
from emotion_rescue.evaluation.written_answer import WrittenAnswer
from emotion_rescue.models.llava_features import ImageFeatures
from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_likelihood import log_likelihoods
from emotion_rescue.models.llava_loader import LoadedLlava
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import log_share
from emotion_rescue.models.llava_session import LlavaSession

SPEEDUP_BAR = 5.0
_BATCHES_A_ROUND = 4


@dataclass(frozen=True)
class Written:
    """What `model.generate` wrote about one picture.

    Attributes:
        answer: what it says.
        tokens: how many were generated.
    """

    answer: WrittenAnswer
    tokens: int


def measure_affect(loaded: LoadedLlava, pictures: Sequence[np.ndarray],
                   emotions: np.ndarray | None, batch: int = 4,
                   report: Callable[[int, int], None] = lambda done, count: None
                   ) -> dict[str, Any]:
    """Judge all pictures both ways and return the figures.

    Args:
        loaded: the model; features of pictures are not remembered between calls.
        pictures: uint8 arrays as `AffectView.rgb`, at least `batch`.
        emotions: bool (n, 26), what is known; None where nothing is.
        batch: pictures in one forward pass of scoring; answers are written for one at a time.
        report: told (pictures done, pictures in all).

    Returns:
        generate_persons_per_s, score_persons_per_s: medians over rounds of 4 batches.
        speedup: the latter over the former.
        batch: as given.
        map_score: mAP, not interpolated, of the categories' shares of likelihood.
        map_generate: of the written answers, in which a named category scores 1 and others 0.
        added_bytes: as `affect_benchmark_memory.added_bytes`, for one batch.
        people, rounds: how many.
        generated_tokens: mean number in an answer.
        whole_answers: share of answers with all fields, each understood.

    Raises:
        InputError: there are fewer than `batch` pictures.
    """
    if len(pictures) < batch:
        raise InputError(f'{len(pictures)} people are fewer than one batch of {batch}; give more, '
                         'or a smaller batch')
    scorer = LlavaSession(loaded, cache_bytes=0)
    writer = _writer(loaded)
    scorer.log_likelihoods(pictures[:batch])  # the first call of each prepares what later use
    writer(pictures[0])
    scores, written, rates = [], [], []
    size = batch * _BATCHES_A_ROUND
    for start in range(0, len(pictures), size):
        part = pictures[start:start + size]
        batches = [part[i:i + batch] for i in range(0, len(part), batch)]
        rows, score_s = _timed(scorer.log_likelihoods, batches)
        texts, generate_s = _timed(writer, part)
        scores += [row for group in rows for row in group]
        written += texts
        rates.append((len(part) / score_s, len(part) / generate_s))
        report(len(scores), len(pictures))
    score_rate, generate_rate = np.median(rates, axis=0)
    return {
        'generate_persons_per_s': float(generate_rate), 'score_persons_per_s': float(score_rate),
        'speedup': float(score_rate / generate_rate), 'batch': batch,
        **_precision(emotions, np.array(scores), written),
        'added_bytes': _added_bytes(loaded, pictures[:batch]),
        'people': len(pictures), 'rounds': len(rates),
        'generated_tokens': float(np.mean([answer.tokens for answer in written])),
        'whole_answers': float(np.mean([answer.answer.whole for answer in written]))}


def table(figures: Mapping[str, Any]) -> str:
    """Return the figures for a terminal, each with the bar that it should reach."""
    speedup, score, written = (figures[k] for k in ('speedup', 'map_score', 'map_generate'))
    known = score is not None
    rows = [
        ('written out, one at a time', f'{figures["generate_persons_per_s"]:.2f} people/s',
         f'{figures["generated_tokens"]:.0f} tokens each, '
         f'{figures["whole_answers"]:.0%} with all fields'),
        ('likelihoods, batch ' + str(figures['batch']),
         f'{figures["score_persons_per_s"]:.2f} people/s', ''),
        ('speedup', f'{speedup:.1f}', _verdict(speedup >= SPEEDUP_BAR,
                                               f'at least {SPEEDUP_BAR:g}')),
        ('mAP of written answers', f'{written:.4f}' if known else 'unknown', ''),
        ('mAP of likelihoods', f'{score:.4f}' if known else 'unknown',
         _verdict(score >= written, 'not lower') if known else 'nothing is known of these people'),
        ('memory added by scoring', f'{figures["added_bytes"] / 1e6:.1f} MB', 'over one prefill')]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return '\n'.join(f'{name:<{widths[0]}}  {value:>{widths[1]}}  {note}'.rstrip()
                     for name, value, note in rows)


def _writer(loaded):
    """Return a function: picture -> what `model.generate` writes about it, greedily."""
    import torch

    processor, model = loaded.processor, loaded.model
    tokenizer, prompt = processor.tokenizer, build_prompt(processor)
    longest, = continuation_tokens(tokenizer, prompt, [f' {longest_answer()}'])

    def write(picture):
        inputs = processor(images=[picture], text=[prompt], return_tensors='pt').to(loaded.device)
        inputs['pixel_values'] = inputs['pixel_values'].to(model.dtype)
        with torch.inference_mode():
            tokens = model.generate(
                **inputs, max_new_tokens=len(longest) + 1, do_sample=False, num_beams=1,
                temperature=None, top_p=None, top_k=None, eos_token_id=tokenizer.eos_token_id,
                pad_token_id=tokenizer.pad_token_id)
        new = tokens[0, inputs['input_ids'].shape[1]:]
        text = tokenizer.decode(new, skip_special_tokens=True)
        return Written(read_written_answer(text), len(new))

    return write


def _timed(judge, items):
    begin_s = time.perf_counter()
    results = [judge(item) for item in items]
    return results, time.perf_counter() - begin_s


def _precision(emotions, scores, written):
    if emotions is None:
        return {'map_generate': None, 'map_score': None}
    named = np.array([answer.answer.emotions for answer in written], float)
    shares = log_share(split_fields(scores)[EMOTIONS_FIELD])
    return {'map_generate': mean_average_precision(emotions, named),
            'map_score': mean_average_precision(emotions, shares)}


def _added_bytes(loaded, pictures):
    import torch

    prompt = build_prompt(loaded.processor)
    tree = build_tree(continuation_tokens(
        loaded.processor.tokenizer, prompt, continuations(prompt)))
    with torch.inference_mode():
        inputs = ImageFeatures(loaded, 0).inputs(pictures, prompt)
        return added_bytes(loaded.model, lambda model: log_likelihoods(model, inputs, tree))


def _verdict(reached, bar):
    return f'{"reached" if reached else "MISSED"}: {bar}'
