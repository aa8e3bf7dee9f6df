"""Lets a model judge texts one by one, as a robot does, and measures how long it takes."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
import time

import numpy as np

from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.evaluation.spoken_texts import SpokenText
from emotion_rescue.models.llama_words import LlamaWordsScorer


@dataclass(frozen=True, eq=False)
class JudgedTexts:
    """What a model has said of n texts.

    Attributes:
        log_likelihoods: float64 (n, answers), of `llava_prompt.continuations`.
        seconds: float64 (n,), wall time of each.
        cpu_seconds: float64 (n,), time that the process computed, over all threads.
    """

    log_likelihoods: np.ndarray
    seconds: np.ndarray
    cpu_seconds: np.ndarray

    def times(self) -> dict[str, float]:
        """Return median_s, p95_s and median_cpu_s of one text."""
        return {'median_s': float(np.median(self.seconds)),
                'p95_s': float(np.percentile(self.seconds, 95)),
                'median_cpu_s': float(np.median(self.cpu_seconds))}


def judge_texts(scorer: LlamaWordsScorer, texts: Sequence[SpokenText],
                report: Callable[[str], None]) -> JudgedTexts:
    """Return what `scorer`, which is loaded, says of n > 0 texts.

    Args:
        scorer: loaded.
        texts: n.
        report: told the progress.
    """
    rows, seconds, cpu, progress = [], [], [], NowAndThen(report)
    for text in texts:
        begin, begin_cpu = time.perf_counter(), time.process_time()
        rows.append(scorer.answer_log_likelihoods(text.text, text.earlier))
        seconds.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - begin_cpu)
        done = f'{len(rows)} of {len(texts)} texts judged'
        progress.say(lambda done=done: done)
    return JudgedTexts(np.stack(rows), np.array(seconds), np.array(cpu))
