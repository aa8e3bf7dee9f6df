"""A folder that appears when it is complete, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import shutil

from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.errors import WeightsError


@contextmanager
def new_folder(out: Path, needed: int) -> Iterator[Path]:
    """Give a folder to fill, which becomes `out` at the end, and vanishes where that fails.

    Args:
        out: must not exist.
        needed: bytes that will be written.

    Raises:
        WeightsError: `out` exists.
        UnfinishedError: no room, or no right to write.
    """
    from safetensors import SafetensorError

    if out.exists() or out.is_symlink():
        raise WeightsError(f'{out} exists already; remove it, or give another folder')
    part = out.with_name(f'.{out.name}.part')
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)  # of a run that was killed
        free = shutil.disk_usage(out.parent).free
        if free < needed:
            raise UnfinishedError(f'{out.parent} has {free / 1e9:.2f} GB free and {out.name} will '
                                  f'take {needed / 1e9:.2f} GB; make room there')
        part.mkdir()
        yield part
        _sync(part)
        part.rename(out)
    except (OSError, SafetensorError) as error:
        raise UnfinishedError(f'{out} cannot be written ({error}); nothing is left of it: make '
                              'room there, or give another folder') from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _sync(folder):
    for path in folder.iterdir():
        with path.open('rb') as file:
            os.fsync(file.fileno())
