import threading

from emotion_rescue.nodes.waiting_line import WaitingLine
from emotion_rescue.pipeline.worker import Worker


def test_an_empty_line_gives_nothing():
    assert WaitingLine().take(0.0) is None


def test_first_come_first_served():
    line = WaitingLine()
    for item in 'abc':
        line.put(item)
    assert [line.take() for _ in 'abc'] == ['a', 'b', 'c']


def test_what_waits_when_the_line_is_closed_is_still_served():
    served, may_go_on = [], threading.Event()

    def handle(item):
        assert may_go_on.wait(10.0)
        served.append(item)

    line = WaitingLine(capacity=50)
    worker = Worker('test', line, handle).start()
    for item in range(50):
        line.put(item)
    line.close()
    assert not line.closed
    may_go_on.set()
    assert worker.stop(10.0)
    assert served == list(range(50))
    assert line.closed


def test_whoever_puts_waits_for_room():
    line, put = WaitingLine(capacity=2), []

    def fill():
        for item in range(3):
            line.put(item)
            put.append(item)

    filler = threading.Thread(target=fill)
    filler.start()
    filler.join(0.1)
    assert put == [0, 1]
    assert line.take(10.0) == 0
    filler.join(10.0)
    assert put == [0, 1, 2]
    assert [line.take(0.0), line.take(0.0), line.take(0.0)] == [1, 2, None]


def test_closing_wakes_who_waits():
    line = WaitingLine()
    worker = Worker('test', line, lambda item: None).start()
    assert worker.stop(10.0)
