"""What vision tower and projector made of pictures, remembered for a while.

The tower is a large part of the work on a picture. Whoever is scored and then asked about, or
scored again in the same view, is looked at once.
"""

from collections import OrderedDict
from collections.abc import Sequence
import hashlib

import numpy as np

from emotion_rescue.models.llava_loader import LoadedLlava


class ImageFeatures:
    """Features by the content of the picture, the least recently used forgotten first.

    Attributes:
        runs: pictures that the tower has looked at.
        reuses: pictures whose features were still remembered.
    """

    def __init__(self, loaded: LoadedLlava, limit_bytes: int):
        """Prepare for the tower of `loaded`; remembered features take at most `limit_bytes`."""
        self._loaded = loaded
        self._limit_bytes = limit_bytes
        self._kept: OrderedDict[bytes, object] = OrderedDict()
        self._kept_bytes = 0
        self.runs = self.reuses = 0

    def inputs(self, pictures: Sequence[np.ndarray], prompt: str) -> dict:
        """Return what the model takes for `prompt` about each of `pictures`, on its device.

        Args:
            pictures: n > 0 uint8 arrays (height, width, 3), red first, all of one size.
            prompt: with the processor's image token where the picture belongs.
        """
        processor = self._loaded.processor
        made = processor(images=list(pictures), text=[prompt] * len(pictures),
                         return_tensors='pt')
        images = {name: made.pop(name)
                  for name in processor.image_processor.model_input_names if name in made}
        features = self._features([_key(picture) for picture in pictures], images)
        return {**{name: value.to(self._loaded.device) for name, value in made.items()},
                'mm_encoder_outputs': as_looked_at(self._loaded.model, features)}

    def clear(self) -> None:
        """Forget all features."""
        self._kept.clear()
        self._kept_bytes = 0

    def _features(self, keys, images):
        """Return one tensor (tokens, width) a picture."""
        known = {key: self._kept[key] for key in keys if key in self._kept}
        for key in known:
            self._kept.move_to_end(key)
        new = {key: row for row, key in enumerate(keys) if key not in known}
        if new:
            rows = list(new.values())
            looked = self._look({name: value[rows] for name, value in images.items()})
            known.update(zip(new, looked, strict=True))
            for key in new:
                self._keep(key, known[key])
        self.runs += len(new)
        self.reuses += len(keys) - len(new)
        return [known[key] for key in keys]

    def _look(self, images):
        import torch

        model = self._loaded.model
        images = {name: value.to(self._loaded.device) for name, value in images.items()}
        images['pixel_values'] = images['pixel_values'].to(model.dtype)
        with torch.inference_mode():
            # Copies: a part of a batch would keep the whole batch in memory.
            return [part.clone() for part in model.get_image_features(**images).pooler_output]

    def _keep(self, key, features):
        size = features.numel() * features.element_size()
        if size > self._limit_bytes:
            return
        while self._kept_bytes + size > self._limit_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= oldest.numel() * oldest.element_size()
        self._kept[key] = features
        self._kept_bytes += size


def as_looked_at(model, features: Sequence) -> dict:
    """Return what the forward pass of `model` takes for pictures that were looked at before.

    Args:
        model: of the LLaVA family.
        features: a tensor (tokens, width) for each picture, as its projector gives them.
    """
    import torch
    from transformers.modeling_outputs import BaseModelOutputWithPooling

    # FastVLM wants one tensor; the others' pictures can be of different numbers of tokens.
    together = torch.stack if model.config.model_type == 'fast_vlm' else list
    return {'image': BaseModelOutputWithPooling(pooler_output=together(list(features)))}


def _key(picture):
    content = hashlib.blake2b(str(picture.shape).encode(), digest_size=16)
    content.update(np.ascontiguousarray(picture))
    return content.digest()
