"""Processes that live and end together: started, watched, restarted, ended in order."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
import ctypes
from dataclasses import dataclass
from dataclasses import field
import signal
import subprocess
import threading
import time

_PR_SET_PDEATHSIG = 1
_POLL_S = 0.05
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0
# A process that lived this long has recovered: its next pause is short again.
_HEALTHY_S = 60.0
_HURRIED_PATIENCE_S = 2.0


@dataclass(frozen=True)
class ProcessSpec:
    """What to start.

    Attributes:
        name: for messages.
        command: program and arguments.
        outlives: whether it is ended only when the others have ended, such as a recorder.
    """

    name: str
    command: tuple[str, ...]
    outlives: bool = False


@dataclass
class _Child:
    spec: ProcessSpec
    process: subprocess.Popen | None = None
    reader: threading.Thread | None = None
    started_s: float = 0.0
    deaths: int = 0
    start_again_s: float = 0.0
    last_lines: list[str] = field(default_factory=list)


class ProcessGroup:
    """Child processes of this one; use it as a context manager.

    Each line that a child prints goes to `say`, prefixed with the child's name. Children do not
    get the terminal's Ctrl-C themselves: this process ends them, and they end with it
    should it be killed (Linux).

    Args:
        specs: what to start, in this order.
        say: takes one line of text.
        environment: the children's; None: this process' own.
        restart: whether `tend` starts a dead process again.
        patience_s: how long a process may take to end after SIGINT, before SIGTERM and SIGKILL.
    """

    def __init__(self, specs: Sequence[ProcessSpec], say: Callable[[str], None] = print,
                 environment: Mapping[str, str] | None = None, restart: bool = False,
                 patience_s: float = 8.0):
        self._children = [_Child(spec) for spec in specs]
        self._say = say
        self._environment = None if environment is None else dict(environment)
        self._restart = restart
        self._patience_s = patience_s
        # Looked up here, because little may be done between fork and exec.
        self._prctl = getattr(ctypes.CDLL(None), 'prctl', None)

    def __enter__(self):
        try:
            for child in self._children:
                self._start(child)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind, *exc_info):
        if kind is not None:
            # The user waits for the reason, and a node may be in the middle of loading a model.
            self._patience_s = min(self._patience_s, _HURRIED_PATIENCE_S)
        self.stop()

    def tend(self) -> list[str]:
        """Notice who has died; call it often, from the thread that entered the group.

        Returns:
            Names of the processes that are dead now. With `restart` those are started again
            after a pause of 1 s that doubles with each death in a row, up to 30 s.
        """
        now_s = time.monotonic()
        for child in self._children:
            if child.process is not None and child.process.poll() is not None:
                self._bury(child, now_s)
            if child.process is None and self._restart and now_s >= child.start_again_s:
                self._start(child)
        return [c.spec.name for c in self._children if c.process is None]

    def last_lines(self, name: str) -> list[str]:
        """Return the last lines (up to 50) that the process `name` printed."""
        return next(list(c.last_lines) for c in self._children if c.spec.name == name)

    def pids(self) -> dict[str, int]:
        """Return name -> process id of the processes that run."""
        return {c.spec.name: c.process.pid for c in self._children if c.process is not None}

    def stop(self) -> list[str]:
        """End all and return the names of those that had to be killed."""
        killed = []
        for outlives in (False, True):
            killed += self._end([c for c in self._children if c.process is not None
                                 and c.spec.outlives == outlives])
        return killed

    def _start(self, child):
        child.started_s = time.monotonic()
        child.process = subprocess.Popen(
            child.spec.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, env=self._environment, start_new_session=True,
            preexec_fn=self._end_with_parent)
        child.reader = threading.Thread(
            target=self._read, args=(child, child.process.stdout), daemon=True)
        child.reader.start()

    def _end_with_parent(self):
        if self._prctl is not None:
            self._prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    def _read(self, child, stream):
        with stream:
            for raw in stream:
                line = raw.decode(errors='replace').rstrip()
                child.last_lines = [*child.last_lines[-49:], line]
                self._say(f'[{child.spec.name}] {line}')

    def _bury(self, child, now_s):
        code = child.process.returncode
        self._finish(child)
        child.deaths = 1 if now_s - child.started_s > _HEALTHY_S else child.deaths + 1
        pause_s = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** (child.deaths - 1))
        child.start_again_s = now_s + pause_s
        again = f'; starting it again in {pause_s:.0f} s' if self._restart else ''
        self._say(f'{child.spec.name} has ended by itself ({describe_exit(code)}){again}')

    def _end(self, children):
        left = list(children)
        for number in (signal.SIGINT, signal.SIGTERM):
            for child in left:
                child.process.send_signal(number)
            end_s = time.monotonic() + self._patience_s
            left = [child for child in left if not _ends_by(child, end_s)]
            for child in left:
                self._say(f'{child.spec.name} is still running {self._patience_s:g} s after '
                          f'{number.name}')
        for child in left:
            child.process.kill()
            child.process.wait()
        for child in children:
            self._finish(child)
        return [child.spec.name for child in left]

    def _finish(self, child):
        child.reader.join(timeout=1.0)
        child.process = None


def _ends_by(child, end_s):
    try:
        child.process.wait(max(0.0, end_s - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True


def describe_exit(code: int) -> str:
    """Return 'exit code 3', or the name of the signal that ended a process."""
    return f'exit code {code}' if code >= 0 else signal.Signals(-code).name


def wait_while(group: ProcessGroup, stop: threading.Event) -> None:
    """Tend `group` until `stop` is set."""
    while not stop.wait(_POLL_S):
        group.tend()
