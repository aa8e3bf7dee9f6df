"""What the fusion has learned: how far each kind of evidence is to be believed, and borders."""

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
import json
import math
from pathlib import Path
from types import MappingProxyType

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality

FUSION_FILE = 'fusion.json'
# Levels that begin at a border, in their order.
BORDERED: tuple[DistressLevel, ...] = (
    DistressLevel.MILD, DistressLevel.MODERATE, DistressLevel.SEVERE)


def _borders():
    return MappingProxyType({DistressLevel.MILD: 0.3, DistressLevel.MODERATE: 0.55,
                             DistressLevel.SEVERE: 0.8})


@dataclass(frozen=True)
class FusionWeights:
    """The default takes every reading at its word.

    Attributes:
        prior: log-odds of distress of somebody of whom nothing is known.
        scale: modality -> what its log-odds are multiplied by, 0 or more; 1 where it is not named.
        bias: modality -> what a reading of it adds, whatever it says; 0 where it is not named.
        borders: probability from which each level of BORDERED holds. SEVERE starts at odds of 4
            to 1 by default.
    """

    prior: float = 0.0
    scale: Mapping[Modality, float] = field(default_factory=dict)
    bias: Mapping[Modality, float] = field(default_factory=dict)
    borders: Mapping[DistressLevel, float] = field(default_factory=_borders)

    def __post_init__(self):
        numbers = [self.prior, *self.scale.values(), *self.bias.values()]
        if not all(map(math.isfinite, numbers)) or min(self.scale.values(), default=0.0) < 0.0:
            raise ValueError('prior, scales and biases are finite, and scales not below 0; not '
                             f'{numbers}')
        borders = [self.borders.get(level, math.nan) for level in BORDERED]
        if not 0.0 < borders[0] < borders[1] < borders[2] < 1.0:
            raise ValueError(f'borders rise between 0 and 1, not {borders}')

    def contribution(self, modality: Modality, mean: float) -> float:
        """Return the log-odds that readings of `modality` with this mean add."""
        return self.scale.get(modality, 1.0) * mean + self.bias.get(modality, 0.0)

    def at_their_word(self, modalities: Collection[Modality]) -> 'FusionWeights':
        """Return the same weights, but take readings of `modalities` at their word."""
        return replace(self, scale=_without(self.scale, modalities),
                       bias=_without(self.bias, modalities))

    def to_border(self, probability: float) -> float:
        """Return how far `probability` is from where another level begins, 0..1."""
        return min(abs(probability - border) for border in self.borders.values())

    def save(self, path: Path) -> None:
        """Write them to the file `path`."""
        path.write_text(json.dumps({
            'prior': self.prior,
            'scale': {modality.name: value for modality, value in self.scale.items()},
            'bias': {modality.name: value for modality, value in self.bias.items()},
            'borders': {level.name: value for level, value in self.borders.items()},
        }, indent=2) + '\n')


def _without(values, modalities):
    return {modality: value for modality, value in values.items() if modality not in modalities}


def read_fusion_weights(path: Path) -> FusionWeights:
    """Return what `FusionWeights.save` has written.

    Raises:
        WeightsError: there is no such file, or it holds something else.
    """
    try:
        content = json.loads(path.read_text())
        return FusionWeights(
            float(content['prior']),
            {Modality[name]: float(value) for name, value in content['scale'].items()},
            {Modality[name]: float(value) for name, value in content['bias'].items()},
            {DistressLevel[name]: float(value) for name, value in content['borders'].items()})
    except OSError as error:
        raise WeightsError(f'the weights of the fusion {path} cannot be read: {error}') from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f'{path} holds no weights of a fusion ({error!r}); write them with: '
                           'emotion-rescue train fusion') from error
