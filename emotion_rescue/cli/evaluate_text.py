"""`emotion-rescue evaluate text`: measure what a language model concludes from words alone."""

import argparse
from pathlib import Path

from emotion_rescue.core.default_weights import resource_folder

HELP = 'measure how well a language model judges utterances by their words'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--data', type=Path, metavar='CSV',
                        help='file with a column text and whatever is known: label, distress, '
                        'valence, arousal, dominance, kind (default: the 200 held-out utterances '
                        'of this package)')
    parser.add_argument('--base', default='', metavar='DIR',
                        help='folder of a Llama-family checkpoint (default: SmolLM2 from its '
                        'Python package)')
    parser.add_argument('--adapter', type=Path, metavar='DIR',
                        help='adapter that "train text" wrote (default: that of this package; '
                        'with --base, none)')
    parser.add_argument('--precision', choices=('nf4', 'fp16', 'fp32'), default='fp16',
                        help='default: %(default)s, which is bfloat16 on the CPU')
    parser.add_argument('--device', default='cpu', help='default: %(default)s')
    parser.add_argument('--threads', type=int, default=1, metavar='N',
                        help='CPU threads (default: %(default)s)')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')


def run(args: argparse.Namespace) -> int:
    """Measure with adapter and without, print, and write what was asked for."""
    from emotion_rescue.cli.benchmark_results import keep_figures
    from emotion_rescue.evaluation.spoken_texts import held_out_texts
    from emotion_rescue.evaluation.spoken_texts import read_texts
    from emotion_rescue.evaluation.text_report import figures_table
    from emotion_rescue.evaluation.text_report import kinds_table
    from emotion_rescue.evaluation.text_report import labels_table
    from emotion_rescue.evaluation.text_report import worst_lines
    from emotion_rescue.models.llama_words import LlamaWordsScorer

    texts = held_out_texts() if args.data is None else read_texts(args.data)
    adapter = args.adapter or (None if args.base else _default_adapter())
    adapters = {'zero-shot': ''} if adapter is None else {'adapter': adapter, 'zero-shot': ''}
    models = {}
    for name, folder in adapters.items():
        models[name] = _measured(LlamaWordsScorer(
            args.base, folder, args.precision, args.device, args.threads), texts)
    best = next(iter(models.values()))
    worst = worst_lines(best)
    parts = [figures_table(models), kinds_table(best), labels_table(best),
             f'Worst errors in the probability of distress:\n{worst}' if worst else '']
    print('\n\n'.join(part for part in parts if part))
    keep_figures({'data': str(args.data or 'held-out utterances'), 'models': models}, args.json)
    return 0


def _measured(scorer, texts):
    from emotion_rescue.evaluation.judged_texts import judge_texts
    from emotion_rescue.evaluation.text_figures import text_figures

    scorer.load()
    print(scorer.describe(), flush=True)
    try:
        judged = judge_texts(scorer, texts, lambda line: print(line, flush=True))
        times = judged.times()
        print(f'{times["median_s"]:.3f} s an utterance (median), {times["p95_s"]:.3f} s (95th '
              f'percentile), {times["median_cpu_s"]:.3f} s of it computing\n', flush=True)
        return {**text_figures(texts, judged.log_likelihoods, scorer.calibration),
                'weights': scorer.describe(), **times}
    finally:
        scorer.close()


def _default_adapter():
    folder = resource_folder('weights') / 'words'
    return folder if folder.is_dir() else None
