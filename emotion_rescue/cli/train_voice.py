"""`emotion-rescue train voice`: train the small voice model and measure it."""

import argparse
import json
from pathlib import Path

HELP = """train the voice model and write its model card

Learns from what "synth voices" wrote, from usual data sets, or from several together. Which
layout a folder has is seen by itself:

  DIR/train/voices.jsonl ...         what "synth voices" wrote
  03-01-06-01-02-01-12.wav           RAVDESS
  1001_DFA_ANG_XX.wav                CREMA-D
  OAF_back_angry.wav                 TESS
  train_sent_emo.csv, dia0_utt0.mp4  MELD: its tables beside the clips
  FILE.csv: path,label,speaker       any others; paths are relative to the table

Sound is WAV, FLAC, MP3 or OGG of any rate, or a film. Speakers of these data sets are shared out
among train, val and test, so that nobody is in two. What a data set says nothing of (levels,
distress, noise) teaches nothing; an output that nothing teaches is left out of the model.

  emotion-rescue train voice --data data/voices --out weights/voice
  emotion-rescue train voice --data data/voices RAVDESS CREMA-D --out my-voice
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--data', type=Path, nargs='+', required=True, metavar='DIR',
                        help='folders of voices, or .csv files')
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder for the checkpoint and its README.md')
    parser.add_argument('--epochs', type=int, default=10, metavar='N',
                        help='default: %(default)s')
    parser.add_argument('--threads', type=int, default=1, metavar='N',
                        help='CPU threads (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')


def run(args: argparse.Namespace) -> int:
    """Train on train, choose and calibrate on val, report on test."""
    from emotion_rescue.models.voice_judge import VoiceJudge
    from emotion_rescue.synthesis.voice.speakers import SPLITS
    from emotion_rescue.training.voice import save_voice
    from emotion_rescue.training.voice import train_voice
    from emotion_rescue.training.voice import VoiceRecipe
    from emotion_rescue.training.voice_measuring import measure_voices
    from emotion_rescue.training.voice_network import VOICE_OUTPUTS
    from emotion_rescue.training.voice_report import write_model_card
    from emotion_rescue.training.voice_sources import read_voice_sources
    from emotion_rescue.training.voice_taught import only_taught
    from emotion_rescue.training.voice_taught import taught_outputs
    recipe = VoiceRecipe(epochs=args.epochs, threads=args.threads, seed=args.seed)
    splits = read_voice_sources(args.data, SPLITS, _say)
    taught = taught_outputs(splits['train'])
    network = train_voice(splits['train'], splits['val'], args.out, recipe, _say)
    untaught = [name for name in VOICE_OUTPUTS if name not in taught]
    if untaught:
        _say(f'nothing in the data says anything of {", ".join(untaught)}: left out')
        network = only_taught(network, taught)
        save_voice(network, args.out)
    _say('measuring on the test split')
    judge = VoiceJudge(args.out, 'cpu', 'torch', args.threads)
    measured = measure_voices(judge, splits['val'], splits['test'])
    card = write_model_card(args.out, network, measured, recipe, splits,
                            [path.name for path in args.data], _recorded(args.data[0]))
    _say(card.read_text())
    return 0


def _recorded(folder):
    """Return the share of speakers whose speech was recorded, as "synth voices" noted it."""
    recipe = folder / 'train' / 'recipe.json'
    return json.loads(recipe.read_text()).get('recorded', 0.0) if recipe.is_file() else 0.0


def _say(text):
    print(text, flush=True)
