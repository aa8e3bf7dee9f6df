"""`emotion-rescue train fusion`: learn how far each kind of evidence is to be believed."""

import argparse
from pathlib import Path

from emotion_rescue.cli.filmed_session import add_filmed_arguments

HELP = """\
learn how far the fusion is to believe looks, tone and words, and where NONE ends

The robot's own pipeline watches clips of the splits train and val; a logistic regression of a
scale and a bias for each kind of evidence is learned from train, the border of NONE is chosen on
val so that 95 % of those in distress are not NONE.

  emotion-rescue synth clips --split train --count 300 --out data/clips
  emotion-rescue synth clips --split val --count 100 --out data/clips
  emotion-rescue train fusion --data data/clips --out weights/fusion
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    add_filmed_arguments(parser)
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder for fusion.json and its README.md')


def run(args: argparse.Namespace) -> int:
    """Learn, and say what was learned."""
    from dataclasses import replace

    from emotion_rescue.cli.filmed_session import filmed_people
    from emotion_rescue.cli.filmed_session import half_life_s
    from emotion_rescue.pipeline.fusion_weights import FUSION_FILE
    from emotion_rescue.training.fusion import chosen_borders
    from emotion_rescue.training.fusion import fit_fusion
    from emotion_rescue.training.fusion_card import write_fusion_card
    train, val = filmed_people(args, 'train'), filmed_people(args, 'val')
    weights = fit_fusion(train, half_life_s())
    weights = replace(weights, borders=chosen_borders(val, weights, half_life_s()))
    card = write_fusion_card(args.out, weights, train, val, half_life_s())
    weights.save(args.out / FUSION_FILE)
    print(card.read_text(), end='')
    return 0
