"""What is compared, on whom, and where everything lies: a comparison of strategies.

It is a folder OUT:

    OUT/comparison.json             data, sizes and settings; another call with others is refused
    OUT/truth.jsonl                 the test people, in the form that `--truth` reads
    OUT/seed-0/base/                the model from which all of a seed start
    OUT/seed-0/NAME/                what a fine-tuned strategy learned
    OUT/seed-0/NAME.jsonl           its predictions, in the form that `--predictions` reads
    OUT/seed-0/NAME.json            minutes, and what else is to be told of it
    OUT/people/                     pictures cut to the person
    OUT/strategies.json, .md, *.png the result
"""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.setting_field import setting_defaults
from emotion_rescue.training.affect_recipe import AffectRecipe
from emotion_rescue.training.affect_recipe import recipe_of
from emotion_rescue.training.saved_files import save_json
from emotion_rescue.training.strategies import SET_BY_STRATEGIES
from emotion_rescue.training.strategies import Strategy
from emotion_rescue.training.strategies import WHOLE

# What differs from the recipe's own defaults, so that three seeds take 100 minutes on two cores.
# A tower that sees few people often learns them by heart: more people and fewer passes teach more
# in the same time.
DEFAULT_SETTINGS: dict[str, Any] = {
    'head_epochs': 6, 'face_epochs': 4, 'tower_epochs': 4, 'epochs': 3, 'copies': 1,
    'retention_items': 200, 'checkpoint_every_steps': 100}
_SEEN, _MOST_TIMES = 4000, 8  # people-N has as many steps as 4,000 people, if N is from 500 up
_ALIKE = ('data', 'people', 'settings')


@dataclass(frozen=True, eq=False)
class Comparison:
    """A comparison of strategies.

    Attributes:
        data: folder of the data set.
        out: folder of everything that comes of it.
        people: split -> most people of it that are used, drawn by chance; 0 is all.
        settings: of the recipe, without those that the strategies set; base may be among them.
    """

    data: Path
    out: Path
    people: Mapping[str, int]
    settings: Mapping[str, Any]

    def base_recipe(self, seed: int) -> AffectRecipe:
        """Return how the base of a seed is made."""
        return self._recipe(seed, self._seed_folder(seed) / 'base')

    def base(self, seed: int) -> Path:
        """Return the folder of the model that all strategies of the seed start from."""
        return Path(self.settings.get('base') or self._seed_folder(seed) / 'base')

    @property
    def makes_base(self) -> bool:
        """Whether the base is made here; else it is a checkpoint of the user's."""
        return not self.settings.get('base')

    def recipe(self, strategy: Strategy, seed: int) -> AffectRecipe:
        """Return how a strategy learns, or is shown people."""
        own = {'base': str(self.base(seed)), **strategy.settings}
        if strategy.kind == WHOLE:
            own = self._passes(strategy.most_people)
        elif self.makes_base:
            # The base's tower sees as well as it can.
            own |= {'sizes': '', 'face_epochs': 0, 'tower_epochs': 0}
        return self._recipe(seed, self._seed_folder(seed) / strategy.name, **own)

    def _passes(self, people):
        """Return the passes over that many people; fewer are seen more often.

        Else the smaller ones would be told from the larger ones by their number of steps.
        """
        usual = self.base_recipe(0)
        times = min(_MOST_TIMES, max(1, round(_SEEN / people)))
        return {name: times * getattr(usual, name)
                for name in ('head_epochs', 'face_epochs', 'tower_epochs', 'epochs')}

    def people_recipe(self, view: str, context: str) -> AffectRecipe:
        """Return a recipe by which people are read, the same for all seeds."""
        return self._recipe(0, self.out / 'people', view=view, context=context)

    def predictions(self, name: str, seed: int) -> Path:
        """Return the file of a strategy's predictions; where it is, the strategy has run."""
        return self._seed_folder(seed) / f'{name}.jsonl'

    def facts(self, name: str, seed: int) -> Path:
        """Return the file with what else is known of a strategy's run."""
        return self._seed_folder(seed) / f'{name}.json'

    @property
    def truth(self) -> Path:
        """The file of what is true of the test people."""
        return self.out / 'truth.jsonl'

    def begin(self) -> None:
        """Note in `out` what is compared, or see that the same was begun there.

        Raises:
            SettingsError: something else was begun there, or a setting is wrong.
            WeightsError: what lies there cannot be read.
            UnfinishedError: it cannot be written.
        """
        self._check()
        path = self.out / 'comparison.json'
        new = {'data': str(self.data.resolve()), 'people': dict(self.people),
               'settings': dict(self.settings)}
        if not path.is_file():
            save_json(path, new)
            return
        try:
            old = json.loads(path.read_text(encoding='utf-8'))
            differing = [f'{what} is {new[what]!r}, but the comparison in {self.out} began with '
                         f'{old[what]!r}; give that, or another folder with --out'
                         for what in _ALIKE if old[what] != new[what]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WeightsError(f'{path} cannot be read ({error!r}); remove {self.out} to compare '
                               'anew') from error
        if differing:
            raise SettingsError(differing)

    def _check(self):
        problems = [f'{name} is set by the strategies; leave it out' for name in SET_BY_STRATEGIES
                    if name in self.settings]
        problems += [f'the number of people of {split} is {count}, expected 0, which is all, or '
                     'more' for split, count in self.people.items() if count < 0]
        if problems:
            raise SettingsError(problems)
        self._recipe(0, self.out)

    def _recipe(self, seed, out, **changes) -> AffectRecipe:
        return recipe_of({**self.settings, 'data': str(self.data), 'out': str(out), 'seed': seed,
                          **changes})

    def _seed_folder(self, seed):
        return self.out / f'seed-{seed}'


def seeds_of(text: str) -> tuple[int, ...]:
    """Return the seeds of a text such as '0,1,2', each once; raises SettingsError."""
    words = text.replace(',', ' ').split()
    if not words or not all(word.isascii() and word.isdigit() and int(word) < 2**31
                            for word in words):
        raise SettingsError([f'seeds are {text!r}, expected whole numbers from 0 up with commas '
                             'between, such as 0,1,2'])
    return tuple(dict.fromkeys(map(int, words)))


def settings_with_defaults(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a comparison: those given, else the defaults of a comparison.

    A checkpoint of the user's is no small model: it keeps the recipe's own defaults. A file with
    all settings may have those that the strategies set, as long as it leaves them as they are.
    """
    usual = setting_defaults(AffectRecipe)
    kept = {name: value for name, value in given.items()
            if name not in SET_BY_STRATEGIES or value != usual[name]}
    return {**({} if given.get('base') else DEFAULT_SETTINGS), **kept}
