"""Measure time and memory of loading a LLaVA of 7 B that was saved in NF4 (Linux)."""

import argparse
import os
from pathlib import Path
import shutil
import signal
import sys
import tempfile

from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.cli.synth_progress import SynthProgress
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.evaluation.load_benchmark import measure_load
from emotion_rescue.evaluation.load_benchmark import table
from emotion_rescue.evaluation.load_benchmark_checkpoint import LLAVA_7B
from emotion_rescue.evaluation.load_benchmark_checkpoint import LLAVA_7B_NF4_BYTES
from emotion_rescue.evaluation.load_benchmark_checkpoint import make_random_nf4
from emotion_rescue.models.llava_checkpoint import check_llava_folder
from emotion_rescue.models.new_folder import new_folder
from emotion_rescue.training.affect_architecture import build_processor
from emotion_rescue.training.affect_architecture import LlavaSizes

HELP = """\
Measure time and memory of loading a LLaVA of 7 B that was saved in NF4.

Makes a checkpoint with random weights of LLaVA-1.5-7B's exact shape (minutes, 4 GB on the disk),
loads it in a fresh process on the CPU, judges one person, and removes the checkpoint. Memory is
read from /proc, so this runs on Linux only. "Anonymous" is memory that only the process holds;
mapped files count as resident, too, but the kernel takes that back when others need it.

examples:
  emotion-rescue benchmark load --json out/load.json
  emotion-rescue benchmark load --work /mnt/ssd     make the checkpoint on another disk
  emotion-rescue benchmark load --weights llava-1.5-7b-hf-nf4
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('--json', type=Path, metavar='FILE', help='write all figures there')
    parser.add_argument('--work', type=Path, metavar='DIR', default=Path(tempfile.gettempdir()),
                        help='where the checkpoint is made (%(default)s)')
    parser.add_argument('--weights', type=Path, metavar='FOLDER',
                        help='measure this LLaVA checkpoint; none is made')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    if not Path('/proc/self/status').is_file():
        raise MissingPackageError('memory is read from /proc, which this system does not have; '
                                  'run this benchmark on Linux')
    figures = _measured(args.weights) if args.weights else _measured_random(args.work)
    print(table(figures))
    keep_figures(figures, args.json)
    return 0


def _measured(folder):
    check_llava_folder(folder)
    return measure_load(folder, say=lambda text: print(text, file=sys.stderr, flush=True))


def _measured_random(work):
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # also then nothing is left behind
    folder = work / f'emotion_rescue_load_{os.getpid()}'
    progress = SynthProgress('weights', 'a checkpoint with random weights (minutes)')
    sizes = LlavaSizes(image_px=LLAVA_7B['vision_config']['image_size'],
                       patch_px=LLAVA_7B['vision_config']['patch_size'],
                       vocabulary=LLAVA_7B['text_config']['vocab_size'])
    try:
        with new_folder(folder, LLAVA_7B_NF4_BYTES) as part:
            progress.show(0, 1)
            make_random_nf4(part, LLAVA_7B, build_processor(sizes), progress.show)
        return _measured(folder)
    finally:
        progress.end()
        shutil.rmtree(folder, ignore_errors=True)
