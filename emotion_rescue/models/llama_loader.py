"""Loads a language model of the Llama family: SmolLM2 from its package, or any local folder.

The number formats, and what is checked, are those of `checkpoint_loading`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.checkpoint_folder import read_json
from emotion_rescue.models.checkpoint_folder import tensor_names
from emotion_rescue.models.checkpoint_loading import compute_dtype
from emotion_rescue.models.checkpoint_loading import first_line
from emotion_rescue.models.checkpoint_loading import go_offline
from emotion_rescue.models.checkpoint_loading import load_checkpoint
from emotion_rescue.models.checkpoint_loading import LOADING_ERRORS
from emotion_rescue.models.checkpoint_loading import resolve_device
from emotion_rescue.models.checkpoint_loading import with_adapter
from emotion_rescue.models.llava_checkpoint import check_adapter_folder
from emotion_rescue.models.llava_loader import PRECISIONS
from emotion_rescue.models.smollm2 import load_smollm2

LLAMA_TYPES = ('llama', 'mistral')
SMOLLM2 = 'SmolLM2-135M-Instruct'


@dataclass(frozen=True, eq=False)
class LoadedLlama:
    """A model in evaluation mode with its tokenizer, and where and how it was loaded."""

    model: Any
    tokenizer: Any
    device: str
    precision: str


def load_llama(weights: Path | None = None, adapter: Path | None = None, precision: str = 'fp16',
               device: str = 'auto') -> LoadedLlama:
    """Return the model, with a PEFT `adapter` merged into it or on top.

    Args:
        weights: a checkpoint as transformers saves it, safetensors only; None is SmolLM2 from its
            Python package, which knows no 'nf4'.
        adapter: a folder as PEFT saves it, made for these weights. It is merged, which makes it
            free, unless the weights are 4 bit.
        precision: as `llava_loader.load_llava` takes it.
        device: 'cpu', 'cuda', 'cuda:N', or 'auto' for the best one present.

    Raises:
        WeightsError: the folders do not hold what they should, or cannot be loaded.
        MissingPackageError: transformers, peft, or SmolLM2's package is not installed.
        ValueError: `precision` is unknown.
    """
    if precision not in PRECISIONS:
        raise ValueError(f'precision is {precision!r}, expected one of {", ".join(PRECISIONS)}')
    if weights is None and precision == 'nf4':
        raise WeightsError(f'{SMOLLM2} is small and comes as it is: precision is nf4, give fp16 '
                           'or fp32, or the folder of a larger model')
    config = {} if weights is None else check_llama_folder(weights)
    if adapter is not None:
        check_adapter_folder(adapter)
    go_offline()
    device = resolve_device(device)
    if weights is None:
        model, tokenizer = load_smollm2()
        model.to(device)
    else:
        from transformers import AutoModelForCausalLM
        model = load_checkpoint(AutoModelForCausalLM, weights, config, precision, device)
        tokenizer = _load_tokenizer(weights)
    model.eval()
    as_saved = bool(config.get('quantization_config'))
    four_bit = precision == 'nf4' or as_saved
    if adapter is not None:
        model = with_adapter(model, adapter)
        if not four_bit:
            model = model.merge_and_unload()  # in the weights' own precision
    if weights is None and precision == 'fp16':
        model.to(compute_dtype(precision, device))
    return LoadedLlama(model.eval(), tokenizer, device,
                       'quantised as saved' if as_saved else precision)


def check_llama_folder(folder: Path) -> Mapping[str, Any]:
    """Return the checkpoint's config.json.

    Raises:
        WeightsError: the folder is missing, of another architecture, holds no safetensors or
            broken ones, or has no tokenizer.
    """
    config = read_json(folder, 'config.json', 'Llama checkpoint')
    kind = config.get('model_type')
    if kind not in LLAMA_TYPES:
        raise WeightsError(f'{folder} holds a model of the type {kind!r}, expected one of the '
                           f'Llama family: {", ".join(LLAMA_TYPES)}')
    tensor_names(folder)
    if not (folder / 'tokenizer.json').is_file():
        raise WeightsError(f'{folder} has no tokenizer.json; copy the files of the tokenizer from '
                           'the place where the checkpoint comes from')
    return config


def _load_tokenizer(folder):
    from transformers import AutoTokenizer

    try:
        return AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (*LOADING_ERRORS, ImportError) as error:
        raise WeightsError(
            f'the tokenizer of {folder} cannot be loaded: {first_line(error)}') from error
