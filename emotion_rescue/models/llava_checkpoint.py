"""What a folder with a LLaVA checkpoint or its adapter must look like; checked before loading."""

from pathlib import Path

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.checkpoint_folder import read_json
from emotion_rescue.models.checkpoint_folder import tensor_names

LLAVA_TYPES = ('llava', 'llava_next', 'llava_onevision', 'fast_vlm')
_PROCESSORS = ('processor_config.json', 'preprocessor_config.json')


def check_llava_folder(folder: Path) -> dict:
    """Return the checkpoint's config.json.

    Raises:
        WeightsError: the folder is missing, of another architecture, holds no safetensors or
            broken ones, or has no processor.
    """
    config = read_json(folder, 'config.json', 'LLaVA checkpoint')
    kind = config.get('model_type')
    if kind not in LLAVA_TYPES:
        raise WeightsError(
            f'{folder} holds a model of the type {kind!r}, expected one of the LLaVA family: '
            f'{", ".join(LLAVA_TYPES)}')
    tensor_names(folder)
    if not any((folder / name).is_file() for name in _PROCESSORS):
        raise WeightsError(
            f'{folder} has no {" or ".join(_PROCESSORS)}; copy the files of the processor from '
            'the place where the checkpoint comes from')
    return config


def check_adapter_folder(folder: Path) -> dict:
    """Return a PEFT adapter's adapter_config.json.

    Raises:
        WeightsError: the folder is missing, no PEFT adapter, or its safetensors are broken.
    """
    config = read_json(folder, 'adapter_config.json', 'PEFT adapter')
    tensor_names(folder, 'adapter_model')
    return config
