"""Measure how fast voices are judged through ONNX Runtime, beside transformers' pipeline."""

import argparse
import os
from pathlib import Path
import signal
import subprocess
import sys
import tempfile

from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.cli.replay import positive
from emotion_rescue.cli.synth_progress import SynthProgress
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.evaluation.voice_benchmark import heard_windows
from emotion_rescue.evaluation.voice_benchmark import measure_voice_speed
from emotion_rescue.evaluation.voice_benchmark import table
from emotion_rescue.models.wav2vec2_settings import check_wav2vec2
from emotion_rescue.synthesis.voice.soundtrack import demo_soundtrack

HELP = """\
Measure how fast voices are judged through ONNX Runtime.

Windows of the demo's sound, cut as a robot cuts them, are judged one by one, in turns: through
ONNX Runtime as the distress node does it, and by the pipeline "audio-classification" of
transformers with the same weights. Unless --weights is given, these are random ones of
wav2vec2-base's exact shape, made for this in a temporary folder (1 GB, half a minute): they show
how long it takes, and know nothing.

The real-time factor is the mean time to judge one window over the time until the next one comes.

examples:
  emotion-rescue benchmark voice --json out/voice.json
  emotion-rescue benchmark voice --weights wav2vec2-large-robust-emotion --seconds 60
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    defaults = DistressSettings()
    parser.add_argument('--json', type=Path, metavar='FILE', help='write all figures there')
    parser.add_argument('--weights', type=Path, metavar='FOLDER',
                        help="wav2vec2 classifier (random weights of wav2vec2-base's shape)")
    parser.add_argument('--seconds', type=positive, default=30.0, metavar='N',
                        help='length of the sound (%(default)s)')
    parser.add_argument('--window-s', type=positive, default=defaults.voice_window_s,
                        metavar='S', help='length of a window (%(default)s)')
    parser.add_argument('--every-s', type=positive, default=defaults.voice_every_s, metavar='S',
                        help='seconds from one window to the next (%(default)s)')
    parser.add_argument('--threads', type=int, default=0, metavar='N',
                        help='CPU threads of both (0: all cores)')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # also then nothing is left behind
    windows = heard_windows(demo_soundtrack(args.seconds), args.window_s, args.every_s)
    with tempfile.TemporaryDirectory(prefix='emotion_rescue_voice_') as place:
        folder = Path(place)
        if args.weights:
            _link(args.weights, folder)
        _make(folder)
        progress = SynthProgress('windows', 'both')
        try:
            progress.show(0, len(windows))
            figures = measure_voice_speed(folder, windows, args.every_s, args.threads,
                                          progress.show)
        finally:
            progress.end()
    figures |= {'weights': str(args.weights) if args.weights else
                'random, of the shape of wav2vec2-base'}
    print(f'weights: {figures["weights"]}')
    print(table(figures))
    keep_figures(figures, args.json)
    return 0


def _link(weights, folder):
    """Show the checkpoint in another folder, so that nothing is written beside it."""
    check_wav2vec2(weights)
    for path in weights.iterdir():
        if path.is_file() and path.suffix in ('.json', '.safetensors'):
            (folder / path.name).symlink_to(path.resolve())


def _make(folder):
    print('making the checkpoint and its model.onnx in another process', file=sys.stderr,
          flush=True)
    done = subprocess.run(
        [sys.executable, '-m', 'emotion_rescue.evaluation.voice_benchmark_checkpoint',
         str(folder)], env=os.environ | {'HF_HUB_OFFLINE': '1'}, stderr=subprocess.PIPE,
        text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise UnfinishedError(f'the checkpoint cannot be made: {said[-1] if said else "killed"}')
