"""`emotion-rescue evaluate speech`: measure whether synthetic voices can be understood."""

import argparse
import json
from pathlib import Path
import sys

HELP = 'measure how well a speech recogniser understands voices that "synth voices" wrote'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--data', type=Path, required=True, metavar='DIR',
                        help='folder of one split, such as data/voices/test; its English clips '
                        'without noise are measured')
    parser.add_argument('--threads', type=int, default=0, metavar='N',
                        help='CPU threads (default: as many as cores)')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    from emotion_rescue.evaluation.transcription import as_text
    from emotion_rescue.evaluation.transcription import measure_speech
    from emotion_rescue.evaluation.transcription import read_spoken_clips
    from emotion_rescue.evaluation.transcription import whisper
    clips = read_spoken_clips(args.data)
    figures = measure_speech(whisper(args.threads), clips, _show)
    print(as_text(figures), flush=True)
    if args.json:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(figures, indent=1) + '\n')
    return 0


def _show(done, count):
    if done % 10 == 0 or done == count:
        print(f'\r{done} of {count} clips', end='\n' if done == count else '', file=sys.stderr,
              flush=True)
