"""The two kinds of model that learn: a small one that is wholly ours, and any of the family.

The small one's vision tower learns first, from what the renderer knows; then it is fixed, and what
it sees of everybody is computed once. Others keep their tower and are shown a new drawing of a
person every time.
"""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emotion_rescue.models.head_finder import read_head_finder
from emotion_rescue.models.head_finder import write_head_finder
from emotion_rescue.training.affect_architecture import build_llava
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.affect_tower import TowerReader
from emotion_rescue.training.base_checkpoint import is_small
from emotion_rescue.training.base_checkpoint import read_llava
from emotion_rescue.training.base_checkpoint import save_llava
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.dense_targets import dense_targets
from emotion_rescue.training.dense_targets import DenseVocabulary
from emotion_rescue.training.drawn_people import drawn_heads
from emotion_rescue.training.drawn_people import drawn_views
from emotion_rescue.training.head_lessons import finder_of
from emotion_rescue.training.head_lessons import with_found_heads
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.qlora import adapted_llava
from emotion_rescue.training.qlora import save_adapter
from emotion_rescue.training.replay_file import whole_pictures
from emotion_rescue.training.saved_files import save_folder
from emotion_rescue.training.seen_people import drawer_of
from emotion_rescue.training.seen_people import DrawnPictures
from emotion_rescue.training.seen_people import KeptFeatures
from emotion_rescue.training.tower_lessons import lessons_of
from emotion_rescue.training.training_sets import TrainingSets
from emotion_rescue.training.vision_towers import is_convolutional
from emotion_rescue.training.vision_towers import set_learning
from emotion_rescue.training.vision_towers import start_tower


@dataclass(frozen=True)
class _Shown:
    """What the tower is shown when it learns to see.

    Attributes:
        draw: takes people and a numpy generator or None, returns DrawnPerson.
        panels: side of the view by that of what is drawn.
        read_in: parts into which each side is divided to be read.
        norms_learn: whether batch norm goes by these pictures.
    """

    draw: Callable
    panels: int
    read_in: int
    norms_learn: bool


# Views have a head among other things: with averages of their own, faces that were learned alone
# would look different in them.
_VIEWS, _HEADS = _Shown(drawn_views, 1, 2, False), _Shown(drawn_heads, 2, 1, True)


