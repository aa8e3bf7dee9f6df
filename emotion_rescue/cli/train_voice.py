"""`emotion-rescue train voice`: train the small voice model and measure it."""

import argparse
from pathlib import Path

HELP = 'train the voice model on synthetic voices and write its model card'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--data', type=Path, required=True, metavar='DIR',
                        help='folder that "synth voices" wrote, with train, val and test')
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder for the checkpoint and its README.md')
    parser.add_argument('--epochs', type=int, default=10, metavar='N',
                        help='default: %(default)s')
    parser.add_argument('--threads', type=int, default=1, metavar='N',
                        help='CPU threads (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')


def run(args: argparse.Namespace) -> int:
    """Train on train, choose and calibrate on val, report on test."""
    from emotion_rescue.synthesis.voice.speakers import SPLITS
    from emotion_rescue.training.voice import train_voice
    from emotion_rescue.training.voice import VoiceRecipe
    from emotion_rescue.training.voice_data import read_voices
    from emotion_rescue.training.voice_report import measure_voice
    from emotion_rescue.training.voice_report import write_model_card
    recipe = VoiceRecipe(epochs=args.epochs, threads=args.threads, seed=args.seed)
    splits = {name: read_voices(args.data, name) for name in SPLITS}
    network = train_voice(splits['train'], splits['val'], args.out, recipe, _say)
    _say('measuring on the test split')
    figures = measure_voice(network, splits['val'], splits['test'])
    card = write_model_card(args.out, network, figures, recipe, splits)
    _say(card.read_text())
    return 0


def _say(text):
    print(text, flush=True)
