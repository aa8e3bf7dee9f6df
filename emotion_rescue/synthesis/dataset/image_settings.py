"""Everything that labelled pictures of survivors depend on."""

from dataclasses import dataclass

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.site.places import PLACES

# The splits share no body, no scene and no texture.
SPLITS = ('train', 'val', 'test')
CLOSE_UPS = '_close_ups'  # ends the names of folders with close-ups
_SIDES_PX = range(64, 2049)


@dataclass(frozen=True)
class ImageSettings:
    """Everything that the pictures of one split depend on.

    Attributes:
        split: one of SPLITS.
        seed: of the whole data set, 0 or more.
        width_px: of each picture.
        height_px: of each picture.
        places: which of scenes.PLACES; empty for all.
        backgrounds: whether each picture is written without anybody, too.
        depth: whether depth images are written.
        close_ups: whether each picture is of one head, large, instead of a site; see
            `site.close_ups`.

    Raises:
        InputError: a value is not possible.
    """

    split: str
    seed: int = 0
    width_px: int = 640
    height_px: int = 480
    places: tuple[str, ...] = ()
    backgrounds: bool = False
    depth: bool = False
    close_ups: bool = False

    def __post_init__(self):
        if self.split not in SPLITS:
            raise InputError(f'there is no split {self.split!r}; choose of {", ".join(SPLITS)}')
        if self.seed < 0:
            raise InputError(f'the seed is {self.seed}, but must be 0 or more')
        if self.width_px not in _SIDES_PX or self.height_px not in _SIDES_PX:
            raise InputError(f'pictures cannot be {self.width_px}x{self.height_px} pixels; each '
                             f'side must be {_SIDES_PX.start} to {_SIDES_PX.stop - 1}')
        unknown = [place for place in self.places if place not in PLACES]
        if unknown:
            raise InputError(f'there is no scene {unknown[0]!r}; choose of {", ".join(PLACES)}')
        if self.close_ups and self.backgrounds:
            raise InputError('close-ups have no backgrounds; leave one of both out')
        object.__setattr__(self, 'places', tuple(p for p in PLACES if p in self.places))

    @property
    def folder(self) -> str:
        """The name of the folder with these pictures."""
        return self.split + (CLOSE_UPS if self.close_ups else '')


def command_of(settings: ImageSettings, count: int) -> str:
    """Return the command that makes the pictures again."""
    words = ['emotion-rescue synth images --out DIR', f'--split {settings.split}',
             f'--count {count}', f'--seed {settings.seed}',
             f'--size {settings.width_px}x{settings.height_px}']
    words += [f'--scene {",".join(settings.places)}'] * bool(settings.places)
    words += [f'--{name.replace("_", "-")}' for name in ('backgrounds', 'depth', 'close_ups')
              if getattr(settings, name)]
    return ' '.join(words)
