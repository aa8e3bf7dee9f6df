"""`emotion-rescue evaluate distress`: how well the fused judgement tells who is in distress."""

import argparse
from functools import partial
from pathlib import Path

from emotion_rescue.cli.filmed_session import add_filmed_arguments
from emotion_rescue.cli.filmed_session import add_fusion_arguments
from emotion_rescue.cli.filmed_session import named_fusion

HELP = """\
measure how well the fused judgement tells who is in distress, with any modality removed

The robot's own pipeline (detector, tracker, models, fusion) watches clips of the test split, in
lockstep. Everybody is judged at the end of the clip. The 95 % intervals are over clips. Whoever
is UNKNOWN ranks in the middle and counts as no miss, as UNKNOWN ranks above NONE for a planner.

  emotion-rescue synth clips --split test --count 300 --out data/clips
  emotion-rescue evaluate distress --data data/clips --json out/distress.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    add_filmed_arguments(parser)
    add_fusion_arguments(parser)
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the figures there, too')
    parser.add_argument('--plot', type=Path, metavar='FILE.png',
                        help='draw risk over coverage and the levels there')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    from emotion_rescue.cli.benchmark_results import check_figures_can_be_kept
    from emotion_rescue.cli.benchmark_results import keep_figures
    from emotion_rescue.cli.filmed_session import filmed_people
    from emotion_rescue.evaluation.distress_figures import judged
    from emotion_rescue.evaluation.distress_plots import draw_distress
    from emotion_rescue.evaluation.distress_report import as_json
    from emotion_rescue.evaluation.distress_report import as_tables
    from emotion_rescue.evaluation.distress_report import measure_distress
    # Before clips are watched for many minutes.
    check_figures_can_be_kept(args.json)
    fusion = named_fusion(args)
    people = filmed_people(args, 'test')
    report = measure_distress(people, partial(judged, fusion), args.rounds)
    print(as_tables(report), flush=True)
    keep_figures(as_json(report), args.json)
    if args.plot:
        draw_distress(report, args.plot)
        print(f'drew {args.plot}')
    return 0