def new_pupil(recipe: AffectRecipe, sets: TrainingSets, device: str,
              keeper: Callable[[str], Keeper], report: Callable[[str], None]):
    """Return the model that the recipe starts from, a SmallPupil or FamilyPupil.

    Args:
        recipe: how to train.
        sets: whom to learn from and to choose by.
        device: of a FamilyPupil.
        keeper: gives what keeps the state of a stage of that name.
        report: told the progress.

    Raises:
        WeightsError: the base cannot be used.
        SettingsError: its layers are not those that the recipe names.
    """
    if is_small(recipe):
        pupil = SmallPupil(recipe, sets, keeper('heads'), report)
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

    def __init__(self, recipe: AffectRecipe, sets: TrainingSets, keeper: Keeper,
                 report: Callable[[str], None]):
        """Build it, or read the recipe's base, and learn to find heads.

        The keeper is that of the stage that learns to find heads.
        """
        self.model, self.processor = read_llava(Path(recipe.base)) if recipe.base else build_llava(
            recipe.llava_sizes, recipe.seed, recipe.tower)
        # A transformer knows where on its view something is, so that heads alone would mislead it.
        self._learns_faces = recipe.face_epochs > 0 and is_convolutional(
            self.model.model.vision_tower)
        self.learns_to_see = sets.rendered and (self._learns_faces or recipe.tower_epochs > 0)
        self._recipe, self._report, self._processes = recipe, report, keeper.processes
        self._finder = finder_of(recipe, sets, keeper, lambda text: report(f'heads, {text}'))
        # Chosen by what a robot will see, that is, with heads where they are found; taught with
        # more of them, but with none if none will ever be found.
        self._val_people = with_found_heads(self._finder, sets.val.people)
        self._people = (sets.train.people if self._finder
                        else with_found_heads(None, sets.train.people))
        if not recipe.base:
            start_tower(self.model.model.vision_tower, self._some_views)
        self._set_tower(learns=self.learns_to_see)

    def learn_to_see(self, sets: TrainingSets, keeper: Callable[[str], Keeper],
                     report: Callable[[str], None], feelings: bool = True) -> None:
        """Teach the vision tower what the renderer knows: first of faces, then of people.

        Args:
            sets: whom to learn from and to choose by.
            keeper: as of `new_pupil`.
            report: told the progress.
            feelings: whether what people feel is among it.
        """
        recipe = self._recipe
        faces, val_faces = ([person for person in people if person.face_shows] for people in (
            [*sets.train.people, *sets.close_ups], sets.val.people))
        if self._learns_faces and faces and val_faces:
            self._see(_HEADS, faces, val_faces,
                      self._schedule(recipe.face_epochs, recipe.face_rate), feelings,
                      keeper('faces'), lambda text: report(f'faces, {text}'))
        if recipe.tower_epochs:
            self._see(_VIEWS, self._people, self._val_people,
                      self._schedule(recipe.tower_epochs, recipe.tower_rate), feelings,
                      keeper('tower'), lambda text: report(f'tower, {text}'))

    def _schedule(self, epochs, rate):
        recipe = self._recipe
        return Schedule(epochs, recipe.tower_batch, rate, recipe.weight_decay, recipe.seed,
                        recipe.warm_up, recipe.accumulation)

    def _see(self, shown, people, val_people, schedule, feelings, keeper, report):
        import torch

        names = DenseVocabulary.of(people, feelings)
        torch.manual_seed(schedule.seed)  # of the layer that reads the tower
        TowerReader(self.model.model.vision_tower, names, shown.read_in, shown.norms_learn).teach(
            self._lessons(shown, people), dense_targets(people, names),
            self._lessons(shown, val_people)(range(len(val_people))),
            dense_targets(val_people, names), schedule, report, keeper)

    def look_at(self, sets: TrainingSets) -> tuple[KeptFeatures, KeptFeatures]:
        """Return what the tower sees of training and validation people; it is fixed from now."""
        self._set_tower(learns=False)
        return (self._features(drawer_of(self._people), len(self._people), self._recipe.copies,
                               self._recipe.seed),
                self._features(drawer_of(self._val_people), len(self._val_people)))

    def look_at_images(self, images: Sequence[Path]) -> KeptFeatures:
        """Return what the tower sees of whole images."""
        return self._features(whole_pictures(images), len(images))

    def save(self, out: Path) -> None:
        """Write checkpoint and head finder into `out`, each whole or not at all."""
        save_llava(self.model, self.processor, out)
        _save_finder(self._finder, out)

    def _features(self, draw, count, copies=1, seed=None):
        return KeptFeatures(self.model, self.processor, draw, count, copies, seed,
                            self._processes, self._report)

    def _lessons(self, shown, people):
        return lessons_of(people, shown.draw, self.processor.image_processor, shown.panels)

    def _some_views(self, count):
        """Return views of at most that many of the training people, drawn by chance."""
        rng = np.random.default_rng(self._recipe.seed)
        chosen = rng.permutation(len(self._people))[:count]
        return self._lessons(_VIEWS, self._people)(chosen, rng).views

    def _set_tower(self, learns):
        set_learning(self.model.model.vision_tower, learns)


class FamilyPupil:
    """Any model of the LLaVA family; projector and language model learn, or an adapter on them."""

    learns_to_see = False

    def __init__(self, recipe: AffectRecipe, device: str):
        """Load the recipe's base, with a new adapter where the recipe says qlora.

        Heads are found where the base brings a finder.
        """
        self._finder = read_head_finder(Path(recipe.base))
        self._adapted, self._device = recipe.method == 'qlora', device
        if self._adapted:
            self.model, self.processor = adapted_llava(recipe, device)
        else:
            self.model, self.processor = read_llava(Path(recipe.base), device)
            self.model.model.vision_tower.requires_grad_(False)

    def look_at(self, sets: TrainingSets) -> tuple[DrawnPictures, DrawnPictures]:
        """Return what draws training and validation people when they are needed."""
        return tuple(
            DrawnPictures(self.model, self.processor,
                          drawer_of(with_found_heads(self._finder, part.people)),
                          len(part.people), self._device) for part in (sets.train, sets.val))

    def look_at_images(self, images: Sequence[Path]) -> DrawnPictures:
        """Return what shows whole images when they are needed."""
        return DrawnPictures(self.model, self.processor, whole_pictures(images), len(images),
                             self._device)

    def save(self, out: Path) -> None:
        """Write adapter or checkpoint, and head finder, into `out`, each whole or not at all."""
        if self._adapted:
            save_adapter(self.model, out)
        else:
            save_llava(self.model, self.processor, out)
        _save_finder(self._finder, out)


def _save_finder(finder, out):
    if finder is not None:
        save_folder(out, lambda folder: write_head_finder(folder, finder))
