import os
import threading

from emotion_rescue.evaluation.memory_log import MemoryLog


def test_who_runs_is_sampled_and_who_has_ended_is_left_out():
    looked = threading.Event()
    times = []

    def pids():
        times.append(len(times))
        if len(times) == 4:
            looked.set()
        return {'me': os.getpid(), 'gone': 2**22 + 1}

    with MemoryLog(pids, every_s=0.01) as log:
        assert looked.wait(20.0)
    assert log.samples.keys() == {'me'}
    mine = log.samples['me']
    assert len(mine) >= 3
    assert all(s.resident_bytes >= s.anonymous_bytes > 1_000_000 for s in mine)
    assert [s.at_s for s in mine] == sorted({s.at_s for s in mine})
