"""Runs all strategies with all seeds, in several processes, and goes on where it was stopped."""

from collections.abc import Callable
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
import sys
import time

from emotion_rescue.synthesis.dataset.single_threads import single_threads
from emotion_rescue.synthesis.dataset.worker_processes import make_in_order
from emotion_rescue.training.compared_people import ComparedPeople
from emotion_rescue.training.comparison import Comparison
from emotion_rescue.training.strategies import BASELINE
from emotion_rescue.training.strategies import CAPTION
from emotion_rescue.training.strategies import FINE_TUNED
from emotion_rescue.training.strategies import Strategy
from emotion_rescue.training.strategies import WHOLE
from emotion_rescue.training.strategies import ZERO_SHOT
from emotion_rescue.training.strategy_runs import BASE
from emotion_rescue.training.strategy_runs import is_done
from emotion_rescue.training.strategy_runs import run_base
from emotion_rescue.training.strategy_runs import run_strategy

# How long runs take, in proportion, as measured with the defaults; for the time left.
_LOAD = {BASE: 10.0, BASELINE: 0.1, ZERO_SHOT: 0.7, CAPTION: 3.0, FINE_TUNED: 6.0,
         WHOLE: 16.0}
_POLL_S = 0.5


@dataclass(frozen=True)
class Run:
    """One strategy with one seed; without a strategy, the base of the seed."""

    seed: int
    strategy: Strategy | None = None

    @property
    def name(self) -> str:
        """Return what it is, for files and reports."""
        return BASE if self.strategy is None else self.strategy.name

    @property
    def load(self) -> float:
        """Return how long it takes, in proportion to others."""
        return _LOAD[BASE if self.strategy is None else self.strategy.kind]


def runs_of(comparison: Comparison, strategies: Sequence[Strategy],
            seeds: Sequence[int]) -> list[Run]:
    """Return what is left to do: bases first, then what needs them, seed by seed."""
    bases = [Run(seed) for seed in seeds] if any(s.needs_base for s in strategies) else []
    runs = [*bases, *(Run(seed, strategy) for seed in seeds for strategy in strategies)]
    return [run for run in runs if not is_done(comparison, run.name, run.seed)]


def run_all(comparison: Comparison, strategies: Sequence[Strategy], seeds: Sequence[int],
            jobs: int, report: Callable[[str], None]) -> None:
    """Do what is left to do.

    Args:
        comparison: what, on whom, and where.
        strategies: which.
        seeds: one run of each strategy for each.
        jobs: processes, of one thread each; 1 is this one.
        report: told the progress; other processes write theirs to the standard error.

    Raises:
        EmotionRescueError: a run failed; what is done stays.
    """
    runs = runs_of(comparison, strategies, seeds)
    jobs = max(1, min(jobs, len(runs)))
    if not runs:
        return
    whole, done, begin_s = sum(run.load for run in runs), 0.0, time.monotonic()
    report(f'{len(runs)} runs to do, in {jobs} {"process" if jobs == 1 else "processes"}')
    with closing(_results(comparison, runs, jobs, report)) as results:
        for count, (run, _) in enumerate(zip(runs, results, strict=True), start=1):
            done += run.load
            left_s = (time.monotonic() - begin_s) * (whole / done - 1)
            report(f'{count} of {len(runs)} runs done'
                   + (f', about {left_s / 60:.0f} min left' if count < len(runs) else ''))


class RunMaker:
    """Does runs by number: what `make_in_order` builds in every process."""

    def __init__(self, comparison: Comparison, runs: Sequence[Run],
                 report: Callable[[str], None]):
        """Take all runs; a run waits for a base that another process still trains."""
        self._comparison, self._runs, self._report = comparison, runs, report
        self._people = ComparedPeople(comparison)

    def make(self, index: int) -> dict:
        """Do the run of that number."""
        run = self._runs[index]
        report = partial(_prefixed, self._report, f'seed {run.seed}, {run.name}: ')
        if run.strategy is None:
            run_base(self._comparison, self._people, run.seed, report)
        else:
            self._wait_for_base(run)
            run_strategy(self._comparison, self._people, run.strategy, run.seed, report)
        return {}

    def close(self) -> None:
        """Do nothing: people are forgotten with the process."""

    def _wait_for_base(self, run):
        # Bases come before all others, so one is trained already; if that fails, all is ended.
        while run.strategy.needs_base and not is_done(self._comparison, BASE, run.seed):
            time.sleep(_POLL_S)


def _results(comparison, runs, jobs, report):
    if jobs > 1:
        yield from make_in_order(
            partial(RunMaker, comparison, runs, _to_standard_error), range(len(runs)), jobs)
        return
    with single_threads(), closing(RunMaker(comparison, runs, report)) as maker:
        for index in range(len(runs)):
            yield maker.make(index)


def _prefixed(report, prefix, text):
    report(prefix + text)


def _to_standard_error(text):
    print(text, file=sys.stderr, flush=True)
