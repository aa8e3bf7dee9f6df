"""How fast voices are judged through ONNX Runtime, beside the pipeline of transformers.

Both judge the same windows with the same weights, in turns, so that whatever else this machine
does hits both; windows come one by one, as a robot hears them.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
import os
from pathlib import Path
import time
from typing import Any

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.evaluation.process_memory import process_memory
from emotion_rescue.models.checkpoint_folder import tensor_names
from emotion_rescue.models.voice_input import model_samples
from emotion_rescue.models.voice_judge import VoiceJudge
from emotion_rescue.models.wav2vec2_settings import read_wav2vec2_settings
from emotion_rescue.pipeline.audio_ring import AudioRing

REAL_TIME_BAR = 0.25
# Largest difference of a logit, relative to logits beyond 1, that counts as the same answer.
SAME_WITHIN = 1e-3
_WINDOWS_A_ROUND = 5
_CHUNK_S = 0.1


def heard_windows(sound: AudioClip, window_s: float, every_s: float) -> list[AudioClip]:
    """Return the windows of `sound` as the robot cuts them, from chunks of its microphone.

    Raises:
        InputError: it is shorter than one window.
    """
    ring, windows = AudioRing(window_s=window_s, hop_s=every_s), []
    size = round(_CHUNK_S * sound.sample_rate_hz)
    for start in range(0, len(sound.samples), size):
        stamp_ns = sound.stamp_ns + start * NS_PER_S // sound.sample_rate_hz
        windows += ring.push(AudioClip(sound.samples[start:start + size], sound.sample_rate_hz,
                                       stamp_ns, sound.frame_id), start)
    if not windows:
        raise InputError(f'{sound.duration_s:g} s of sound are shorter than one window of '
                         f'{window_s:g} s; give more')
    return windows


def measure_voice_speed(folder: Path, windows: Sequence[AudioClip], every_s: float,
                        threads: int = 0,
                        report: Callable[[int, int], None] = lambda done, count: None
                        ) -> dict[str, Any]:
    """Judge all windows both ways and return the figures.

    A window of 2 s every 1 s is twice the work of the sound itself. The real-time factor counts
    that: it is the mean time to judge one window over the time until the next one comes. At 1
    the robot falls behind, at 0.25 three quarters of the time are left to everything else.

    Args:
        folder: of a wav2vec2 classifier with model.onnx.
        windows: to be judged, of one length.
        every_s: seconds from one window to the next.
        threads: CPU threads of both; 0: as many as this process may use.
        report: told (windows done, windows in all).

    Returns:
        audio_s: seconds of sound that the windows bring, `every_s` each.
        wall_s: seconds that our way took for all windows, from the microphone's samples to
            categories, levels and distress; loading and the first call are not in it.
        real_time_factor: wall_s / audio_s.
        cpu_s: seconds of CPU cores that our way took; what others do on them hardly changes it.
        pipeline_wall_s: seconds of transformers' pipeline for the same windows; None where the
            checkpoint has a head that it does not know.
        pipeline_ratio: pipeline_wall_s / wall_s; above 1 we are faster. None as above.
        pipeline_absent_because: why, or None.
        rss_bytes: resident memory of this process when the windows had been judged once our way,
            before torch was imported; 0 where /proc is not there.
        rounds: turns; window_s, every_s, windows, threads: as measured.
        largest_difference: of a logit between both, relative to logits beyond 1; None as above.
        logit_std: spread of our logits over the windows, against which that is to be seen.
        same_answers: whether the difference is below SAME_WITHIN; None as above.
        load_average: of this machine before and after, over one minute.
    """
    threads = threads or len(os.sched_getaffinity(0))
    load = [os.getloadavg()[0]]
    judge = VoiceJudge(folder, 'cpu', 'onnxruntime', threads)
    ours = _ours(judge)
    ours(windows[0])
    memory = process_memory(os.getpid()).get('VmRSS', 0)
    pipeline, reason = _pipeline(folder, judge.head, threads)
    if pipeline:
        pipeline(windows[0])
    seconds, logits, busy_s = np.zeros(2), ([], []), 0.0
    parts = [windows[i:i + _WINDOWS_A_ROUND] for i in range(0, len(windows), _WINDOWS_A_ROUND)]
    for number, part in enumerate(parts):
        ways = [(0, ours), (1, pipeline)]
        for way, judged in ways if number % 2 else reversed(ways):
            if judged:
                begin_s, begin_busy_s = time.perf_counter(), time.process_time()
                logits[way].extend(judged(window) for window in part)
                seconds[way] += time.perf_counter() - begin_s
                busy_s += (time.process_time() - begin_busy_s) * (way == 0)
        report(len(logits[0]), len(windows))
    wall_s, pipeline_wall_s = map(float, seconds)
    audio_s = len(windows) * every_s
    return {
        'audio_s': audio_s, 'wall_s': wall_s, 'real_time_factor': wall_s / audio_s,
        'cpu_s': busy_s, 'rss_bytes': memory,
        'pipeline_wall_s': pipeline_wall_s if pipeline else None,
        'pipeline_ratio': pipeline_wall_s / wall_s if pipeline else None,
        'pipeline_absent_because': reason, **_agreement(*map(np.array, logits)),
        'windows': len(windows), 'window_s': windows[0].duration_s, 'every_s': every_s,
        'rounds': len(parts), 'threads': threads,
        'load_average': [*load, os.getloadavg()[0]]}


def table(figures: Mapping[str, Any]) -> str:
    """Return the figures for a terminal, each with the bar that it should reach."""
    count, known = figures['windows'], figures['pipeline_wall_s'] is not None
    factor, ratio = figures['real_time_factor'], figures['pipeline_ratio']
    rows = [
        ('sound', f'{figures["audio_s"]:.0f} s', f'{count} windows of {figures["window_s"]:g} s, '
         f'one every {figures["every_s"]:g} s, {figures["threads"]} threads'),
        ('ONNX Runtime, a window', f'{1e3 * figures["wall_s"] / count:.0f} ms', ''),
        ('real-time factor', f'{factor:.3f}',
         _verdict(factor < REAL_TIME_BAR, f'under {REAL_TIME_BAR:g}')),
        ('cores kept busy', f'{figures["cpu_s"] / figures["audio_s"]:.2f}',
         'by our way, while the sound lasts'),
        ("transformers' pipeline, a window",
         f'{1e3 * figures["pipeline_wall_s"] / count:.0f} ms' if known else 'unknown',
         '' if known else figures['pipeline_absent_because']),
        ('pipeline over ONNX Runtime', f'{ratio:.2f}' if known else 'unknown',
         _verdict(ratio >= 1.0, 'not slower') if known else ''),
        ('largest difference of a logit',
         f'{figures["largest_difference"]:.1e}' if known else 'unknown',
         _verdict(figures['same_answers'], f'below {SAME_WITHIN:g}, they spread by '
                  f'{figures["logit_std"]:.2g}') if known else ''),
        ('resident memory', f'{figures["rss_bytes"] / 1e6:.0f} MB', 'of our way alone'),
        ('load of this machine', ' to '.join(f'{x:.1f}' for x in figures['load_average']),
         'processes, those of this benchmark included')]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return '\n'.join(f'{name:<{widths[0]}}  {value:>{widths[1]}}  {note}'.rstrip()
                     for name, value, note in rows)


def _ours(judge):
    def judged(window):
        logits = judge.logits([model_samples(window)])[0]
        judge.head.read(logits)
        return logits
    return judged


def _pipeline(folder, head, threads):
    """Return a function: window -> logits in the order of the outputs; or None, and why."""
    import torch
    from transformers import pipeline
    from transformers import Wav2Vec2FeatureExtractor
    from transformers.utils import logging
    if 'classifier.weight' not in tensor_names(folder):
        return None, 'the pipeline does not know the dense head of this checkpoint'
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    torch.set_num_threads(threads)
    settings = read_wav2vec2_settings(folder)
    classify = pipeline(
        'audio-classification', model=str(folder), device='cpu', dtype=torch.float32,
        feature_extractor=Wav2Vec2FeatureExtractor(do_normalize=settings.normalise))
    names = {**head.dimensions, **head.categories}
    if head.distress is not None:
        names['distress'] = head.distress

    def judged(window):
        told = classify({'raw': window.mono, 'sampling_rate': window.sample_rate_hz},
                        top_k=None, function_to_apply='none')
        scores = np.empty(settings.outputs, np.float32)
        for entry in told:
            label = entry['label']
            scores[names[label] if label in names else names[label.lower()]] = entry['score']
        return scores

    return judged, None


def _agreement(ours, theirs):
    spread = float(ours.std(axis=0).mean())
    if not len(theirs):
        return {'largest_difference': None, 'logit_std': spread, 'same_answers': None}
    scale = np.maximum(1.0, np.abs(theirs))
    worst = float(np.max(np.abs(ours - theirs) / scale))
    return {'largest_difference': worst, 'logit_std': spread, 'same_answers': worst < SAME_WITHIN}


def _verdict(reached, bar):
    return f'{"reached" if reached else "MISSED"}: {bar}'
