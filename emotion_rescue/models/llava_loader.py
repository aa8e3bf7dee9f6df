"""Loads a LLaVA-family checkpoint from a local folder through transformers.

Nothing here reaches for the network: the libraries are told to be offline before they are
imported, and only paths of existing folders are given to them.
"""

from dataclasses import dataclass
import logging
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.channels_last import lay_out_channels_last
from emotion_rescue.models.checkpoint_folder import weight_files
from emotion_rescue.models.checkpoint_loading import first_line
from emotion_rescue.models.checkpoint_loading import go_offline
from emotion_rescue.models.checkpoint_loading import load_checkpoint
from emotion_rescue.models.checkpoint_loading import resolve_device
from emotion_rescue.models.checkpoint_loading import with_adapter
from emotion_rescue.models.llava_checkpoint import check_adapter_folder
from emotion_rescue.models.llava_checkpoint import check_llava_folder

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
    go_offline()
    device = resolve_device(device)
    as_saved = bool(config.get('quantization_config'))
    if precision == 'nf4' and not as_saved:
        _warn_of_memory(folder)
    model = _load_model(folder, config, precision, device)
    if adapter is not None:
        model = with_adapter(model, adapter)
    return LoadedLlava(model.eval(), _load_processor(folder), device,
                       'quantised as saved' if as_saved else precision)


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

    model = load_checkpoint(AutoModelForImageTextToText, folder, config, precision, device)
    lay_out_channels_last(model)
    return model


def _load_processor(folder):
    from transformers import AutoProcessor

    try:
        processor = AutoProcessor.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError, ImportError) as error:
        raise WeightsError(
            f'the processor of {folder} cannot be loaded: {first_line(error)}') from error
    if getattr(processor, 'tokenizer', None) is None:
        raise WeightsError(f'{folder} has no tokenizer; copy its files into the folder, too')
    return processor
