"""Measure how fresh the judgement of everybody stays where a scorer is slow."""

import argparse
import dataclasses
from pathlib import Path

from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.evaluation.scheduler_benchmark import measure_scheduler
from emotion_rescue.evaluation.scheduler_benchmark import PEOPLE_COUNTS
from emotion_rescue.evaluation.scheduler_benchmark import table
from emotion_rescue.evaluation.scheduler_simulation import SchedulerSetting

HELP = """\
Measure how fresh the judgement of everybody stays where a scorer is slow.

Under a simulated clock, images come at 10 Hz, and a scorer takes half a second for up to four
people. Told are, for each number of people: how long after the first image everybody was judged;
the staleness, which is the time since the last look, over all images and people; how many times
as often those badly off (a third) are looked at as others; and the cost of the people book and
the scheduler an image. A round is what looking at everybody in turn takes.

examples:
  emotion-rescue benchmark scheduler --json out/scheduler.json
  emotion-rescue benchmark scheduler --people 12 --batch 2 --batch-s 1.5
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('--json', type=Path, metavar='FILE', help='write all figures there')
    parser.add_argument('--people', type=int, nargs='+', metavar='N', default=PEOPLE_COUNTS,
                        help='how many are in view (1, 5, 20 and 50, one after the other)')
    parser.add_argument('--batch', type=int, metavar='N', default=SchedulerSetting.batch,
                        help='most people that the scorer takes at once (%(default)s)')
    parser.add_argument('--batch-s', type=float, metavar='S', default=SchedulerSetting.batch_s,
                        help='seconds that it takes for a batch (%(default)s)')
    parser.add_argument('--seconds', type=float, metavar='S', default=SchedulerSetting.seconds,
                        help='simulated for each number of people (%(default)s)')


def run(args: argparse.Namespace) -> int:
    """Measure, print, and write what was asked for."""
    setting = SchedulerSetting(args.batch, args.batch_s, args.seconds)
    figures = {str(people): _measured(people, setting) for people in args.people}
    print(table(figures))
    keep_figures({**figures, 'setting': dataclasses.asdict(setting)}, args.json)
    return 0


def _measured(people, setting):
    status = StatusLine(lambda text: print(text, flush=True))
    try:
        return measure_scheduler(people, setting, lambda seconds: status.show(
            lambda: f'{people} people: {seconds} of {setting.seconds:g} s simulated'))
    finally:
        status.end()
