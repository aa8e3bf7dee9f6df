"""What the model is given of people in training: features of a frozen tower, or fresh pictures.

Both kinds answer `inputs(rows, prompts, rng)` with what the model's forward pass takes. Features
are computed once and kept, which makes the training of a small model many times faster. A large
one would need too much memory for that, and sees every time a new drawing instead.
"""

from collections.abc import Callable
from collections.abc import Sequence

import numpy as np

from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.models.llava_features import as_looked_at
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.drawn_people import draw_people
from emotion_rescue.training.processes import Processes
from emotion_rescue.training.vision_towers import patch_features

_AT_ONCE = 16  # more leave the processor's cache and take up to twice as long


class KeptFeatures:
    """Pictures as the frozen vision tower of a LLaVA model sees them.

    Attributes:
        features: float16 tensor (rows * copies, patches, width), the copies of a row in a row;
            None where there is no row.
    """

    def __init__(self, model, processor, draw: Callable[[Sequence[int], object], list],
                 count: int, copies: int = 1, seed: int | None = None,
                 processes: Processes | None = None,
                 report: Callable[[str], None] | None = None):
        """Draw everything, and compute the features of it.

        Args:
            model: of the LLaVA family; its tower must not change any more.
            processor: its processor.
            draw: takes rows and a numpy generator or None, returns uint8 RGB pictures.
            count: how many rows there are.
            copies: drawings of each row; one of them is taken by chance.
            seed: of changes to these drawings; None draws everything as it is.
            processes: that share the work; None is this one alone.
            report: told the progress.
        """
        import torch

        self._model, self._processor, self._copies = model, processor, copies
        tower = model.model.vision_tower.eval()
        rows = np.repeat(np.arange(count), copies)

        def seen(block):
            start = block * _AT_ONCE
            rng = None if seed is None else np.random.default_rng((seed, start))
            with torch.inference_mode():
                return patch_features(tower, sized_views(
                    draw(rows[start:start + _AT_ONCE], rng), processor.image_processor)).half()

        self.features, done = None, 0
        progress = NowAndThen(report)
        processes = Processes() if processes is None else processes
        for part in processes.share(-(-len(rows) // _AT_ONCE), seen):
            if self.features is None:
                # Filled in place, as they may be most of the memory; float16 is half of float32.
                self.features = torch.empty((len(rows), *part.shape[1:]), dtype=torch.float16)
            self.features[done:done + len(part)] = part
            done += len(part)
            progress.say(lambda done=done: f'{done:,} of {len(rows):,} pictures looked at')

    def __len__(self):
        return 0 if self.features is None else len(self.features) // self._copies

    def inputs(self, rows: Sequence[int], prompts: Sequence[str], rng=None) -> dict:
        """Return the inputs for people `rows` with a prompt each, of the same length in tokens."""
        import torch

        rows = np.asarray(rows)
        if rng is None:
            chosen = torch.as_tensor(rows * self._copies)
        else:
            chosen = torch.as_tensor(
                rows * self._copies + rng.integers(self._copies, size=len(rows)))
        tokens = self._model.model.multi_modal_projector(self.features[chosen].float())
        image = self._processor.image_token
        ids = torch.tensor(self._processor.tokenizer(
            [p.replace(image, image * tokens.shape[1]) for p in prompts])['input_ids'])
        return {'input_ids': ids, 'attention_mask': torch.ones_like(ids),
                'mm_encoder_outputs': as_looked_at(self._model, tokens)}


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


def drawer_of(people: Sequence[AffectSample]) -> Callable[[Sequence[int], object], list]:
    """Return what draws rows of `people`, changed by chance with a generator."""
    return lambda rows, rng: draw_people([people[row] for row in rows], rng)


def sized_views(pictures: Sequence[np.ndarray], image_processor, panels: int = 1):
    """Return pictures as a uint8 tensor (n, 3, h, w) of the model's size.

    Args:
        pictures: n of uint8 (side, side, 3), red first.
        image_processor: sets that size; it is not asked to normalise.
        panels: side of the view by that of these pictures, as 2 for its panel with the head.
    """
    import torch

    size = {side: image_processor.size[side] // panels for side in ('height', 'width')}
    return torch.from_numpy(image_processor(
        list(pictures), size=size, crop_size=size, do_rescale=False, do_normalize=False,
        return_tensors='np')['pixel_values'].astype(np.uint8))
