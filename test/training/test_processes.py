import pytest

from emotion_rescue.training.processes import Processes


class One(Processes):
    """One of two processes; the other computes ten times its number."""

    def __init__(self, rank, count):
        self.count, self.rank, self._blocks, self._round = 2, rank, count, 0

    def gather(self, items):
        other = 2 * self._round + 1 - self.rank
        self._round += 1
        theirs = [10 * other] if other < self._blocks else []
        return [*items, *theirs] if self.rank == 0 else [*theirs, *items]


@pytest.mark.parametrize('count', [0, 1, 5])
def test_work_done_alone_is_given_in_order(count):
    assert list(Processes().share(count, lambda n: 10 * n)) == [10 * n for n in range(count)]


@pytest.mark.parametrize('count', [0, 1, 2, 5])
@pytest.mark.parametrize('rank', [0, 1])
def test_of_two_processes_each_does_half_and_gets_all(count, rank):
    mine = []
    given = list(One(rank, count).share(count, lambda n: mine.append(n) or 10 * n))
    assert mine == list(range(rank, count, 2))
    assert given == [10 * n for n in range(count)]
