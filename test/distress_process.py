"""The real distress node with a sight scorer that is slow or fails; a process of its own.

usage: distress_process.py slow|failing|missing [--ros-args ...]; missing: the real scorer, whose
weights a parameter can point elsewhere.
"""

import sys

from emotion_rescue.nodes.distress import DistressNode
from emotion_rescue.nodes.managed_node import run_node
from fakes import FailingSight
from fakes import SlowSight

SLEEP_S = 5.0


def main():
    kind, arguments = sys.argv[1], sys.argv[2:]
    scorers = {'slow': lambda settings: SlowSight(SLEEP_S),
               'failing': lambda settings: FailingSight()}
    scripted = {} if kind == 'missing' else {'sight_scorer_factory': scorers[kind]}
    run_node(lambda: DistressNode(**scripted), arguments)


if __name__ == '__main__':
    main()
