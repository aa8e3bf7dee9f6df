"""QLoRA: an adapter of low rank learns, over a LLaVA whose weights are 4 bits each and fixed.

Dettmers et al., "QLoRA: Efficient Finetuning of Quantized LLMs", 2023. The adapter is on the
linear layers of the language model and of the projector; the vision tower stays as it is.
"""

from pathlib import Path
import re

from emotion_rescue.core.errors import SettingsError
from emotion_rescue.models.llava_compute_dtype import compute_in
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.base_checkpoint import check_image_token
from emotion_rescue.training.saved_files import save_folder

_PARTS = 'language_model|multi_modal_projector'


def adapted_llava(recipe: AffectRecipe, device: str):
    """Return (model with a new adapter, processor) of the recipe's base.

    The model computes in bfloat16 on CUDA, as float16 overflows in training, and in float32 on
    the CPU.

    Args:
        recipe: base, rank, alpha, dropout, targets, seed and gradient_checkpointing are read.
        device: where to load it.

    Raises:
        WeightsError: the base cannot be loaded, or its tokenizer does not know images.
        SettingsError: the base has no layer of a name in `targets`.
    """
    from peft import get_peft_model
    from peft import LoraConfig
    import torch

    base = Path(recipe.base)
    loaded = load_llava(base, precision='nf4', device=device)
    model = loaded.model
    check_image_token(loaded.processor, model.config, base)
    targets = recipe.targets.split()
    _check_targets(model, targets, base)
    if loaded.device.startswith('cuda'):
        compute_in(model, torch.bfloat16)
    torch.manual_seed(recipe.seed)
    adapted = get_peft_model(model, LoraConfig(
        r=recipe.rank, lora_alpha=recipe.alpha, lora_dropout=recipe.dropout, bias='none',
        target_modules=_pattern(targets)))
    if recipe.gradient_checkpointing:
        model.activation_checkpointing_enable(
            activation_checkpointing_kwargs={'use_reentrant': False})
    return adapted, loaded.processor


def save_adapter(model, out: Path) -> None:
    """Write adapter_config.json and adapter_model.safetensors into `out`, whole or not at all."""
    save_folder(out, lambda folder: model.save_pretrained(folder, save_embedding_layers=False))


def _pattern(targets):
    return rf'.*\b({_PARTS})\b.*\.({"|".join(map(re.escape, targets))})'


def _check_targets(model, targets, base):
    names = [name for name, _ in model.named_modules()]
    missing = [t for t in targets if not any(re.fullmatch(_pattern([t]), n) for n in names)]
    if missing:
        raise SettingsError([
            f'targets has {", ".join(missing)}, but neither language model nor projector of '
            f'{base} has a layer of that name; the default fits the LLaVA family'])
