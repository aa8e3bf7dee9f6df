"""The two kinds of model that learn: a small one that is wholly ours, and any of the family.

The small one's vision tower learns first, from what the renderer knows; then it is fixed, and what
it sees of everybody is computed once. Others keep their tower and are shown a new drawing of a
person every time.
"""

from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from emotion_rescue.training.affect_architecture import build_llava
from emotion_rescue.training.affect_data import draw_views
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.affect_tower import dense_targets
from emotion_rescue.training.affect_tower import DenseVocabulary
from emotion_rescue.training.affect_tower import start_from_components
from emotion_rescue.training.affect_tower import TowerReader
from emotion_rescue.training.base_checkpoint import is_small
from emotion_rescue.training.base_checkpoint import read_llava
from emotion_rescue.training.base_checkpoint import save_llava
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.qlora import adapted_llava
from emotion_rescue.training.qlora import save_adapter
from emotion_rescue.training.replay_file import whole_pictures
from emotion_rescue.training.seen_people import drawer_of
from emotion_rescue.training.seen_people import DrawnPictures
from emotion_rescue.training.seen_people import KeptFeatures
from emotion_rescue.training.training_sets import TrainingSets


def new_pupil(recipe: AffectRecipe, sets: TrainingSets, device: str,
              report: Callable[[str], None]):
    """Return the model that the recipe starts from, a SmallPupil or FamilyPupil.

    Raises:
        WeightsError: the base cannot be used.
        SettingsError: its layers are not those that the recipe names.
    """
    if is_small(recipe):
        pupil = SmallPupil(recipe, sets, report)
    else:
        pupil = FamilyPupil(recipe, device)
    parameters = [p.numel() for p in pupil.model.parameters()]
    learning = [p.numel() for p in pupil.model.parameters() if p.requires_grad]
    report(f'{sum(parameters) / 1e6:.2f} M parameters, of which {sum(learning) / 1e6:.2f} M '
           f'learn; {len(sets.train.people)} people to learn from, {len(sets.val.people)} to '
           'choose by')
    return pupil


class SmallPupil:
    """A small model, computed in float32 on the CPU."""

    def __init__(self, recipe: AffectRecipe, sets: TrainingSets, report: Callable[[str], None]):
        """Build it, or read the recipe's base, and draw everybody."""
        import torch

        made = build_llava(recipe.llava_sizes, recipe.seed) if not recipe.base else read_llava(
            Path(recipe.base))
        self.model, self.processor = made
        self.learns_to_see = sets.rendered and recipe.tower_epochs > 0
        self._copies = recipe.copies
        images = self.processor.image_processor
        self._views = torch.from_numpy(
            draw_views(sets.train.people, images, recipe.copies, recipe.seed, report))
        self._val_views = torch.from_numpy(draw_views(sets.val.people, images, report=report))
        if not recipe.base:
            start_from_components(self.model.model.vision_tower, self._views, recipe.seed)
        self._set_tower(learns=self.learns_to_see)

    def learn_to_see(self, sets: TrainingSets, recipe: AffectRecipe, keeper: Keeper,
                     report: Callable[[str], None]) -> None:
        """Teach the vision tower what the renderer knows."""
        import torch

        names = DenseVocabulary.of(sets.train.people)
        torch.manual_seed(recipe.seed)  # of the layer that reads the tower
        schedule = Schedule(recipe.tower_epochs, recipe.tower_batch, recipe.tower_rate,
                            recipe.weight_decay, recipe.seed, recipe.warm_up,
                            recipe.accumulation)
        TowerReader(self.model.model.vision_tower, names).teach(
            self._views, dense_targets(sets.train.people, names), self._val_views,
            dense_targets(sets.val.people, names), schedule, report, keeper)

    def look_at(self, sets: TrainingSets) -> tuple[KeptFeatures, KeptFeatures]:
        """Return what the tower sees of training and validation people; it is fixed from now."""
        self._set_tower(learns=False)
        return (KeptFeatures(self.model, self.processor, self._views, self._copies),
                KeptFeatures(self.model, self.processor, self._val_views))

    def look_at_images(self, images: Sequence[Path]) -> KeptFeatures:
        """Return what the tower sees of whole images."""
        import torch

        pictures = whole_pictures(images)(range(len(images)), None)
        views = self.processor.image_processor(
            pictures, do_rescale=False, do_normalize=False, return_tensors='np')['pixel_values']
        return KeptFeatures(self.model, self.processor,
                            torch.from_numpy(views.astype(np.uint8)))

    def save(self, out: Path) -> None:
        """Write the checkpoint into `out`, whole or not at all."""
        save_llava(self.model, self.processor, out)

    def _set_tower(self, learns):
        self.model.model.vision_tower.requires_grad_(learns)


class FamilyPupil:
    """Any model of the LLaVA family; projector and language model learn, or an adapter on them."""

    learns_to_see = False

    def __init__(self, recipe: AffectRecipe, device: str):
        """Load the recipe's base, with a new adapter where the recipe says qlora."""
        self._adapted, self._device = recipe.method == 'qlora', device
        if self._adapted:
            self.model, self.processor = adapted_llava(recipe, device)
        else:
            self.model, self.processor = read_llava(Path(recipe.base), device)
            self.model.model.vision_tower.requires_grad_(False)

    def look_at(self, sets: TrainingSets) -> tuple[DrawnPictures, DrawnPictures]:
        """Return what draws training and validation people when they are needed."""
        return tuple(
            DrawnPictures(self.model, self.processor, drawer_of(part.people), len(part.people),
                          self._device) for part in (sets.train, sets.val))

    def look_at_images(self, images: Sequence[Path]) -> DrawnPictures:
        """Return what shows whole images when they are needed."""
        return DrawnPictures(self.model, self.processor, whole_pictures(images), len(images),
                             self._device)

    def save(self, out: Path) -> None:
        """Write the adapter, or the checkpoint, into `out`, whole or not at all."""
        if self._adapted:
            save_adapter(self.model, out)
        else:
            save_llava(self.model, self.processor, out)
