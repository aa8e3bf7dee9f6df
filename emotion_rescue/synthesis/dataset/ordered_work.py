"""Makes the items of a data set in several processes, and lists them in order, each when complete.

A listing (.jsonl) has one line an item. A line is written after the item's files are on the disk,
so that whatever stops a run, even a power cut, the lines tell how far it came: the same call goes
on from there. Item i depends on i alone, so the bytes are the same for any number of processes.
"""

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
import errno
import fcntl
import json
import os
from pathlib import Path
import shutil
from typing import Any
from typing import Protocol

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.synthesis.dataset.single_threads import single_threads
from emotion_rescue.synthesis.dataset.worker_processes import make_in_order

_STORAGE_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO,
                   errno.ENOTDIR, errno.EEXIST, errno.ENOENT, errno.EISDIR, errno.ENAMETOOLONG)
_MB = 1e6


class Maker(Protocol):
    """Makes items; built once in each process, as building it may take long."""

    def make(self, index: int) -> dict[str, Any]:
        """Write the files of item `index` with `write_whole`; return its line, plain JSON."""

    def close(self) -> None:
        """Give back what the maker holds."""


def write_in_order(factory: Callable[[], Maker], count: int, listing: Path, *,
                   jobs: int | None = None,
                   progress: Callable[[int, int], None] = lambda done, count: None,
                   item_bytes: int = 0) -> int:
    """Make what `listing` lacks of items 0..count-1 and return how many it lists then.

    Args:
        factory: builds a Maker; picklable, as it is called in every process: for example
            `functools.partial(VoiceMaker, folder, seed)`. Not called when nothing is lacking.
        count: items in the listing when done; more that exist stay, and count.
        listing: the .jsonl; its folder is made where it is missing.
        jobs: processes; None is one for each core, 1 works in this one.
        progress: called with (items listed, count), first before anything is made.
        item_bytes: about how large the files of an item are, to say how much room lacks.

    Raises:
        InputError: count is negative, jobs is not positive, or another run writes to the listing.
        UnfinishedError: no room or no right to write, or a process was killed.
        Exception: whatever the maker raised.
    """
    if count < 0:
        raise InputError(f'a data set cannot have {count} items; count must be 0 or more')
    if jobs is not None and jobs < 1:
        raise InputError(f'jobs is {jobs}, but must be 1 or more')
    done = 0
    with storage(listing.parent, lambda: f', about {(count - done) * item_bytes / _MB:,.0f} MB '
                 f'are needed for {count - done:,} more items' if item_bytes else ''):
        listing.parent.mkdir(parents=True, exist_ok=True)
        with _own(listing) as lines:
            done = _drop_cut_off_line(lines)
            count = max(done, count)
            progress(done, count)
            todo = range(done, count)
            with closing(_made(factory, todo, jobs or len(os.sched_getaffinity(0)))) as records:
                for record in records:
                    lines.write(json.dumps(record, allow_nan=False).encode() + b'\n')
                    lines.flush()
                    os.fsync(lines.fileno())
                    done += 1
                    progress(done, count)
    return done


@contextmanager
def storage(folder: Path, need: Callable[[], str] = lambda: '',
            then: str = 'the same command goes on from there') -> Iterator[None]:
    """Turn what the file system refuses within this into an UnfinishedError.

    Args:
        folder: what is written to.
        need: says how much room is needed, if that is known.
        then: what happens once there is room.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _STORAGE_ERRORS:
            raise
        raise UnfinishedError(_no_room(error, folder, need(), then)) from error


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` in one step: whoever looks sees the file complete or not at all."""
    part = path.with_name(f'{path.name}.part')
    with open(part, 'wb') as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def _made(factory: Callable[[], Maker], indices: range, jobs: int) -> Iterator[dict]:
    jobs = min(jobs, len(indices))
    if jobs > 1:
        yield from make_in_order(factory, indices, jobs)
    elif jobs == 1:
        with single_threads(), closing(factory()) as maker:
            for index in indices:
                yield maker.make(index)


@contextmanager
def _own(listing):
    """Open `listing` to read and append bytes; no second run can at the same time."""
    with open(listing, 'ab+') as lines:
        try:
            fcntl.flock(lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f'another run is writing to {listing}; wait for its end') from None
        yield lines


def _drop_cut_off_line(lines):
    """Cut what follows the last line break; return how many whole lines there are."""
    lines.seek(0)
    whole, size = 0, 0
    for line in lines:
        if line.endswith(b'\n'):
            whole, size = whole + 1, size + len(line)
    lines.truncate(size)
    return whole


def _no_room(error, folder, need, then):
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents)
                    if path.exists())
    free_mb = shutil.disk_usage(existing).free / _MB
    return (f'{error.filename or folder} cannot be written ({error.strerror}): {folder} has '
            f'{free_mb:,.0f} MB free{need}; make room or the folder writable, and {then}')
