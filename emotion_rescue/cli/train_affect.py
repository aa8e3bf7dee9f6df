"""`emotion-rescue train affect`: train a LLaVA to judge people, and measure the small one."""

import argparse
from pathlib import Path

HELP = """\
train a LLaVA to judge people by a recipe: the small default, or an adapter for a large one

The recipe is a YAML file of settings; config/training has three:
  default.yaml              the small model of this package, from nothing, on rendered people
  llava_1.5_7b.yaml         a QLoRA adapter for LLaVA-1.5-7B, on EMOTIC, on a GPU
  llava_onevision_0.5b.yaml a QLoRA adapter for LLaVA-OneVision-0.5B, on EMOTIC, on a GPU

After every epoch the model is measured on val; the best epoch is kept, and its probabilities are
calibrated. history.json and curves.png in --out show how it went. Training can be killed at any
moment: the same command goes on where it was. On several GPUs or machines, start the same command
by torchrun or accelerate launch; docs/training.md shows how.

examples:
  emotion-rescue train affect --config config/training/default.yaml --data survivors --out new
  emotion-rescue train affect --config config/training/llava_1.5_7b.yaml \\
    --data EMOTIC --set base=models/llava-1.5-7b-hf --set epochs=2 --out adapter"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--config', type=Path, metavar='FILE',
                        help='YAML with settings (default: all at their defaults, as in '
                        'config/training/default.yaml, which explains each)')
    parser.add_argument('--data', default='', metavar='DIR',
                        help="data set in EMOTIC's layout, such as synth images writes")
    parser.add_argument('--out', default='', metavar='DIR',
                        help='folder for checkpoint or adapter, calibration, history and curves')
    parser.add_argument('--set', action='append', default=[], metavar='KEY=VALUE', dest='changes',
                        help='change a setting of the recipe; may be given several times')


def run(args: argparse.Namespace) -> int:
    """Train, and write the model card where everything about the people is known."""
    from emotion_rescue.training.affect import train
    from emotion_rescue.training.affect_card import write_model_card
    from emotion_rescue.training.affect_people import is_rendered
    from emotion_rescue.training.affect_recipe import read_recipe

    recipe = read_recipe(args.config, args.changes, data=args.data, out=args.out)
    trained = train(recipe, _say)
    data = Path(recipe.data)
    if trained.main and trained.adapter is None and is_rendered(data, 'test'):
        from emotion_rescue.training.affect_data import read_people

        splits = {name: read_people(data, name) for name in ('train', 'val', 'test')}
        card = write_model_card(trained.weights, splits, recipe, _commands(args, data, splits),
                                _say)
        _say(card.read_text(encoding='utf-8'))
    return 0


def _commands(args, data, splits):
    """Return what to type for the same weights; folders are everybody's own."""
    from emotion_rescue.training.affect_data import count_pictures

    yield from (f'emotion-rescue synth images --out DIR --split {name} '
                f'--count {count_pictures(data, name)}' for name in splits)
    options = [f'--config {args.config}'] if args.config else []
    options += [f'--set {change}' for change in args.changes]
    yield ' '.join(['emotion-rescue train affect', *options, '--data DIR --out OUT'])


def _say(text):
    print(text, flush=True)
