"""The ways of judging people that are compared, by name."""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
import re
from typing import Any

from emotion_rescue.core.errors import SettingsError

BASELINE, ZERO_SHOT, CAPTION, FINE_TUNED = 'baseline', 'zero-shot', 'caption', 'fine-tuned'
WHOLE = 'whole'
_OF_PEOPLE = re.compile('people-([1-9][0-9]{0,8})')


@dataclass(frozen=True)
class Strategy:
    """One way of judging people.

    Attributes:
        name: as on the command line.
        kind: one of the constants above.
        words: what it is, for tables.
        settings: of the training recipe, which make it what it is.
        most_people: of train that it learns from; 0 is all.
    """

    name: str
    kind: str
    words: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    most_people: int = 0

    @property
    def needs_base(self) -> bool:
        """Whether a base model has to be there first."""
        return self.kind not in (BASELINE, WHOLE)

    @property
    def raw_name(self) -> str | None:
        """The name under which its scores are measured before calibration; None: they are not."""
        return f'{self.name}-raw' if self.kind in (ZERO_SHOT, CAPTION) else None

    @property
    def view(self) -> str:
        """'context' or 'crop': what is seen."""
        return self.settings.get('view', 'context')

    @property
    def context(self) -> str:
        """'none' or 'described': whether a description of the picture is given first."""
        return self.settings.get('context', 'none')


_ALL = (
    Strategy('random', BASELINE, 'random numbers'),
    Strategy('prior', BASELINE, "train's share of people with each category, its mean VAD and "
             'distress, said of everybody'),
    Strategy('majority', BASELINE, "what most of train have or not, and train's median VAD, said "
             'of everybody'),
    Strategy('zero-shot', ZERO_SHOT, 'the base model, which has learned general questions only, '
             'is asked how people feel'),
    Strategy('caption-language-model', CAPTION, 'the base model answers general questions about '
             'the picture; SmolLM2-135M-Instruct reads the answers and is asked how the person '
             'feels'),
    Strategy('emotions', FINE_TUNED, 'the base model learns emotions and distress',
             {'with_vad': False}),
    Strategy('emotions-vad', FINE_TUNED, 'the base model learns VAD, too'),
    Strategy('emotions-vad-described', FINE_TUNED, 'the same, and a description of the place and '
             'of how many people there are is given first', {'context': 'described'}),
    Strategy('emotions-vad-crop', FINE_TUNED, 'as emotions-vad, but nothing outside of the box of '
             'the person is seen', {'view': 'crop'}),
    Strategy('emotions-described', FINE_TUNED, 'as emotions-vad-described, without VAD',
             {'with_vad': False, 'context': 'described'}),
    Strategy('emotions-crop', FINE_TUNED, 'as emotions-vad-crop, without VAD',
             {'with_vad': False, 'view': 'crop'}))

STRATEGIES: dict[str, Strategy] = {strategy.name: strategy for strategy in _ALL}
# The last two tell little that the others don't, and take as long.
USUAL = tuple(STRATEGIES)[:-2]
# What the strategies set; nobody else can.
SET_BY_STRATEGIES = ('data', 'out', 'seed', 'with_vad', 'context', 'view')

# (what the difference shows, of, minus)
DIFFERENCES: tuple[tuple[str, str, str], ...] = (
    ('learning VAD, too', 'emotions-vad', 'emotions'),
    ('a description first', 'emotions-vad-described', 'emotions-vad'),
    ('a description first, without VAD', 'emotions-described', 'emotions'),
    ('seeing the context', 'emotions-vad', 'emotions-vad-crop'),
    ('seeing the context, without VAD', 'emotions', 'emotions-crop'),
    ('fine-tuning', 'emotions-vad', 'zero-shot'),
    ('fine-tuning, not captions', 'emotions-vad', 'caption-language-model'),
    ('fine-tuning, not the prior', 'emotions-vad', 'prior'),
    # A random ranking has a higher AP than one of ties, so it is what little learning is held to.
    ('zero-shot, not random', 'zero-shot', 'random'),
    ('captions, not random', 'caption-language-model', 'random'))


def strategies_named(words: Iterable[str]) -> list[Strategy]:
    """Return the strategies of comma-separated names, each once, in their usual order.

    No name is the usual ones; 'all' is all of STRATEGIES. 'people-N', for any number N, comes
    after them, the smaller first.

    Raises:
        SettingsError: a name is none.
    """
    names = [name for word in words for name in word.replace(',', ' ').split()]
    unknown = [name for name in names if name != 'all' and strategy_of(name) is None]
    if unknown:
        raise SettingsError([f'{name!r} is no strategy; there are {", ".join(STRATEGIES)}, '
                             'people-N with a number, and all' for name in unknown])
    chosen = STRATEGIES if 'all' in names else names or USUAL
    return [*(strategy for name, strategy in STRATEGIES.items() if name in chosen),
            *sorted((strategy_of(name) for name in set(names) - set(STRATEGIES) - {'all'}),
                    key=lambda strategy: strategy.most_people)]


def strategy_of(name: str) -> Strategy | None:
    """Return the strategy of a name, or None where it is none."""
    if match := _OF_PEOPLE.fullmatch(name):
        count = int(match[1])
        return Strategy(name, WHOLE, f'the small model learns everything, its tower what people '
                        f'feel, too, from {count:,} people; fewer are seen more often',
                        most_people=count)
    return STRATEGIES.get(name)
