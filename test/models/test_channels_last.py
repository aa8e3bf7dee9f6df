"""How towers lie in memory; with small random weights."""

import pytest

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')
pytest.importorskip('timm')


def _llava(tower):
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    return build_llava(LlavaSizes(image_px=64, patch_px=16, vision_width=32, vision_layers=1,
                                  text_width=32, text_layers=1), tower=tower)


def _is_last(tower):
    weights = [p for p in tower.parameters() if p.dim() == 4 and p.shape[1] > 1 < p.shape[2]]
    return [p.is_contiguous(memory_format=torch.channels_last) for p in weights]


def test_convolutions_are_laid_out_when_built_and_when_loaded_and_say_the_same(tmp_path):
    from emotion_rescue.models.llava_loader import load_llava

    model, processor = _llava('efficientnet_lite0')
    assert all(_is_last(model.model.vision_tower)) and _is_last(model.model.vision_tower)
    for part in (model, processor):
        part.save_pretrained(tmp_path)
    tower = load_llava(tmp_path, precision='fp32', device='cpu').model.model.vision_tower.eval()
    assert all(_is_last(tower))
    noise = torch.randn(2, 3, 64, 64, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        found = tower(noise).last_hidden_state.clone()
        plain = tower.to(memory_format=torch.contiguous_format)
        assert not any(_is_last(plain))
        torch.testing.assert_close(plain(noise).last_hidden_state, found, atol=1e-4, rtol=1e-4)


def test_a_transformer_stays_as_it_is():
    assert not any(_is_last(_llava('clip_vit')[0].model.vision_tower))
