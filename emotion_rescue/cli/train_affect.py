"""`emotion-rescue train affect`: make, train and measure the small default LLaVA."""

import argparse
from dataclasses import replace
from pathlib import Path

HELP = 'train the small LLaVA on synthetic survivors and write its model card'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--data', type=Path, required=True, metavar='DIR',
                        help='folder that "synth images" wrote, with train, val and test')
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder for the checkpoint, its calibration and its README.md')
    parser.add_argument('--start', type=Path, metavar='DIR',
                        help='an earlier checkpoint to go on from (default: from nothing)')
    parser.add_argument('--tower-epochs', type=int, default=16, metavar='N',
                        help='passes that teach the vision tower (default: %(default)s)')
    parser.add_argument('--answer-epochs', type=int, default=5, metavar='N',
                        help='passes that teach the answers (default: %(default)s)')
    parser.add_argument('--threads', type=int, default=1, metavar='N',
                        help='CPU threads (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')


def run(args: argparse.Namespace) -> int:
    """Train on train, choose and calibrate on val, report on test."""
    from emotion_rescue.training.affect import AffectRecipe
    from emotion_rescue.training.affect import train_affect
    from emotion_rescue.training.affect_card import write_model_card
    from emotion_rescue.training.affect_data import read_people

    usual = AffectRecipe()
    recipe = AffectRecipe(
        tower=replace(usual.tower, epochs=args.tower_epochs, seed=args.seed),
        language=replace(usual.language, epochs=args.answer_epochs, seed=args.seed),
        seed=args.seed, threads=args.threads)
    splits = {name: read_people(args.data, name) for name in ('train', 'val', 'test')}
    train_affect(splits['train'], splits['val'], args.out, recipe, _say, args.start)
    card = write_model_card(args.out, splits, recipe, _commands(args, splits), _say)
    _say(card.read_text(encoding='utf-8'))
    return 0


def _commands(args, splits):
    """Return what to type for the same weights; folders are everybody's own."""
    from emotion_rescue.training.affect_data import count_pictures

    yield from (f'emotion-rescue synth images --out DIR --split {name} '
                f'--count {count_pictures(args.data, name)}' for name in splits)
    start = ' --start EARLIER' if args.start else ''
    yield (f'emotion-rescue train affect --data DIR --out OUT{start} --tower-epochs '
           f'{args.tower_epochs} --answer-epochs {args.answer_epochs} --seed {args.seed}')


def _say(text):
    print(text, flush=True)
