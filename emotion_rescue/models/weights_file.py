"""Says in one sentence why a file cannot be a checkpoint, before any library opens it."""

from collections.abc import Sequence
from pathlib import Path

from emotion_rescue.core.errors import WeightsError

_LFS_POINTER = b'version https://git-lfs'
# First bytes (at an offset) of the file forms that have them.
_SIGNATURES = {'.tflite': (4, b'TFL3')}


def check_weights_file(path: Path, endings: Sequence[str]) -> None:
    """Refuse `path` unless it is a file with one of `endings` and content.

    Raises:
        WeightsError: missing, a folder, of another form, empty, or a Git LFS pointer.
    """
    path = Path(path)
    if not path.exists():
        raise WeightsError(f'there are no weights at {path}; give the path of a checkpoint (no '
                           'checkpoint is ever downloaded)')
    if path.suffix.lower() not in endings:
        raise WeightsError(f'{path} ends in {path.suffix!r}, but weights are expected in one of '
                           f'{", ".join(endings)}; export the model to one of these')
    if not path.is_file():
        raise WeightsError(f'{path} is a folder, but a {path.suffix} checkpoint is one file')
    with path.open('rb') as file:
        head = file.read(64)
    if not head:
        raise WeightsError(f'{path} is empty; copy the checkpoint again')
    if head.startswith(_LFS_POINTER):
        raise WeightsError(f'{path} is a Git LFS pointer, not the weights; run "git lfs pull"')
    offset, signature = _SIGNATURES.get(path.suffix.lower(), (0, b''))
    if head[offset:offset + len(signature)] != signature:
        raise WeightsError(f'{path} is no {path.suffix} model; copy or export it again')
