"""Opens an ONNX model with ONNX Runtime on the device asked for."""

import os
from pathlib import Path

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError

_CUDA = 'CUDAExecutionProvider'
_TENSORRT = 'TensorrtExecutionProvider'
_CPU = 'CPUExecutionProvider'


def import_onnxruntime():
    """Return the module onnxruntime.

    Raises:
        MissingPackageError: it is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingPackageError(
            'running an .onnx model needs the package onnxruntime, or onnxruntime-gpu for '
            f'cuda and tensorrt; install one of them ({error})') from error
    # Its warnings (an unused initializer, a provider that is not there) are told by this package.
    onnxruntime.set_default_logger_severity(3)
    return onnxruntime


def cuda_is_built_in() -> bool:
    """Return whether this ONNX Runtime can compute on CUDA devices at all.

    Raises:
        MissingPackageError: onnxruntime is not installed.
    """
    return _CUDA in import_onnxruntime().get_available_providers()


def open_session(path: Path, device: str = 'auto', threads: int = 0):
    """Return an `onnxruntime.InferenceSession` for the model `path`.

    Args:
        path: the .onnx file.
        device: auto, cpu, cuda, cuda:N or tensorrt; auto takes CUDA where it works, else the CPU.
        threads: CPU threads within an operator; 0: as many as this process may use.

    Raises:
        WeightsError: the file is no ONNX model, or the device asked for is not there.
        MissingPackageError: onnxruntime is not installed.
    """
    ort = import_onnxruntime()
    providers = _providers(device, ort.get_available_providers())
    try:
        session = ort.InferenceSession(str(path), _options(ort, threads), providers=providers)
    except Exception as error:  # noqa: BLE001 - the library's own classes differ by version
        reason = ' '.join(str(error).split())[:200]
        raise WeightsError(
            f'{path} cannot be opened as an ONNX model (truncated, or another format?); export '
            f'it again from its weights; ONNX Runtime says: {reason}') from error
    used = session.get_providers()[0]
    if device not in ('auto', 'cpu') and used == _CPU:
        raise WeightsError(
            f'device {device!r} was asked for {path}, but ONNX Runtime could only start on the '
            'CPU; check the CUDA installation, or set device to auto or cpu')
    return session


def _options(ort, threads):
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads or len(os.sched_getaffinity(0))
    options.inter_op_num_threads = 1
    # A spinning thread burns the core that image transport needs: on two busy cores two spinning
    # threads took twice as long a frame as one.
    options.add_session_config_entry('session.intra_op.allow_spinning', '0')
    return options


def _providers(device, available):
    kind, _, index = device.partition(':')
    if kind not in ('auto', 'cpu', 'cuda', 'tensorrt') or (index and not index.isdigit()):
        raise WeightsError(f'device {device!r} is none of auto, cpu, cuda, cuda:N and tensorrt')
    cuda = (_CUDA, {'device_id': int(index or 0)})
    if kind == 'cpu' or (kind == 'auto' and _CUDA not in available):
        return [_CPU]
    wanted = _TENSORRT if kind == 'tensorrt' else _CUDA
    if wanted not in available:
        raise WeightsError(
            f'device {device!r} needs {wanted}, but this ONNX Runtime has only '
            f'{", ".join(available)}; install onnxruntime-gpu, or set device to auto or cpu')
    return [*([_tensorrt(index)] if kind == 'tensorrt' else []), cuda, _CPU]


def _tensorrt(index):
    # Building an engine takes minutes; the next start finds it here.
    cache = Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache')
    folder = cache / 'emotion_rescue' / 'tensorrt'
    folder.mkdir(parents=True, exist_ok=True)
    return (_TENSORRT, {'device_id': int(index or 0), 'trt_fp16_enable': True,
                        'trt_engine_cache_enable': True, 'trt_engine_cache_path': str(folder)})
