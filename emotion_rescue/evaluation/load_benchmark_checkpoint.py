"""A checkpoint with random weights of LLaVA-1.5-7B's exact shape, in NF4, made on the disk.

It shows what loading and computing take, and knows nothing. Weights are drawn and quantised one
by one, so that their 13 GB in float16 are never there.
"""

from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_calibration import write_calibration
from emotion_rescue.models.llava_nf4 import meta_llava
from emotion_rescue.models.llava_nf4 import plan_nf4
from emotion_rescue.models.llava_quantize import write_nf4

# As llava-hf/llava-1.5-7b-hf has it: CLIP ViT-L/14 of 336 pixels, projector, Llama of 7 B.
LLAVA_7B: dict[str, Any] = {
    'architectures': ['LlavaForConditionalGeneration'], 'model_type': 'llava', 'dtype': 'float16',
    'image_seq_length': 576, 'projector_hidden_act': 'gelu', 'multimodal_projector_bias': True,
    'vision_feature_layer': -2, 'vision_feature_select_strategy': 'default',
    'tie_word_embeddings': False,
    'vision_config': {
        'model_type': 'clip_vision_model', 'hidden_size': 1024, 'intermediate_size': 4096,
        'num_hidden_layers': 24, 'num_attention_heads': 16, 'image_size': 336, 'patch_size': 14,
        'projection_dim': 768, 'hidden_act': 'quick_gelu'},
    'text_config': {
        'model_type': 'llama', 'hidden_size': 4096, 'intermediate_size': 11008,
        'num_hidden_layers': 32, 'num_attention_heads': 32, 'num_key_value_heads': 32,
        'vocab_size': 32064, 'max_position_embeddings': 4096, 'rms_norm_eps': 1e-5},
}
LLAVA_7B_NF4_BYTES = 4_000_000_000  # about, on the disk
_STD = 0.02  # of weights, as such models are initialised


def make_random_nf4(folder: Path, config: dict[str, Any], processor,
                    report: Callable[[int, int], None] = lambda *_: None) -> None:
    """Fill `folder` with a whole checkpoint: weights, processor and an even calibration.

    Args:
        folder: there already, and empty.
        config: content of config.json, such as `LLAVA_7B`.
        processor: of the LLaVA family; its tokenizer names the token of images.
        report: told (weights done, weights in all).
    """
    tokenizer = processor.tokenizer
    image = tokenizer.convert_tokens_to_ids(processor.image_token)
    text = config['text_config'] | {
        'bos_token_id': tokenizer.bos_token_id, 'eos_token_id': tokenizer.eos_token_id,
        'pad_token_id': tokenizer.pad_token_id}
    config = config | {'text_config': text, 'image_token_index': image}
    shapes = {name: tuple(value.shape) for name, value in meta_llava(config).state_dict().items()}
    write_nf4(folder, config, plan_nf4(config, shapes), _random_tensors(shapes), report)
    processor.save_pretrained(folder)
    same = np.ones(CATEGORY_COUNT)
    write_calibration(folder, Calibration(same, 0 * same, 0.5 * same, 1.0, 0.0))


def _random_tensors(shapes) -> Iterator[tuple[str, Any]]:
    import torch

    generator = torch.Generator().manual_seed(0)
    for name, shape in shapes.items():
        tensor = torch.empty(shape)
        if len(shape) > 1:
            tensor.normal_(0.0, _STD, generator=generator)
        else:
            tensor.fill_(0.0 if name.endswith('bias') else 1.0)  # scales of norms keep numbers
        yield name, tensor.half()
