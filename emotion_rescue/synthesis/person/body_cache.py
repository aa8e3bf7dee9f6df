"""Lets one process build anny's cache, and all others wait for it and load it."""

from contextlib import contextmanager
import fcntl
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version
from pathlib import Path

_FOLDER = Path.home() / '.cache' / 'emotion_rescue'


@contextmanager
def body_cache(folder: Path = _FOLDER):
    """Build bodies within this, where several processes do so at the same time.

    anny takes a minute to build its cache the first time, and writes it in pieces; a second
    process that started meanwhile would read half of it.

    Args:
        folder: for the lock; where it cannot be written, nobody waits.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        built = folder / f'anny-{version("anny")}.built'
        lock = open(folder / 'anny.lock', 'a')  # noqa: SIM115 - closed below
    except (OSError, PackageNotFoundError):
        yield
        return
    with lock:
        # Once it is built, all may load it at the same time.
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not built.exists():
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
        built.touch()
