"""What the model is given of people in training: features of a frozen tower, or fresh pictures.

Both kinds answer `inputs(rows, prompts, rng)` with what the model's forward pass takes. Features
are computed once and kept, which makes the training of a small model many times faster. A large
one would need too much memory for that, and sees every time a new drawing instead.
"""

from collections.abc import Callable
from collections.abc import Sequence

import numpy as np

from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import draw_views
from emotion_rescue.training.affect_tower import one_copy_each
from emotion_rescue.training.affect_tower import patch_features


class KeptFeatures:
    """Pictures as the frozen vision tower of a LLaVA model sees them."""

    def __init__(self, model, processor, views, copies: int = 1, batch: int = 128):
        """Compute the features of all views.

        Args:
            model: a LlavaForConditionalGeneration; its tower must not change any more.
            processor: its processor.
            views: uint8 tensor (n * copies, 3, h, w), from `draw_views`.
            copies: drawings of each person, which lie in a row; one is taken by chance.
            batch: views at once.
        """
        import torch

        self._model, self._processor, self._copies = model, processor, copies
        tower = model.model.vision_tower.eval()
        with torch.inference_mode():
            # float16 is half the memory of float32
            parts = [patch_features(tower, part).half() for part in views.split(batch)]
        self._features = torch.cat(parts).clone()
        vision = model.config.vision_config
        self._patches = (vision.image_size // vision.patch_size) ** 2

    def __len__(self):
        return len(self._features) // self._copies

    def inputs(self, rows: Sequence[int], prompts: Sequence[str], rng=None) -> dict:
        """Return the inputs for people `rows` with a prompt each, of the same length in tokens."""
        import torch
        from transformers.modeling_outputs import BaseModelOutputWithPooling

        rows = np.asarray(rows)
        if rng is None:
            chosen = torch.as_tensor(rows * self._copies)
        else:
            chosen = one_copy_each(rows, self._copies, rng)
        tokens = self._model.model.multi_modal_projector(self._features[chosen].float())
        image = self._processor.image_token
        ids = torch.tensor(self._processor.tokenizer(
            [p.replace(image, image * self._patches) for p in prompts])['input_ids'])
        return {'input_ids': ids, 'attention_mask': torch.ones_like(ids), 'mm_encoder_outputs': {
            'image': BaseModelOutputWithPooling(pooler_output=list(tokens))}}


class DrawnPictures:
    """Pictures drawn when they are needed, in the form of any processor of the family."""

    def __init__(self, model, processor, draw: Callable[[Sequence[int], object], list],
                 count: int, device: str = 'cpu'):
        """Say how to draw.

        Args:
            model: of the LLaVA family.
            processor: its processor.
            draw: takes rows and a numpy generator or None, returns uint8 RGB pictures.
            count: how many rows there are.
            device: where the model is.
        """
        self._processor, self._draw, self._count = processor, draw, count
        self._device = device
        # Of layers that are not quantised, as the first of a tower is.
        self._dtype = next(p.dtype for p in model.parameters() if p.dtype.is_floating_point)

    def __len__(self):
        return self._count

    def inputs(self, rows: Sequence[int], prompts: Sequence[str], rng=None) -> dict:
        """Return the inputs for people `rows` with a prompt each, of the same length in tokens."""
        inputs = self._processor(
            images=self._draw(rows, rng), text=list(prompts), return_tensors='pt')
        inputs = inputs.to(self._device)
        inputs['pixel_values'] = inputs['pixel_values'].to(self._dtype)
        return dict(inputs)


def drawer_of(people: Sequence[AffectSample]) -> Callable:
    """Return what `DrawnPictures` needs to draw `people`, changed by chance with a generator."""
    def draw(rows, rng):
        seed = None if rng is None else int(rng.integers(2**31))
        return list(draw_views([people[i] for i in rows], _as_drawn, seed=seed))
    return draw


def _as_drawn(pictures, **options):
    """Stand in for an image processor that leaves pictures as they are."""
    return {'pixel_values': np.stack(pictures)}
