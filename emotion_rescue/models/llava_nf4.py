"""The NF4 form of a LLaVA checkpoint: which weights become 4-bit, and what is saved for each.

It is the form that transformers saves after it has loaded a checkpoint with `nf4_config`, so that
anything that reads one of these reads the other.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
import math
from typing import Any

from emotion_rescue.core.errors import WeightsError


@dataclass(frozen=True)
class Nf4Plan:
    """What becomes of each tensor of a checkpoint.

    Attributes:
        linear: names of the weights that become 4-bit; the others stay as they are.
        quantization_config: what config.json has to say about it.
    """

    linear: frozenset[str]
    quantization_config: dict[str, Any]


def nf4_config(compute_dtype):
    """Return transformers' settings for NF4 with double quantisation.

    Args:
        compute_dtype: torch's, in which layers multiply.
    """
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type='nf4', bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=compute_dtype)


def meta_llava(config: Mapping[str, Any]):
    """Return the model that config.json describes, without memory for its weights.

    Raises:
        WeightsError: transformers cannot build it.
    """
    import torch
    from transformers import AutoConfig
    from transformers import AutoModelForImageTextToText

    try:
        with torch.device('meta'):
            return AutoModelForImageTextToText.from_config(AutoConfig.for_model(**config))
    except Exception as error:  # transformers raises whatever the first wrong value leads to
        reason = ' '.join(str(error).split())[:200]
        raise WeightsError('config.json describes no model that transformers can build '
                           f'({type(error).__name__}: {reason}); copy it again') from error


def plan_nf4(config: Mapping[str, Any], shapes: Mapping[str, Sequence[int]]) -> Nf4Plan:
    """Return what transformers would do with the tensors of a checkpoint.

    Its own code decides which layers of the model become 4-bit, and which layer a tensor's name
    means: names on the disk are older than those of the modules.

    Args:
        config: content of config.json.
        shapes: shape of each tensor, by its name in the files.

    Raises:
        WeightsError: transformers cannot build such a model, or tensors are missing or have
            another shape than the model's.
    """
    import torch
    from transformers.quantizers import AutoHfQuantizer

    model = meta_llava(config)
    names = _module_names(model, shapes)
    _check_shapes(model, {names[name]: tuple(shape) for name, shape in shapes.items()})
    quantizer = AutoHfQuantizer.from_config(nf4_config(torch.float16), pre_quantized=False)
    quantizer.preprocess_model(model, device_map=None)
    present = set(model.state_dict())
    linear = frozenset(name for name, module_name in names.items() if module_name in present
                       and quantizer.param_needs_quantization(model, module_name))
    return Nf4Plan(linear, quantizer.quantization_config.to_dict())


def nf4_tensors(name: str, weight) -> dict[str, Any]:
    """Return the tensors that are saved for one 4-bit weight, by name.

    The weight is cut into blocks of 64 that share a scale, and the scales into blocks of 256
    that share one, too: Dettmers et al., "QLoRA", 2023.

    Args:
        name: of the weight.
        weight: tensor (outputs, inputs), float16, bfloat16 or float32.
    """
    from bitsandbytes.functional import quantize_4bit

    packed, state = quantize_4bit(weight, compress_statistics=True, quant_type='nf4')
    parts = state.as_dict(packed=True)
    return {name: packed, **{f'{name}.{part}': value for part, value in parts.items()}}


def nf4_bytes(shapes: Iterable[Sequence[int]]) -> int:
    """Return about how many bytes weights of these shapes take in NF4.

    Half a byte a number, one a block of 64, four a block of 256 blocks, and the same tables
    for every weight.
    """
    tables = 4 * (16 + 256) + 1000
    counts = [math.prod(shape) for shape in shapes]
    return sum(count // 2 + count // 64 + count // 4096 + tables for count in counts)


def _module_names(model, names):
    """Return name in the files -> name in the model, by transformers' own rules."""
    from transformers.conversion_mapping import get_model_conversion_mapping
    from transformers.core_model_loading import rename_source_key
    from transformers.core_model_loading import WeightConverter

    present = model.state_dict()
    mapping = get_model_conversion_mapping(model)
    converters = [rule for rule in mapping if isinstance(rule, WeightConverter)]
    renamings = [rule for rule in mapping if not isinstance(rule, WeightConverter)]
    return {name: name if name in present else rename_source_key(
        name, renamings, converters, model.base_model_prefix, present)[0] for name in names}


def _check_shapes(model, found):
    wanted = {name: tuple(value.shape) for name, value in model.state_dict().items()
              if name not in model.all_tied_weights_keys}
    absent = sorted(set(wanted) - set(found))
    if absent:
        raise WeightsError(f'the checkpoint lacks {len(absent)} tensors of its own architecture, '
                           f'such as {absent[0]}; copy the folder again')
    for name, shape in wanted.items():
        if found[name] != shape:
            raise WeightsError(f'{name} has the shape {found[name]}, and by config.json it should '
                               f'have {shape}; copy the folder again')
