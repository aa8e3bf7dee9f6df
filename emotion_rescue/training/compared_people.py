"""The people of a comparison, read once a process however many strategies are run on them."""

from collections.abc import Callable
from pathlib import Path

from emotion_rescue.core.errors import InputError
from emotion_rescue.training.comparison import Comparison
from emotion_rescue.training.training_sets import people_of_split
from emotion_rescue.training.training_sets import PeopleOfSplit
from emotion_rescue.training.training_sets import TrainingSets


class ComparedPeople:
    """Gives the same people to all strategies, in the pictures that each is shown."""

    def __init__(self, comparison: Comparison):
        """Take the comparison; nothing is read yet."""
        self._comparison = comparison
        self._parts: dict[tuple[str, str, str], PeopleOfSplit] = {}

    def part(self, split: str, view: str, context: str,
             report: Callable[[str], None]) -> PeopleOfSplit:
        """Return the people of a split.

        Args:
            split: 'train', 'val' or 'test'.
            view: 'context' or 'crop'.
            context: 'none' or 'described'.
            report: told what is read, the first time.

        Raises:
            InputError: as `training_sets.people_of_split`.
            UnfinishedError: cut pictures cannot be written.
        """
        key = split, view, context
        if key not in self._parts:
            try:
                self._parts[key] = people_of_split(
                    self._comparison.people_recipe(view, context), split, report,
                    self._comparison.people[split])
            except InputError as error:
                raise InputError(f'{split}: {error}') from error
        return self._parts[key]

    def sets(self, view: str, context: str, report: Callable[[str], None]) -> TrainingSets:
        """Return the people to learn from and to choose by; arguments as in `part`."""
        return TrainingSets(*(self.part(split, view, context, report)
                              for split in ('train', 'val')))

    def roots(self, split: str) -> list[Path]:
        """Return the folders from which pictures of a split are named, as in the data set."""
        data, images = self._comparison.data, self._comparison.settings.get('images')
        places = [Path(images)] if images else [data, data.parent]
        return [data / split, *(root for place in places for root in (place / 'emotic', place))]
