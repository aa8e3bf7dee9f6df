"""Reads and writes the checkpoints that a training starts from and ends with."""

from pathlib import Path

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.llava_checkpoint import check_llava_folder
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.saved_files import save_folder
from emotion_rescue.training.vision_towers import EFFICIENTNET


def is_small(recipe: AffectRecipe) -> bool:
    """Return whether the model is one of those that this package makes from nothing.

    They give the last layer of their vision tower to the projector, which among others of the
    family only FastVLM does, with a tower of its own.
    """
    if not recipe.base:
        return True
    config = check_llava_folder(Path(recipe.base))
    if config['model_type'] == 'fast_vlm':
        ours = config.get('vision_config', {}).get('architecture') == EFFICIENTNET
    else:
        ours = config['model_type'] == 'llava' and config.get('vision_feature_layer') == -1
    return ours and recipe.method == 'full'


def read_llava(folder: Path, device: str = 'cpu'):
    """Return (model, processor) of a LLaVA-family checkpoint, in float32.

    Raises:
        WeightsError: it cannot be loaded, or its tokenizer does not know images.
    """
    loaded = load_llava(Path(folder), precision='fp32', device=device)
    check_image_token(loaded.processor, loaded.model.config, folder)
    return loaded.model, loaded.processor


def check_image_token(processor, config, folder: Path) -> None:
    """Refuse a tokenizer that does not know the token in whose place the model sees the image.

    Raises:
        WeightsError: it is not in the vocabulary, has another number than the model expects, or
            is not the one that the prompt has.
    """
    token = getattr(processor, 'image_token', None)
    number = None if token is None else processor.tokenizer.get_vocab().get(token)
    if number != config.image_token_id or token not in build_prompt(processor):
        raise WeightsError(
            f'the tokenizer in {folder} has no image token {token!r} with the number '
            f'{config.image_token_id} that its config.json names; copy the files of the tokenizer '
            'again from the place where the checkpoint comes from')


def save_llava(model, processor, out: Path) -> None:
    """Write a float16 checkpoint that transformers loads, whole or not at all.

    Raises:
        UnfinishedError: there is no room or no right to write.
    """
    from transformers.utils import logging

    logging.disable_progress_bar()

    def write(folder):
        model.half().save_pretrained(folder)
        processor.save_pretrained(folder)

    try:
        save_folder(Path(out), write)
    finally:
        model.float()
