"""`emotion-rescue train text`: teach a language model to judge people by their words."""

import argparse
from pathlib import Path
import shlex

HELP = """train an adapter by which a language model judges words, and write its model card

Without --data it learns from utterances that come with this package, in about half an hour on one
core. A CSV file has a column text, and label (an emotion in any usual spelling) or distress,
valence, arousal and dominance; a fifth of its texts is kept for the calibration."""
_VAL_SHARE = 0.2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder for the adapter, its calibration.json and README.md')
    parser.add_argument('--data', type=Path, metavar='CSV',
                        help='texts to learn from (default: those of this package)')
    parser.add_argument('--base', default='', metavar='DIR',
                        help='folder of a Llama-family checkpoint (default: SmolLM2 from its '
                        'Python package)')
    parser.add_argument('--precision', choices=('nf4', 'fp16', 'fp32'), default='fp16',
                        help='of the base (default: %(default)s, bfloat16 on the CPU)')
    parser.add_argument('--device', default='cpu', help='default: %(default)s')
    parser.add_argument('--texts', type=int, default=2400, metavar='N',
                        help='texts to draw where there is no --data (default: %(default)s)')
    parser.add_argument('--epochs', type=int, default=3, metavar='N',
                        help='default: %(default)s')
    parser.add_argument('--layers', type=int, default=6, metavar='N',
                        help='upper layers that learn (default: %(default)s)')
    parser.add_argument('--rank', type=int, default=8, metavar='N',
                        help='of the adapter (default: %(default)s)')
    parser.add_argument('--rate', type=float, default=6e-3,
                        help='highest learning rate (default: %(default)s)')
    parser.add_argument('--threads', type=int, default=1, metavar='N',
                        help='CPU threads (default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')


def run(args: argparse.Namespace) -> int:
    """Train, calibrate on texts kept aside, and measure on the held-out ones."""
    import torch

    from emotion_rescue.training.words import train_words
    from emotion_rescue.training.words import WordsRecipe
    from emotion_rescue.training.words_card import measure_words
    from emotion_rescue.training.words_card import write_card

    torch.set_num_threads(args.threads)
    recipe = WordsRecipe(base=args.base, precision=args.precision, layers=args.layers,
                         rank=args.rank, alpha=2 * args.rank, epochs=args.epochs, rate=args.rate,
                         seed=args.seed, device=args.device)
    train, val = _texts(args)
    _say(f'{len(train)} texts to learn from, {len(val)} to calibrate with')
    train_words(train, val, args.out, recipe, _say)
    figures = measure_words(args.out, train, recipe, _say)
    card = write_card(args.out, figures, recipe, (len(train), len(val)), _command(args),
                      args.data.name if args.data else '')
    _say(card.read_text(encoding='utf-8'))
    return 0


def _texts(args):
    from emotion_rescue.evaluation.spoken_texts import read_texts
    from emotion_rescue.training.spoken_texts import draw_texts
    from emotion_rescue.training.spoken_texts import split_texts

    if args.data is None:
        return (draw_texts(args.texts, 'train', args.seed),
                draw_texts(max(1, args.texts // 6), 'val', args.seed))
    return split_texts(read_texts(args.data), _VAL_SHARE, args.seed)


def _command(args):
    options = {'out': f'weights/{args.out.name}', 'data': args.data and args.data.name,
               'base': Path(args.base).name, 'texts': None if args.data else args.texts,
               'epochs': args.epochs, 'layers': args.layers, 'rank': args.rank,
               'rate': args.rate}
    return ' '.join(f'--{name} {shlex.quote(str(value))}' for name, value in options.items()
                    if value)


def _say(text):
    print(text, flush=True)
