"""Builds a small LLaVA with random weights: CLIP-ViT, projector, Llama, tokenizer, processor.

The parts are those of transformers, only smaller, so that a checkpoint made here loads like any
other of the family.
"""

from dataclasses import dataclass

from emotion_rescue.core.emotions import CATEGORIES
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import PLAIN_TEMPLATE
from emotion_rescue.models.llava_prompt import QUESTION

IMAGE_MEAN, IMAGE_STD = 0.5, 0.25  # of all three channels, where pixels are 0..1
_IMAGE_TOKEN = '<image>'
_SPECIAL_TOKENS = ('<pad>', '<s>', '</s>', _IMAGE_TOKEN)


@dataclass(frozen=True)
class LlavaSizes:
    """How large the parts are.

    Attributes:
        image_px: side of the square input.
        patch_px: side of a patch; image_px must be a multiple.
        vision_width: of the vision tower's hidden states.
        vision_layers: of the vision tower.
        text_width: of the language model's hidden states.
        text_layers: of the language model.
        head_width: of one attention head; both widths must be multiples.
        vocabulary: most tokens of the tokenizer.
    """

    image_px: int = 160
    patch_px: int = 20
    vision_width: int = 128
    vision_layers: int = 6
    text_width: int = 128
    text_layers: int = 2
    head_width: int = 32
    vocabulary: int = 768


def build_llava(sizes: LlavaSizes, seed: int = 0):
    """Return (model, processor) with random weights drawn from `seed`."""
    import torch
    from transformers import LlavaForConditionalGeneration

    processor = build_processor(sizes)
    torch.manual_seed(seed)
    return LlavaForConditionalGeneration(_config(sizes, processor.tokenizer)), processor


def build_processor(sizes: LlavaSizes):
    """Return a LlavaProcessor that resizes views to `image_px` and knows the answers' words."""
    from transformers import CLIPImageProcessor
    from transformers import LlavaProcessor

    size = {'height': sizes.image_px, 'width': sizes.image_px}
    images = CLIPImageProcessor(
        size=size, crop_size=size, do_center_crop=False,
        image_mean=[IMAGE_MEAN] * 3, image_std=[IMAGE_STD] * 3)
    return LlavaProcessor(
        images, build_tokenizer(sizes.vocabulary), patch_size=sizes.patch_px,
        vision_feature_select_strategy='default', num_additional_image_tokens=1)


def build_tokenizer(vocabulary: int):
    """Return a byte-level BPE tokenizer: any text can be written, ours with one token a word."""
    from tokenizers import decoders
    from tokenizers import models
    from tokenizers import pre_tokenizers
    from tokenizers import Tokenizer
    from tokenizers import trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=list(_SPECIAL_TOKENS), show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    prompt = PLAIN_TEMPLATE.format(question=QUESTION).replace(_IMAGE_TOKEN, '')
    answers = continuations(prompt)
    # What is asked and answered counts more than the definitions, so that it is merged first.
    corpus = 10 * [prompt, *answers] + [category.definition for category in CATEGORIES]
    tokenizer.train_from_iterator(corpus, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token='<pad>', bos_token='<s>', eos_token='</s>',
        padding_side='left', extra_special_tokens={'image_token': _IMAGE_TOKEN})


def _config(sizes, tokenizer):
    from transformers import LlavaConfig

    vision = {
        'model_type': 'clip_vision_model', 'image_size': sizes.image_px,
        'patch_size': sizes.patch_px, 'hidden_size': sizes.vision_width,
        'intermediate_size': 4 * sizes.vision_width, 'num_hidden_layers': sizes.vision_layers,
        'num_attention_heads': sizes.vision_width // sizes.head_width,
        'projection_dim': sizes.vision_width, 'hidden_act': 'gelu'}
    heads = sizes.text_width // sizes.head_width
    text = {
        'model_type': 'llama', 'hidden_size': sizes.text_width,
        'intermediate_size': 3 * sizes.text_width, 'num_hidden_layers': sizes.text_layers,
        'num_attention_heads': heads, 'num_key_value_heads': heads,
        'vocab_size': len(tokenizer), 'max_position_embeddings': 1024,
        'bos_token_id': tokenizer.bos_token_id, 'eos_token_id': tokenizer.eos_token_id,
        'pad_token_id': tokenizer.pad_token_id}
    return LlavaConfig(
        vision_config=vision, text_config=text, vision_feature_layer=-1,
        vision_feature_select_strategy='default',
        image_token_id=tokenizer.convert_tokens_to_ids(_IMAGE_TOKEN),
        image_seq_length=(sizes.image_px // sizes.patch_px) ** 2)
