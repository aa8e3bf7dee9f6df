"""Processes that make numbered things; what they return comes back in order."""

from collections.abc import Callable
from collections.abc import Iterator
import multiprocessing
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.connection import wait
import os
import pickle
import signal
import threading
import traceback

from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.synthesis.dataset.single_threads import single_threads

# A slow item holds back the list; others are made ahead of it, but not without end.
_AHEAD_PER_WORKER = 16
_END_S = 5.0


def make_in_order(factory: Callable, indices: range, jobs: int) -> Iterator[dict]:
    """Yield what `factory().make(index)` returns for each index, in order, from `jobs` processes.

    The processes start fresh (spawn), as graphics and threads do not survive a fork. They end
    with the iterator (close it), and with this process, however it ends.

    Args:
        factory: builds a Maker (see ordered_work) in each process; picklable.
        indices: what to make.
        jobs: processes, 1 or more.

    Raises:
        UnfinishedError: a process was killed.
        Exception: what a maker raised; whatever cannot travel comes as RuntimeError.
    """
    workers = {}
    try:
        _start(factory, jobs, workers)
        yield from _collect(workers, indices)
    finally:
        for process in workers.values():
            process.terminate()
        for connection, process in workers.items():
            process.join(_END_S)
            if process.is_alive():
                process.kill()
                process.join()
            connection.close()


def _start(factory, jobs, workers):
    spawn = multiprocessing.get_context('spawn')
    # It is started with the first process otherwise, and lets go of the signal below.
    resource_tracker.ensure_running()
    # Ctrl-C reaches every process of a terminal; only this one shall answer, and end the others.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with single_threads():
            for number in range(jobs):
                here, there = spawn.Pipe()
                process = spawn.Process(target=_work, args=(factory, there), daemon=True,
                                        name=f'maker {number}')
                process.start()
                workers[here] = process
                there.close()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _collect(workers: dict[Connection, multiprocessing.Process], indices: range) -> Iterator[dict]:
    made, making, idle, coming = {}, {}, list(workers), iter(indices)
    next_out, next_in = indices.start, next(coming, None)
    ahead = _AHEAD_PER_WORKER * len(workers)
    while next_out < indices.stop:
        while idle and next_in is not None and next_in < next_out + ahead:
            connection = idle.pop()
            making[connection] = next_in
            _send(connection, next_in)
            next_in = next(coming, None)
        for connection in wait(list(making)):
            index = making.pop(connection)
            try:
                made[index] = connection.recv()
            except (EOFError, OSError):
                made[index] = None, _died(workers[connection], index)
            if made[index][1] is None:
                idle.append(connection)
            else:
                next_in = None  # No more; but what comes before is still listed.
        while next_out in made:
            record, error = made.pop(next_out)
            if error is not None:
                raise error
            yield record
            next_out += 1


def _send(connection, index):
    try:
        connection.send(index)
    except OSError:
        pass  # It died: what it left to say, or its end, is read next.


def _died(process, index):
    process.join(_END_S)
    code = process.exitcode
    how = f'exit code {code}'
    if code is not None and code < 0:
        how = f'killed by {signal.Signals(-code).name}'
    return UnfinishedError(
        f'a process ended ({how}) while it made item {index}, as happens where memory is short; '
        'the same command goes on from there, with fewer --jobs in less memory')


def _work(factory, connection):
    threading.Thread(target=_end_with_parent, daemon=True).start()
    maker = None
    try:
        maker = factory()
        while True:
            connection.send((maker.make(connection.recv()), None))
    except EOFError:
        pass
    except BaseException as error:  # noqa: BLE001 - all that goes wrong is told to the parent
        connection.send((None, _portable(error)))
    finally:
        if maker is not None:
            maker.close()


def _end_with_parent():
    wait([multiprocessing.parent_process().sentinel])
    os._exit(1)


def _portable(error):
    """Return `error` in a form that comes through a pipe unharmed; a fault with its traceback."""
    try:
        copy = pickle.loads(pickle.dumps(error))
        if str(copy) != str(error):
            raise ValueError('its text does not come through')
    except Exception:  # noqa: BLE001 - pickling calls code of any class
        kind = EmotionRescueError if isinstance(error, EmotionRescueError) else RuntimeError
        copy = kind(str(error) if kind is EmotionRescueError else repr(error))
    if not isinstance(error, (EmotionRescueError, OSError)):
        traceback.print_exception(type(error), error, error.__traceback__)
    return copy
