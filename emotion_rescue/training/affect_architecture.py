"""Builds a small LLaVA with random weights: vision tower, projector, Llama, tokenizer, processor.

The parts are those of transformers, only smaller, so that a checkpoint made here loads like any
other of the family. With a network of convolutions for a tower, the family calls it FastVLM.
"""

from dataclasses import dataclass

from emotion_rescue.core.emotions import CATEGORIES
from emotion_rescue.models.channels_last import lay_out_channels_last
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import PLAIN_TEMPLATE
from emotion_rescue.models.llava_prompt import QUESTION
from emotion_rescue.training.vision_towers import efficientnet_config
from emotion_rescue.training.vision_towers import form_of

_IMAGE_TOKEN = '<image>'
_SPECIAL_TOKENS = ('<pad>', '<s>', '</s>', _IMAGE_TOKEN)


@dataclass(frozen=True)
class LlavaSizes:
    """How large the parts are.

    Attributes:
        image_px: side of the square input.
        patch_px: side of a patch; image_px must be a multiple. This and the next two are those
            of clip_vit; efficientnet_lite0 has its own, with patches of 32 pixels.
        vision_width: of the vision tower's hidden states.
        vision_layers: of the vision tower.
        text_width: of the language model's hidden states.
        text_layers: of the language model.
        head_width: of one attention head; both widths must be multiples.
        vocabulary: most tokens of the tokenizer.
    """

    image_px: int = 224
    patch_px: int = 28
    vision_width: int = 128
    vision_layers: int = 6
    text_width: int = 128
    text_layers: int = 2
    head_width: int = 32
    vocabulary: int = 768


def build_llava(sizes: LlavaSizes, seed: int = 0, tower: str = 'clip_vit'):
    """Return (model, processor) with random weights drawn from `seed`; `tower` is of TOWERS."""
    import torch
    from transformers import AutoModelForImageTextToText

    processor = build_processor(sizes, tower)
    torch.manual_seed(seed)
    model = AutoModelForImageTextToText.from_config(_config(sizes, processor.tokenizer, tower))
    lay_out_channels_last(model)
    return model.float(), processor


def build_processor(sizes: LlavaSizes, tower: str = 'clip_vit'):
    """Return a LlavaProcessor that resizes views to `image_px` and knows the answers' words."""
    from transformers import CLIPImageProcessor
    from transformers import LlavaProcessor

    form = form_of(tower, sizes.patch_px)
    size = {'height': sizes.image_px, 'width': sizes.image_px}
    images = CLIPImageProcessor(
        size=size, crop_size=size, do_center_crop=False,
        image_mean=[form.mean] * 3, image_std=[form.std] * 3)
    return LlavaProcessor(
        images, build_tokenizer(sizes.vocabulary), patch_size=form.patch_px,
        vision_feature_select_strategy='default' if form.has_class_token else 'full',
        num_additional_image_tokens=int(form.has_class_token))


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


def _config(sizes, tokenizer, tower):
    from transformers import FastVlmConfig
    from transformers import LlavaConfig

    heads = sizes.text_width // sizes.head_width
    shared = {
        'text_config': {
            'model_type': 'llama', 'hidden_size': sizes.text_width,
            'intermediate_size': 3 * sizes.text_width, 'num_hidden_layers': sizes.text_layers,
            'num_attention_heads': heads, 'num_key_value_heads': heads,
            'vocab_size': len(tokenizer), 'max_position_embeddings': 1024,
            'bos_token_id': tokenizer.bos_token_id, 'eos_token_id': tokenizer.eos_token_id,
            'pad_token_id': tokenizer.pad_token_id},
        'vision_feature_layer': -1,
        'image_token_id': tokenizer.convert_tokens_to_ids(_IMAGE_TOKEN),
        'image_seq_length': (sizes.image_px // form_of(tower, sizes.patch_px).patch_px) ** 2}
    if tower == 'efficientnet_lite0':
        return FastVlmConfig(vision_config=efficientnet_config(), **shared)
    return LlavaConfig(vision_config=_vit_config(sizes), vision_feature_select_strategy='default',
                       **shared)


def _vit_config(sizes):
    return {
        'model_type': 'clip_vision_model', 'image_size': sizes.image_px,
        'patch_size': sizes.patch_px, 'hidden_size': sizes.vision_width,
        'intermediate_size': 4 * sizes.vision_width, 'num_hidden_layers': sizes.vision_layers,
        'num_attention_heads': sizes.vision_width // sizes.head_width,
        'projection_dim': sizes.vision_width, 'hidden_act': 'gelu'}
