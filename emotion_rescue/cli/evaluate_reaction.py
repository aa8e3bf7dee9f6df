"""`emotion-rescue evaluate reaction`: how soon the level follows a change, how steady it is."""

import argparse
from pathlib import Path

from emotion_rescue.cli.filmed_session import add_filmed_arguments
from emotion_rescue.cli.filmed_session import add_fusion_arguments
from emotion_rescue.cli.filmed_session import named_fusion

HELP = """\
measure how soon the published level follows a change of a state, and how steady it is else

The robot's own pipeline (tracker, models, fusion) watches clips of the test split, in lockstep,
and what it publishes is noted at every image. A level has followed at the first image at which it
is on the right side: MODERATE or graver once somebody is in distress or unconscious, NONE or MILD
once somebody is calm again. The time is told in seconds and in assessments, which are looks at
that person judged since the change. Whoever is never followed counts with an infinite time.
Where nobody's state changes, changes of the level are counted from the first that is not UNKNOWN;
those to UNKNOWN and back are counted apart. The 95 % intervals are over clips.

  emotion-rescue synth clips --split test --count 40 --seconds 20 --rate-hz 4 --onset 10 \\
      --out data/onset
  emotion-rescue evaluate reaction --data data/onset --json out/reaction.json
  emotion-rescue synth clips --split test --count 12 --seconds 60 --rate-hz 2 --out data/constant
  emotion-rescue evaluate reaction --data data/constant --json out/steadiness.json
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    add_filmed_arguments(parser)
    add_fusion_arguments(parser)
    parser.add_argument('--json', type=Path, metavar='FILE',
                        help='write the figures, each change and each person there, too')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    from emotion_rescue.cli.benchmark_results import check_figures_can_be_kept
    from emotion_rescue.cli.benchmark_results import keep_figures
    from emotion_rescue.cli.filmed_session import followed_people
    from emotion_rescue.evaluation.reaction_report import as_json
    from emotion_rescue.evaluation.reaction_report import as_tables
    from emotion_rescue.evaluation.reaction_report import measure_reaction
    check_figures_can_be_kept(args.json)
    fusion = named_fusion(args)
    report = measure_reaction(followed_people(args, 'test'), fusion.conclude, args.rounds)
    print(as_tables(report), flush=True)
    keep_figures(as_json(report), args.json)
    return 0
