import logging
import threading

from emotion_rescue.pipeline.newest_slot import NewestSlot
from emotion_rescue.pipeline.worker import Worker

DEADLINE_S = 10.0


class Scripted:
    """Raises on items that say so; tells when an item is done."""

    def __init__(self):
        self.seen = []
        self.done = threading.Semaphore(0)

    def __call__(self, item):
        self.seen.append(item)
        self.done.release()
        if item == 13:
            raise RuntimeError('unlucky')


def test_worker_lives_on_after_a_failure_and_says_which_item_it_was(caplog):
    slot, handle = NewestSlot(), Scripted()
    worker = Worker('sight', slot, handle).start()
    with caplog.at_level(logging.ERROR):
        for item in (1, 13, 2):
            slot.put(item)
            assert handle.done.acquire(timeout=DEADLINE_S)
        assert worker.stop(DEADLINE_S)
    assert handle.seen == [1, 13, 2]
    assert (worker.processed, worker.failed) == (2, 1)
    assert worker.last_error == 'RuntimeError: unlucky'
    assert [r.getMessage() for r in caplog.records] == [
        'sight failed on the item of stamp 13; going on with the next one']


def test_stop_waits_for_the_item_in_hand():
    slot, begun, may_end = NewestSlot(), threading.Event(), threading.Event()

    def handle(_):
        begun.set()
        may_end.wait(DEADLINE_S)

    worker = Worker('slow', slot, handle).start()
    slot.put(1)
    assert begun.wait(DEADLINE_S)
    assert not worker.stop(timeout_s=0.01)
    may_end.set()
    assert worker.stop(DEADLINE_S)
    assert worker.processed == 1


def test_stop_before_start_and_twice():
    worker = Worker('idle', NewestSlot(), print)
    assert worker.stop()
    assert worker.stop()
