"""Writes what a training must not lose: whole or not at all, with one sentence when it fails."""

from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
import io
import json
import os
from pathlib import Path
import shutil
from typing import Any

from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.synthesis.dataset.listings import finite
from emotion_rescue.synthesis.dataset.ordered_work import storage
from emotion_rescue.synthesis.dataset.ordered_work import write_whole

_PART = '.part'


def save_json(path: Path, content: Any) -> None:
    """Write `content` to `path` in one step; NaN, which JSON lacks, as null.

    Raises:
        UnfinishedError: there is no room or no right to write.
    """
    save_bytes(path, (json.dumps(finite(content), indent=1, allow_nan=False) + '\n').encode())


def save_tensors(path: Path, content: dict) -> None:
    """Write a dict of tensors and plain values in one step; raises as `save_json` does."""
    import torch

    buffer = io.BytesIO()  # so that what the disk refuses is an OSError, and not torch's guess
    torch.save(content, buffer)
    save_bytes(path, buffer.getbuffer())


def load_tensors(path: Path) -> dict:
    """Return what `save_tensors` wrote; nothing in it is run.

    Raises:
        WeightsError: it is damaged.
    """
    import torch

    try:
        return torch.load(path, map_location='cpu', weights_only=True)
    except Exception as error:  # torch raises whatever the first wrong byte leads to
        raise WeightsError(f'{path} is damaged ({type(error).__name__}); remove the folder '
                           f'{path.parent} to train anew') from error


def save_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a new folder, then move its files into `folder` one by one.

    Raises:
        UnfinishedError: no room or right; `folder` is as it was.
    """
    part = folder / f'new{_PART}'
    with _refused(folder), _removed(part):
        part.mkdir(parents=True)
        write(part)
        for path in part.iterdir():
            with path.open('rb') as file:
                os.fsync(file.fileno())
        for path in part.iterdir():
            os.replace(path, folder / path.name)


def save_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` in one step, in a folder that is made; raises as `save_json` does."""
    with _refused(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            write_whole(path, data)
        except OSError:
            path.with_name(path.name + _PART).unlink(missing_ok=True)  # it fills what room is left
            raise


@contextmanager
def _removed(folder: Path) -> Iterator[None]:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _refused(folder: Path) -> Iterator[None]:
    from safetensors import SafetensorError

    with storage(folder):
        try:
            yield
        except SafetensorError as error:  # what safetensors makes of a full disk
            raise UnfinishedError(
                f'{folder} cannot be written ({error}); make room there, and the same command '
                'goes on') from error
