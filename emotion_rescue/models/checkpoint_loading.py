"""What loading a checkpoint with torch and transformers takes, whatever its architecture is."""

from collections.abc import Mapping
import logging
import os
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.llava_compute_dtype import compute_in
from emotion_rescue.models.llava_cpu_layout import keep_layout
from emotion_rescue.models.llava_nf4 import nf4_config

# What a model that was loaded raises where it cannot run: torch and CTranslate2 know many ways.
RUNNING_ERRORS = (IndexError, KeyError, MemoryError, RuntimeError, TypeError, ValueError)


# What libraries raise at a checkpoint that cannot be loaded.
LOADING_ERRORS = (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError)


def go_offline() -> None:
    """Import torch and transformers, which never reach for the network from now on.

    Raises:
        MissingPackageError: one of them is not installed.
    """
    # Read at import by the hub library, so it comes first.
    os.environ['HF_HUB_OFFLINE'] = '1'
    try:
        import torch  # noqa: F401 - transformers can be imported without it, but loads nothing
        import transformers
    except ImportError as error:
        raise MissingPackageError(
            f'{error.name} is not installed; install emotion_rescue with its models') from error
    transformers.utils.logging.disable_progress_bar()
    # It advises every user to install faster kernels, which it would fetch from the network.
    logging.getLogger('bitsandbytes.backends.cpu.ops').setLevel(logging.ERROR)


def resolve_device(device: str) -> str:
    """Return 'cuda' or 'cpu' for 'auto', and every other `device` as it is.

    Raises:
        WeightsError: it is a CUDA device, and none is present.
    """
    import torch

    if device == 'auto':
        return 'cuda' if torch.cuda.is_available() else 'cpu'
    if device.startswith('cuda') and not torch.cuda.is_available():
        raise WeightsError(f'device is {device!r}, but no CUDA device is present; use cpu or auto')
    return device


def compute_dtype(precision: str, device: str) -> Any:
    """Return the torch dtype in which 'nf4', 'fp16' or 'fp32' computes on `device`.

    Float16 is slow on the CPU: there it is bfloat16, and float32 for 4-bit weights.
    """
    import torch

    if precision == 'fp32' or (precision == 'nf4' and device == 'cpu'):
        return torch.float32
    return torch.bfloat16 if device == 'cpu' else torch.float16


def number_format(config: Mapping[str, Any], precision: str, device: str) -> dict[str, Any]:
    """Return the arguments of from_pretrained that set data type and quantisation.

    Args:
        config: the checkpoint's config.json; one that is saved quantised stays so.
        precision: 'nf4', 'fp16' or 'fp32'.
        device: as `resolve_device` returns it.
    """
    dtype = compute_dtype(precision, device)
    if precision == 'nf4' and not config.get('quantization_config'):
        return {'dtype': dtype, 'quantization_config': nf4_config(dtype)}
    return {'dtype': dtype}


def load_checkpoint(form: Any, folder: Path, config: Mapping[str, Any], precision: str,
                    device: str) -> Any:
    """Return the model in `folder`, whole, in the number format that is asked for.

    Args:
        form: an auto class of transformers.
        folder: with config.json and safetensors.
        config: the content of config.json.
        precision: as `number_format` takes it.
        device: as `resolve_device` returns it.

    Raises:
        WeightsError: it cannot be loaded, or tensors are missing or of another shape.
        MissingPackageError: a library that it needs is not installed.
    """
    try:
        model, info = form.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, output_loading_info=True,
            device_map={'': device}, attn_implementation='sdpa',
            **number_format(config, precision, device))
    except ImportError as error:
        raise MissingPackageError(f'{folder} cannot be loaded: {first_line(error)}') from error
    except LOADING_ERRORS as error:
        raise WeightsError(f'{folder} cannot be loaded: {first_line(error)}') from error
    absent = sorted(info['missing_keys'])
    if absent:  # transformers would go on with random numbers in their place
        raise WeightsError(f'{folder} lacks {len(absent)} tensors of its own architecture, such '
                           f'as {absent[0]}; copy the folder again')
    wrong = misfits(model)
    if wrong:
        raise WeightsError(f'{folder} has tensors of another shape than its config.json says, '
                           f'such as {wrong[0]}; copy the folder again')
    if (config.get('quantization_config') or {}).get('load_in_4bit'):
        compute_in(model, compute_dtype(precision, device))
    if precision == 'nf4' or config.get('quantization_config'):
        keep_layout(model)
    return model


def is_linear_4bit(layer: Any) -> bool:
    """Return whether `layer` is a Linear4bit of bitsandbytes, which need not be installed.

    peft's wrapper around such a layer, which has the same name, is none.
    """
    return any(kind.__name__ == 'Linear4bit' and kind.__module__.startswith('bitsandbytes.')
               for kind in type(layer).__mro__)


def misfits(model: Any) -> list[str]:
    """Return names of 4-bit layers whose weights have another shape; nobody else checks them."""
    return [name for name, layer in model.named_modules() if is_linear_4bit(layer)
            and tuple(layer.weight.quant_state.shape) != (layer.out_features, layer.in_features)]


def with_adapter(model: Any, adapter: Path) -> Any:
    """Return `model` with the PEFT adapter of a folder on top.

    Raises:
        WeightsError: it was not made for this model, or only a part of it fits.
        MissingPackageError: peft is not installed.
    """
    try:
        from peft import PeftModel
    except ImportError as error:
        raise MissingPackageError(
            f'the adapter {adapter} needs peft, which is not installed') from error
    try:
        adapted = PeftModel.from_pretrained(model, str(adapter), local_files_only=True)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise WeightsError(f'the adapter {adapter} was not made for this checkpoint: '
                           f'{first_line(error)}') from error
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


def first_run_error(folder: Path, device: str, error: BaseException) -> WeightsError:
    """Return what to raise where a model was loaded from `folder`, but fails on `device`."""
    remedy = 'copy the folder again' if device == 'cpu' else 'set device: cpu'
    return WeightsError(f'{folder} was loaded, but cannot run on the device {device}; {remedy}: '
                        f'{first_line(error)}')


def first_line(error: BaseException) -> str:
    """Return the first two lines of what `error` says in one, or the name of its type."""
    return ' '.join((str(error).strip().splitlines() or [type(error).__name__])[:2])
