"""Loads a LLaVA-family checkpoint from a local folder through transformers.

Nothing here reaches for the network: the libraries are told to be offline before they are
imported, and only paths of existing folders are given to them.
"""

from dataclasses import dataclass
import logging
import os
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.channels_last import lay_out_channels_last
from emotion_rescue.models.checkpoint_folder import weight_files
from emotion_rescue.models.llava_checkpoint import check_adapter_folder
from emotion_rescue.models.llava_checkpoint import check_llava_folder
from emotion_rescue.models.llava_compute_dtype import compute_in
from emotion_rescue.models.llava_cpu_layout import keep_layout
from emotion_rescue.models.llava_nf4 import nf4_config

PRECISIONS = ('nf4', 'fp16', 'fp32')
_LARGE_BYTES = 500_000_000  # quantising less than this at every start harms nobody
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class LoadedLlava:
    """A model in evaluation mode with its processor, and where and how it was loaded."""

    model: Any
    processor: Any
    device: str
    precision: str


def load_llava(folder: Path, adapter: Path | None = None, precision: str = 'nf4',
               device: str = 'auto') -> LoadedLlava:
    """Return the model of `folder`, with a PEFT `adapter` on top where one is given.

    Args:
        folder: a checkpoint as transformers saves it, safetensors only. One that was saved
            quantised stays so, whatever `precision` says; its files are mapped, not read.
        adapter: a folder as PEFT saves it, made for this checkpoint.
        precision: 'nf4' is bitsandbytes' 4-bit with double quantisation. It computes in float16
            on CUDA and in float32 on the CPU. 'fp16' means bfloat16 on the CPU, where float16
            is slow.
        device: 'cpu', 'cuda', 'cuda:N', or 'auto' for the best one present.

    Raises:
        WeightsError: the folders do not hold what they should, or cannot be loaded.
        MissingPackageError: transformers, bitsandbytes or peft is not installed.
        ValueError: `precision` is unknown.
    """
    if precision not in PRECISIONS:
        raise ValueError(f'precision is {precision!r}, expected one of {", ".join(PRECISIONS)}')
    config = check_llava_folder(folder)
    if adapter is not None:
        check_adapter_folder(adapter)
    _go_offline()
    device = _resolve_device(device)
    as_saved = bool(config.get('quantization_config'))
    if precision == 'nf4' and not as_saved:
        _warn_of_memory(folder)
    model = _load_model(folder, config, precision, device)
    if adapter is not None:
        model = _with_adapter(model, adapter)
    return LoadedLlava(model.eval(), _load_processor(folder), device,
                       'quantised as saved' if as_saved else precision)


def _go_offline():
    os.environ['HF_HUB_OFFLINE'] = '1'
    try:
        import transformers
    except ImportError as error:
        raise MissingPackageError(
            f'{error.name} is not installed; install emotion_rescue with its models') from error
    transformers.utils.logging.disable_progress_bar()
    # It advises every user to install faster kernels, which it would fetch from the network.
    logging.getLogger('bitsandbytes.backends.cpu.ops').setLevel(logging.ERROR)


def _resolve_device(device):
    import torch

    if device == 'auto':
        return 'cuda' if torch.cuda.is_available() else 'cpu'
    if device.startswith('cuda') and not torch.cuda.is_available():
        raise WeightsError(f'device is {device!r}, but no CUDA device is present; use cpu or auto')
    return device


def _warn_of_memory(folder):
    size = sum(path.stat().st_size for path in weight_files(folder))
    if size > _LARGE_BYTES:
        out = folder.with_name(f'{folder.name}-nf4')
        _logger.warning(
            '%s has %.1f GB, which are quantised anew at every start: that takes minutes, and '
            'memory for more than all of it; do it once with: '
            'emotion-rescue models quantize --weights %s --out %s', folder, size / 1e9, folder,
            out)


def _load_model(folder, config, precision, device):
    from transformers import AutoModelForImageTextToText

    try:
        model, info = AutoModelForImageTextToText.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, output_loading_info=True,
            device_map={'': device}, attn_implementation='sdpa',
            **_number_format(config, precision, device))
    except ImportError as error:
        raise MissingPackageError(f'{folder} cannot be loaded: {_first_line(error)}') from error
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f'{folder} cannot be loaded: {_first_line(error)}') from error
    absent = sorted(info['missing_keys'])
    if absent:  # transformers would go on with random numbers in their place
        raise WeightsError(f'{folder} lacks {len(absent)} tensors of its own architecture, such '
                           f'as {absent[0]}; copy the folder again')
    misfits = _misfits(model)
    if misfits:
        raise WeightsError(f'{folder} has tensors of another shape than its config.json says, '
                           f'such as {misfits[0]}; copy the folder again')
    if (config.get('quantization_config') or {}).get('load_in_4bit'):
        compute_in(model, _compute_dtype(precision, device))
    if precision == 'nf4' or config.get('quantization_config'):
        keep_layout(model)
    lay_out_channels_last(model)
    return model


def _misfits(model):
    """Return names of 4-bit layers whose weights have another shape; nobody else checks them."""
    return [name for name, layer in model.named_modules() if type(layer).__name__ == 'Linear4bit'
            and tuple(layer.weight.quant_state.shape) != (layer.out_features, layer.in_features)]


def _number_format(config, precision, device):
    """Return the arguments of from_pretrained that set data type and quantisation."""
    dtype = _compute_dtype(precision, device)
    if precision == 'nf4' and not config.get('quantization_config'):
        return {'dtype': dtype, 'quantization_config': nf4_config(dtype)}
    return {'dtype': dtype}


def _compute_dtype(precision, device):
    import torch

    if precision == 'fp32' or (precision == 'nf4' and device == 'cpu'):
        return torch.float32
    return torch.bfloat16 if device == 'cpu' else torch.float16


def _with_adapter(model, adapter):
    try:
        from peft import PeftModel
    except ImportError as error:
        raise MissingPackageError(
            f'the adapter {adapter} needs peft, which is not installed') from error
    try:
        adapted = PeftModel.from_pretrained(model, str(adapter), local_files_only=True)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise WeightsError(f'the adapter {adapter} was not made for this checkpoint: '
                           f'{_first_line(error)}') from error
    strays = _stray_tensors(adapted, adapter)
    if strays:  # peft would go on with the part that fits
        raise WeightsError(
            f'the adapter {adapter} was not made for this checkpoint: {len(strays)} of its '
            f'tensors have no counterpart, such as {strays[0]}')
    return adapted


def _stray_tensors(adapted, adapter):
    """Return names that only the adapter's file or only the adapted model has."""
    from peft import get_peft_model_state_dict
    from safetensors import safe_open

    wanted = set(get_peft_model_state_dict(adapted, save_embedding_layers=False))
    with safe_open(adapter / 'adapter_model.safetensors', framework='pt') as file:
        present = {name for name in file.keys()
                   if not any(part in name for part in ('embed_tokens', 'lm_head'))}
    return sorted(wanted ^ present)


def _load_processor(folder):
    from transformers import AutoProcessor

    try:
        processor = AutoProcessor.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError, ImportError) as error:
        raise WeightsError(
            f'the processor of {folder} cannot be loaded: {_first_line(error)}') from error
    if getattr(processor, 'tokenizer', None) is None:
        raise WeightsError(f'{folder} has no tokenizer; copy its files into the folder, too')
    return processor


def _first_line(error):
    return ' '.join((str(error).strip().splitlines() or [type(error).__name__])[:2])
