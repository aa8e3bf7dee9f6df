"""Measures a voice model on labelled clips, under each loudness of noise."""

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.core.voice_categories import NOBODY_HEARD
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.evaluation.voice_answers import answers_of
from emotion_rescue.evaluation.voice_category_figures import category_figures
from emotion_rescue.evaluation.voice_category_figures import CategoryFigures
from emotion_rescue.evaluation.voice_figures import HeardClips
from emotion_rescue.evaluation.voice_figures import loudness_baseline
from emotion_rescue.evaluation.voice_figures import voice_figures
from emotion_rescue.evaluation.voice_figures import VoiceFigure
from emotion_rescue.models.voice_judge import VoiceJudge
from emotion_rescue.training.voice_data import VoiceData
from emotion_rescue.training.voice_noise import with_noise

_BATCH = 32


@dataclass(frozen=True)
class MeasuredVoices:
    """The figures of clips that stand out from their noise by the same.

    Attributes:
        snr_db: of the voices over the noise; infinity for no noise. Clips without a voice are
            among those of every SNR.
        clips: how many there are.
        figures: of all clips.
        categories: of each category.
    """

    snr_db: float
    clips: int
    figures: list[VoiceFigure]
    categories: list[CategoryFigures]

    @property
    def condition(self) -> str:
        """What the SNR is called."""
        return condition_name(self.snr_db)


def measure_voices(judge: VoiceJudge, val: VoiceData, test: VoiceData,
                   rounds: int = 500,
                   report: Callable[[int, int], None] = lambda done, count: None
                   ) -> list[MeasuredVoices]:
    """Return the figures under each SNR that occurs in `test`, the best first.

    Args:
        judge: the model.
        val: clips from which the baseline learns what loudness tells.
        test: clips to measure on.
        rounds: bootstrap resamples.
        report: told (clips judged, clips in all).
    """
    answer = answers_of(judge.head, judged_logits(judge, test, report))
    truth, baseline = truth_of(test), _baseline(val, test)
    group = np.array([name or f'noise {i}' for i, name in enumerate(test.speaker)])
    levels = sorted({float(x) for x in test.snr_db if not np.isnan(x)}, reverse=True)
    measured = []
    for snr_db in levels:
        chosen = np.isnan(test.snr_db) | (test.snr_db == snr_db)
        clips = [part.only(chosen) for part in (truth, answer, baseline)]
        measured.append(MeasuredVoices(
            snr_db, int(chosen.sum()), voice_figures(*clips, group[chosen], rounds),
            category_figures(*(part.category for part in clips), group[chosen],
                             [name for name in VOICE_CATEGORIES if name in clips[0].category],
                             rounds)))
    return measured


def measure_mixed(judge: VoiceJudge, val: VoiceData, test: VoiceData, levels_db: list[float],
                  rounds: int = 500,
                  report: Callable[[int, int], None] = lambda done, count: None
                  ) -> list[MeasuredVoices]:
    """Return the figures of the test split's noiseless voices under noise of given loudness.

    Every voice gets the same noise of the test split at each level, so that levels compare.
    """
    mixed = []
    for i, snr_db in enumerate(levels_db):
        loud = with_noise(test, snr_db)
        mixed += measure_voices(judge, val, loud, rounds, lambda done, count, i=i: report(
            i * count + done, len(levels_db) * count))
    return mixed


def judged_logits(judge: VoiceJudge, data: VoiceData,
                  report: Callable[[int, int], None] = lambda done, count: None) -> np.ndarray:
    """Return float32 (n, outputs): what the model says of whole windows."""
    parts = []
    for start in range(0, len(data), _BATCH):
        clips = data.samples[start:start + _BATCH].astype(np.float32) / 32768.0
        parts.append(judge.logits(list(clips)))
        report(min(start + _BATCH, len(data)), len(data))
    return np.concatenate(parts) if parts else judge.logits([])


def truth_of(data: VoiceData) -> HeardClips:
    """Return the labels of `data`."""
    names = np.array(VOICE_CATEGORIES)[data.category]
    return HeardClips(names, data.distress, data.vad, (names != NOBODY_HEARD).astype(float))


def condition_name(snr_db: float) -> str:
    """Return what an SNR is called."""
    return 'no noise' if math.isinf(snr_db) else f'{snr_db:g} dB'


def by_condition(measured: list[MeasuredVoices]) -> Mapping[str, list[VoiceFigure]]:
    """Return name of the SNR -> figures."""
    return {each.condition: each.figures for each in measured}


def _baseline(val, test):
    return loudness_baseline(_loudness_db(val), truth_of(val), _loudness_db(test))


def _loudness_db(data):
    return np.array([10.0 * np.log10(np.mean(np.square(clip / 32768.0)) + 1e-12)
                     for clip in data.samples])
