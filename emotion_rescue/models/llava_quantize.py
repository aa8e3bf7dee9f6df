"""Makes the NF4 form of a LLaVA checkpoint, one tensor at a time.

Quantising while loading needs memory for the whole checkpoint in its old form, which a robot
does not have. Done once and saved, the checkpoint is mapped into memory in seconds.
"""

from collections.abc import Callable
from collections.abc import Iterable
import json
from pathlib import Path
import shutil
from typing import Any

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.checkpoint_folder import tensor_layout
from emotion_rescue.models.checkpoint_folder import weight_files
from emotion_rescue.models.llava_checkpoint import check_llava_folder
from emotion_rescue.models.llava_nf4 import nf4_bytes
from emotion_rescue.models.llava_nf4 import nf4_tensors
from emotion_rescue.models.llava_nf4 import Nf4Plan
from emotion_rescue.models.llava_nf4 import plan_nf4
from emotion_rescue.models.new_folder import new_folder
from emotion_rescue.models.safetensors_shards import SHARD_BYTES
from emotion_rescue.models.safetensors_shards import ShardWriter

_WEIGHT_ENDINGS = ('.safetensors', '.safetensors.index.json', '.bin', '.bin.index.json', '.pt',
                   '.pth', '.ckpt', '.h5', '.msgpack', '.gguf', '.onnx')
_MARGIN_BYTES = 50_000_000  # small files, headers, what the file system keeps for itself


def quantize_llava(source: Path, out: Path, report: Callable[[int, int], None] = lambda *_: None,
                   shard_bytes: int = SHARD_BYTES) -> int:
    """Write the NF4 form of the checkpoint in `source` to the new folder `out`.

    What is not weights (processor, tokenizer, calibration, model card) is copied. `out` appears
    when it is complete, and not at all if anything goes wrong.

    Args:
        source: a LLaVA checkpoint in float32, bfloat16 or float16, as safetensors.
        out: the folder to make.
        report: told (weights done, weights in all), as often as one is done.
        shard_bytes: how large a file of weights may become.

    Returns:
        Bytes of all tensors written.

    Raises:
        WeightsError: `source` is no such checkpoint or quantised already, or `out` exists.
        UnfinishedError: no room, or no right to write.
        MissingPackageError: transformers or bitsandbytes is not installed.
    """
    config = check_llava_folder(source)
    if config.get('quantization_config'):
        raise WeightsError(f'{source} is quantised already; give it to the nodes as it is, or '
                           'quantise the checkpoint that it was made from')
    plan, needed = _plan(source, config)
    with new_folder(out, needed) as part:
        for path in sorted(source.iterdir()):
            is_weights = path.name.endswith(_WEIGHT_ENDINGS)
            if path.is_file() and path.name != 'config.json' and not is_weights:
                shutil.copyfile(path, part / path.name)
        return write_nf4(part, config, plan, _tensors(source), report, shard_bytes)


def write_nf4(folder: Path, config: dict[str, Any], plan: Nf4Plan,
              tensors: Iterable[tuple[str, Any]],
              report: Callable[[int, int], None] = lambda *_: None,
              shard_bytes: int = SHARD_BYTES) -> int:
    """Write config.json and the NF4 form of `tensors` into `folder`; return their bytes.

    Args:
        folder: there already.
        config: content of the config.json of the other form.
        plan: from `llava_nf4.plan_nf4`.
        tensors: name and tensor of all; one at a time is held.
        report: told (weights done, weights in all).
        shard_bytes: how large a file of weights may become.
    """
    import torch

    writer, done = ShardWriter(folder, shard_bytes), 0
    with torch.inference_mode():
        for name, tensor in tensors:
            if name not in plan.linear:
                writer.add({name: tensor.clone()})  # safetensors refuses parts of one mapping
                continue
            writer.add(nf4_tensors(name, tensor))
            done += 1
            report(done, len(plan.linear))
    content = config | {'quantization_config': plan.quantization_config}
    (folder / 'config.json').write_text(json.dumps(content, indent=2) + '\n', encoding='utf-8')
    return writer.finish()


def _plan(source, config):
    """Return the plan, and how many bytes the result will take."""
    _require_packages()
    layout = tensor_layout(source)
    plan = plan_nf4(config, {name: shape for name, (shape, _) in layout.items()})
    kept = sum(size for name, (_, size) in layout.items() if name not in plan.linear)
    quantised = nf4_bytes(layout[name][0] for name in plan.linear)
    return plan, kept + quantised + _MARGIN_BYTES


def _require_packages():
    try:
        import bitsandbytes  # noqa: F401 (asked for here: the error names what to do)
        import transformers  # noqa: F401
    except ImportError as error:
        raise MissingPackageError(
            f'{error.name} is not installed; install emotion_rescue with its models') from error


def _tensors(source):
    from safetensors import safe_open

    for path in weight_files(source):
        with safe_open(path, framework='pt') as file:
            for name in file.keys():
                yield name, file.get_tensor(name)
