import os
import signal
import sys
import threading
import time

import pytest

from emotion_rescue.cli.process_group import describe_exit
from emotion_rescue.cli.process_group import ProcessGroup
from emotion_rescue.cli.process_group import ProcessSpec

# Says that it is ready, then waits; says how it ended.
OBEDIENT = """
import signal, sys, threading
stop = threading.Event()
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda n, _: (print('got', signal.Signals(n).name), stop.set()))
print('ready')
stop.wait()
"""
STUBBORN = """
import signal, threading
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
print('ready')
while True:
    threading.Event().wait(1)
"""
DEADLINE_S = 20.0


class Log:
    def __init__(self):
        self.lines = []
        self._changed = threading.Condition()

    def __call__(self, line):
        with self._changed:
            self.lines.append(line)
            self._changed.notify_all()

    def wait_for(self, text, count=1, tend=lambda: None):
        end_s = time.monotonic() + DEADLINE_S
        with self._changed:
            while sum(text in line for line in self.lines) < count:
                assert time.monotonic() < end_s, f'{text!r} did not come: {self.lines}'
                self._changed.wait(0.05)
                tend()


def python(name, code, outlives=False):
    return ProcessSpec(name, (sys.executable, '-u', '-c', code), outlives)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_nothing_to_start():
    with ProcessGroup([]) as group:
        assert group.tend() == []
        assert group.stop() == []


def test_output_is_prefixed_and_who_outlives_ends_last():
    log = Log()
    with ProcessGroup([python('first', OBEDIENT, True), python('second', OBEDIENT)], log) as group:
        log.wait_for('ready', count=2)
        pids = group.pids()
        assert group.tend() == []
        assert group.stop() == []
    assert not any(alive(pid) for pid in pids.values())
    assert [line for line in log.lines if 'got' in line] == [
        '[second] got SIGINT', '[first] got SIGINT']


def test_a_process_that_ignores_signals_is_killed_and_named():
    log = Log()
    with ProcessGroup([python('deaf', STUBBORN)], log, patience_s=0.2) as group:
        log.wait_for('ready')
        assert group.stop() == ['deaf']
    assert any('still running' in line and 'SIGTERM' in line for line in log.lines)


def test_an_error_does_not_wait_long_for_processes_to_end():
    log = Log()
    with pytest.raises(ValueError, match='why'):
        with ProcessGroup([python('deaf', STUBBORN)], log, patience_s=60.0) as group:
            log.wait_for('ready')
            pid = group.pids()['deaf']
            began_s = time.monotonic()
            raise ValueError('why')
    assert time.monotonic() - began_s < DEADLINE_S
    assert not alive(pid)


def test_a_dead_process_is_said_aloud_and_started_again():
    log = Log()
    with ProcessGroup([python('weak', OBEDIENT)], log, restart=True) as group:
        log.wait_for('ready')
        os.kill(group.pids()['weak'], signal.SIGKILL)
        log.wait_for('ready', count=2, tend=group.tend)
    assert 'weak has ended by itself (SIGKILL); starting it again in 1 s' in log.lines


def test_pause_before_a_restart_doubles():
    log = Log()
    with ProcessGroup([python('broken', 'raise SystemExit(3)')], log, restart=True) as group:
        log.wait_for('again in 2 s', tend=group.tend)
    pauses = [line for line in log.lines if 'starting it again' in line]
    assert pauses[0] == 'broken has ended by itself (exit code 3); starting it again in 1 s'


def test_without_restart_the_dead_are_named_and_their_last_words_kept():
    log = Log()
    with ProcessGroup([python('ill', "print('no weights')")], log) as group:
        log.wait_for('ill has ended', tend=group.tend)
        assert group.tend() == ['ill']
        assert group.last_lines('ill') == ['no weights']


def test_children_end_with_a_parent_that_is_killed(tmp_path):
    code = f"""
import time
from emotion_rescue.cli.process_group import ProcessGroup, ProcessSpec
with ProcessGroup([ProcessSpec('child', ({sys.executable!r}, '-u', '-c', {OBEDIENT!r}))],
                  lambda line: print(line, flush=True)) as group:
    print('pid', group.pids()['child'], flush=True)
    time.sleep(60)
"""
    log = Log()
    with ProcessGroup([python('parent', code)], log) as outer:
        log.wait_for('[child] ready')
        pid = int(next(line for line in log.lines if '[parent] pid' in line).split()[-1])
        os.kill(outer.pids()['parent'], signal.SIGKILL)
        end_s = time.monotonic() + DEADLINE_S
        while alive(pid):
            assert time.monotonic() < end_s, 'the child outlived its parent'
            outer.tend()
            threading.Event().wait(0.02)


@pytest.mark.parametrize(('code', 'text'), [
    (0, 'exit code 0'), (3, 'exit code 3'), (-signal.SIGSEGV, 'SIGSEGV')])
def test_describe_exit(code, text):
    assert describe_exit(code) == text
