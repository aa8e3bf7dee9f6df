"""Other members of the family, tiny and random: LLaVA-NeXT, LLaVA-OneVision and FastVLM."""

from dataclasses import astuple

import numpy as np
import pytest

from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.models.llava_quantize import quantize_llava

pytest.importorskip('transformers')


def _text(kind, tokenizer):
    return {'model_type': kind, 'hidden_size': 64, 'intermediate_size': 128,
            'num_hidden_layers': 2, 'num_attention_heads': 2, 'num_key_value_heads': 2,
            'vocab_size': len(tokenizer), 'max_position_embeddings': 2048}


def _vision(kind):
    return {'model_type': kind, 'image_size': 32, 'patch_size': 16, 'hidden_size': 64,
            'intermediate_size': 128, 'num_hidden_layers': 2, 'num_attention_heads': 2}


def _llava_next(tokenizer):
    from transformers import LlavaNextConfig
    from transformers import LlavaNextForConditionalGeneration
    from transformers import LlavaNextImageProcessor
    from transformers import LlavaNextProcessor

    pinpoints = [[32, 64], [64, 32], [64, 64]]
    size = {'height': 32, 'width': 32}
    images = LlavaNextImageProcessor(
        size={'shortest_edge': 32}, crop_size=size, image_grid_pinpoints=pinpoints)
    processor = LlavaNextProcessor(
        images, tokenizer, patch_size=16, vision_feature_select_strategy='default',
        num_additional_image_tokens=1)
    model = LlavaNextForConditionalGeneration(LlavaNextConfig(
        vision_config={**_vision('clip_vision_model'), 'projection_dim': 64},
        text_config=_text('mistral', tokenizer), image_grid_pinpoints=pinpoints,
        image_token_id=tokenizer.convert_tokens_to_ids('<image>')))
    return model, processor


def _llava_onevision_tied(tokenizer):
    return _llava_onevision(tokenizer, tied=True)


def _llava_onevision(tokenizer, tied=False):
    from transformers import LlavaOnevisionConfig
    from transformers import LlavaOnevisionForConditionalGeneration
    from transformers import LlavaOnevisionImageProcessor
    from transformers import LlavaOnevisionProcessor
    from transformers import LlavaOnevisionVideoProcessor

    pinpoints = [[32, 32], [64, 64]]
    size = {'height': 32, 'width': 32}
    processor = LlavaOnevisionProcessor(
        LlavaOnevisionImageProcessor(size=size, image_grid_pinpoints=pinpoints), tokenizer,
        LlavaOnevisionVideoProcessor(size=size), num_image_tokens=4,
        vision_feature_select_strategy='full')
    model = LlavaOnevisionForConditionalGeneration(LlavaOnevisionConfig(
        vision_config=_vision('siglip_vision_model'),
        text_config={**_text('qwen2', tokenizer), 'tie_word_embeddings': tied},
        tie_word_embeddings=tied,
        image_grid_pinpoints=pinpoints, vision_feature_select_strategy='full',
        image_token_id=tokenizer.convert_tokens_to_ids('<image>'),
        video_token_id=tokenizer.convert_tokens_to_ids('<pad>')))
    return model, processor


def _fast_vlm(tokenizer):
    from transformers import CLIPImageProcessor
    from transformers import FastVlmConfig
    from transformers import FastVlmForConditionalGeneration
    from transformers import LlavaProcessor

    size = {'height': 64, 'width': 64}
    processor = LlavaProcessor(
        CLIPImageProcessor(size=size, crop_size=size), tokenizer, patch_size=32,
        vision_feature_select_strategy='full', num_additional_image_tokens=0)
    model = FastVlmForConditionalGeneration(FastVlmConfig(
        vision_config={'model_type': 'timm_wrapper', 'architecture': 'fastvit_mci0',
                       'do_pooling': True, 'global_pool': 'avg', 'hidden_size': 1024,
                       'model_args': {'inference_mode': True}},
        text_config=_text('qwen2', tokenizer),
        image_token_id=tokenizer.convert_tokens_to_ids('<image>')))
    return model, processor


@pytest.mark.parametrize('build', [_llava_next, _llava_onevision, _fast_vlm])
def test_it_loads_as_nf4_and_judges_a_batch_as_it_judges_one(build, tmp_path):
    import torch

    from emotion_rescue.training.affect_architecture import build_tokenizer

    torch.manual_seed(0)
    model, processor = build(build_tokenizer(600))
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    scorer = LlavaSightScorer(tmp_path, device='cpu')
    scorer.load()
    assert scorer.linear_4bit_count > 0
    pixels = np.random.default_rng(0).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    views = [PersonView(TrackedPerson('1', box, 0.9), ImageFrame(pixels, 0))
             for box in ((20.0, 30.0, 80.0, 200.0), (150.0, 100.0, 300.0, 180.0))]
    together = scorer.score(views)
    alone = [scorer.score([view])[0] for view in views]
    for a, b in zip(together, alone, strict=True):
        assert a.vad.known
        assert astuple(a.vad) == pytest.approx(astuple(b.vad), abs=1e-4)


@pytest.mark.parametrize(
    'build', [_llava_next, _llava_onevision, _llava_onevision_tied, _fast_vlm])
def test_saved_as_nf4_it_judges_as_when_it_is_quantised_at_the_start(build, tmp_path):
    import torch

    from emotion_rescue.training.affect_architecture import build_tokenizer

    torch.manual_seed(0)
    model, processor = build(build_tokenizer(600))
    model.half().save_pretrained(tmp_path / 'half')
    processor.save_pretrained(tmp_path / 'half')
    quantize_llava(tmp_path / 'half', tmp_path / 'nf4')
    picture = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    scores, layers = [], []
    for folder in ('half', 'nf4'):
        scorer = LlavaSightScorer(tmp_path / folder, device='cpu')
        scorer.load()
        scores.append(scorer.answer_log_likelihoods([picture]))
        layers.append(scorer.linear_4bit_count)
    assert layers[0] == layers[1] > 0
    np.testing.assert_allclose(*scores, atol=1e-3)
