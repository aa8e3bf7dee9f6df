"""A folder with a transformers checkpoint: read with care before any library opens it.

Only safetensors are accepted: other weight files are pickles, which can run code when loaded.
"""

import json
from pathlib import Path
import struct

from emotion_rescue.core.errors import WeightsError

_PICKLES = ('*.bin', '*.pt', '*.pth', '*.ckpt')


def read_json(folder: Path, name: str, what: str) -> dict:
    """Return the JSON object FOLDER/name of a `what`, such as 'wav2vec2 checkpoint'.

    Raises:
        WeightsError: no folder, no such file in it, or no JSON object in the file.
    """
    if not folder.is_dir():
        raise WeightsError(f'there is no folder {folder}; give the local folder of a {what}')
    path = folder / name
    if not path.is_file():
        raise WeightsError(f'{folder} has no {name}, so it is no {what}')
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
    except (OSError, ValueError) as error:
        raise WeightsError(f'{path} cannot be read ({error}); copy it again') from error
    if not isinstance(content, dict):
        raise WeightsError(f'{path} is not a JSON object; copy it again')
    return content


def tensor_names(folder: Path, stem: str = 'model') -> set[str]:
    """Return the names of all tensors of the checkpoint, from the files' headers alone.

    Args:
        folder: of the checkpoint.
        stem: the weights are in STEM.safetensors, or in the files that
            STEM.safetensors.index.json names.

    Raises:
        WeightsError: there are no safetensors, only pickles, or a file is damaged or missing.
    """
    return {name for path in weight_files(folder, stem) for name in _header(path)}


def tensor_layout(folder: Path, stem: str = 'model') -> dict[str, tuple[tuple[int, ...], int]]:
    """Return name -> (shape, bytes) of all tensors; raises as `tensor_names` does."""
    return {name: (shape, end - start) for path in weight_files(folder, stem)
            for name, (shape, start, end) in _header(path).items()}


def weight_files(folder: Path, stem: str = 'model') -> list[Path]:
    """Return the files with the checkpoint's weights; raises as `tensor_names` does."""
    single, index = f'{stem}.safetensors', f'{stem}.safetensors.index.json'
    if (folder / single).is_file():
        return [folder / single]
    if (folder / index).is_file():
        shards = read_json(folder, index, 'sharded checkpoint').get('weight_map', {})
        paths = [folder / name for name in sorted(set(shards.values()))]
        missing = [path.name for path in paths if not path.is_file()]
        if missing or not paths:
            raise WeightsError(f'{folder} lacks {", ".join(missing) or "all"} of the weight '
                               f'files that {index} names; copy the folder again')
        return paths
    pickles = sorted(path.name for pattern in _PICKLES for path in folder.glob(pattern))
    if pickles:
        raise WeightsError(
            f'{folder} holds its weights as {pickles[0]}, a pickle, which can run code when it '
            f'is loaded; convert it to {single} on a machine that you can spare')
    raise WeightsError(f'{folder} has no {single}; copy the folder again')


def _header(path):
    """Return name -> (shape, start, end) in a file whose size agrees with its own header.

    The format: 8 bytes with the length of a JSON header (little endian), the header, the data;
    see the safetensors project's README.
    """
    size = path.stat().st_size
    try:
        with path.open('rb') as file:
            header_size, = struct.unpack('<Q', file.read(8))
            if header_size > size:
                raise ValueError
            header = json.loads(file.read(header_size))
        places = {name: (tuple(entry['shape']), *entry['data_offsets'])
                  for name, entry in header.items() if name != '__metadata__'}
        data_size = max((end for _, _, end in places.values()), default=0)
    except (struct.error, ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise WeightsError(
            f'{path} is no safetensors file, or a damaged one; copy it again') from None
    expected = 8 + header_size + data_size
    if size != expected:
        raise WeightsError(
            f'{path} has {size} bytes, its header says {expected}; it was cut off or damaged, '
            'copy it again')
    return places
