"""What a folder with a LLaVA checkpoint must look like; checked before anything heavy loads.

Only safetensors are accepted: other weight files are pickles, which can run code when loaded.
"""

import json
from pathlib import Path
import struct

from emotion_rescue.core.errors import WeightsError

LLAVA_TYPES = ('llava', 'llava_next', 'llava_onevision')
_PICKLES = ('*.bin', '*.pt', '*.pth', '*.ckpt')


def check_llava_folder(folder: Path) -> dict:
    """Return the checkpoint's config.json.

    Raises:
        WeightsError: the folder is missing, of another architecture, holds no safetensors or
            broken ones, or has no processor.
    """
    config = _read_config(folder, 'config.json', 'LLaVA checkpoint')
    kind = config.get('model_type')
    if kind not in LLAVA_TYPES:
        raise WeightsError(
            f'{folder} holds a model of the type {kind!r}, expected one of the LLaVA family: '
            f'{", ".join(LLAVA_TYPES)}')
    for path in _weight_files(folder, 'model.safetensors', 'model.safetensors.index.json'):
        check_safetensors(path)
    if not any((folder / n).is_file() for n in (
            'processor_config.json', 'preprocessor_config.json')):
        raise WeightsError(
            f'{folder} has no processor_config.json or preprocessor_config.json; copy the files '
            'of the processor from the place where the checkpoint comes from')
    return config


def check_adapter_folder(folder: Path) -> dict:
    """Return a PEFT adapter's adapter_config.json.

    Raises:
        WeightsError: the folder is missing, no PEFT adapter, or its safetensors are broken.
    """
    config = _read_config(folder, 'adapter_config.json', 'PEFT adapter')
    for path in _weight_files(folder, 'adapter_model.safetensors', None):
        check_safetensors(path)
    return config


def check_safetensors(path: Path) -> None:
    """Compare the file with its own table of contents, without reading the tensors.

    The format: 8 bytes with the length of a JSON header (little endian), the header, the data;
    see the safetensors project's README.

    Raises:
        WeightsError: no safetensors file, or cut off.
    """
    size = path.stat().st_size
    try:
        with path.open('rb') as file:
            header_size, = struct.unpack('<Q', file.read(8))
            if header_size > size:
                raise ValueError
            header = json.loads(file.read(header_size))
        ends = [entry['data_offsets'][1] for name, entry in header.items()
                if name != '__metadata__']
    except (struct.error, ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise WeightsError(
            f'{path} is no safetensors file, or a damaged one; copy it again') from None
    expected = 8 + header_size + max(ends, default=0)
    if size != expected:
        raise WeightsError(
            f'{path} has {size} bytes, its header says {expected}; it was cut off or damaged, '
            'copy it again')


def _read_config(folder, name, what):
    if not folder.is_dir():
        raise WeightsError(f'there is no folder {folder}; give the local folder of a {what}')
    path = folder / name
    if not path.is_file():
        raise WeightsError(f'{folder} has no {name}, so it is no {what}')
    try:
        config = json.loads(path.read_text(encoding='utf-8'))
    except (OSError, ValueError) as error:
        raise WeightsError(f'{path} cannot be read ({error}); copy it again') from error
    if not isinstance(config, dict):
        raise WeightsError(f'{path} is not a JSON object; copy it again')
    return config


def _weight_files(folder, single, index):
    if (folder / single).is_file():
        return [folder / single]
    if index and (folder / index).is_file():
        shards = _read_config(folder, index, 'sharded checkpoint').get('weight_map', {})
        paths = [folder / name for name in sorted(set(shards.values()))]
        missing = [path.name for path in paths if not path.is_file()]
        if missing or not paths:
            raise WeightsError(f'{folder} lacks {", ".join(missing) or "all"} of the weight files '
                               f'that {index} names; copy the folder again')
        return paths
    pickles = sorted(p.name for pattern in _PICKLES for p in folder.glob(pattern))
    if pickles:
        raise WeightsError(
            f'{folder} holds its weights as {pickles[0]}, a pickle, which can run code when it '
            f'is loaded; convert it to {single} on a machine that you can spare')
    raise WeightsError(f'{folder} has no {single}; copy the folder again')
