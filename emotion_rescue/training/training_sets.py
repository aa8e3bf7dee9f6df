"""The two sets of people that a training needs, read as its recipe says."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import numpy as np

from emotion_rescue.synthesis.dataset.image_settings import CLOSE_UPS
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_people import is_rendered
from emotion_rescue.training.affect_people import training_people
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.context_descriptions import described_people
from emotion_rescue.training.cropped_people import crop_people


@dataclass(frozen=True, eq=False)
class PeopleOfSplit:
    """The people of a split.

    Attributes:
        people: n, in the pictures that the model is shown.
        whole: the same, in the pictures of the data set; differs where pictures are cut.
        descriptions: n texts given before the question; '' gives none.
        folder: of the split, with people.jsonl where it was rendered.
        rendered: whether it was.
    """

    people: list[AffectSample]
    whole: list[AffectSample]
    descriptions: list[str]
    folder: Path
    rendered: bool

    def fewer(self, most: int) -> 'PeopleOfSplit':
        """Return at most that many, drawn by chance: of a larger number the same and others."""
        chosen = _chosen(len(self.people), most)
        return replace(self, **{name: [getattr(self, name)[i] for i in chosen]
                                for name in ('people', 'whole', 'descriptions')})


@dataclass(frozen=True, eq=False)
class TrainingSets:
    """Whom to learn from, and by whom to choose and calibrate.

    Attributes:
        train: whom to learn from.
        val: by whom to choose.
        close_ups: other people of train, in pictures of their heads; faces are learned from them.
    """

    train: PeopleOfSplit
    val: PeopleOfSplit
    close_ups: Sequence[AffectSample] = ()

    @property
    def everybody(self) -> list[AffectSample]:
        """All of them."""
        return [*self.train.people, *self.val.people, *self.close_ups]

    @property
    def rendered(self) -> bool:
        """Whether the renderer's knowledge is there for both."""
        return self.train.rendered and self.val.rendered


def read_sets(recipe: AffectRecipe, report: Callable[[str], None]) -> TrainingSets:
    """Return the training and validation people of the recipe's data.

    Raises:
        InputError: as `affect_people.training_people` does, and where descriptions lack.
    """
    return TrainingSets(*(people_of_split(recipe, name, report) for name in ('train', 'val')),
                        close_ups_of(Path(recipe.data), report))


def close_ups_of(data: Path, report: Callable[[str], None]) -> list[AffectSample]:
    """Return the people in close-ups that `synth images` made of train; [] where it did not."""
    split = 'train' + CLOSE_UPS
    return (training_people(data, split, None, 'renderer', report) if is_rendered(data, split)
            else [])


def people_of_split(recipe: AffectRecipe, split: str, report: Callable[[str], None],
                    most: int = 0) -> PeopleOfSplit:
    """Return the people of one split, 'train', 'val' or 'test', as the recipe shows them.

    Args:
        recipe: data, images, labels, context, descriptions, view and out are read.
        split: which one.
        report: told the progress.
        most: if there are more people, that many are drawn by chance, always the same; 0: all.
    """
    data, images = Path(recipe.data), Path(recipe.images) if recipe.images else None
    found = training_people(data, split, images, recipe.labels, report)
    whole = [found[i] for i in _chosen(len(found), most)]
    descriptions = [''] * len(whole)
    if recipe.context == 'described':
        file = Path(recipe.descriptions) if recipe.descriptions else None
        descriptions = described_people(whole, data / split, file)
    people = whole
    if recipe.view == 'crop':
        people = crop_people(whole, Path(recipe.out) / 'crops' / split, report)
    return PeopleOfSplit(people, whole, descriptions, data / split, is_rendered(data, split))


def _chosen(count, most):
    """Return which of `count` are drawn, in their order; 0 is all."""
    if not 0 < most < count:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).permutation(count)[:most])
