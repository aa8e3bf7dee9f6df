"""Everything that labelled clips depend on."""

from dataclasses import asdict
from dataclasses import dataclass
from typing import Any

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.image_settings import ImageSettings
from emotion_rescue.synthesis.person.situations import SITUATIONS
from emotion_rescue.synthesis.voice.microphones import microphone_array

_MOST_FRAMES = 999
_SECONDS = (1.0, 60.0)
# Each of the two states of a clip with an onset lasts so long at least.
_LEAST_STATE_S = 1.0


@dataclass(frozen=True)
class ClipSettings:
    """Everything that the clips of one split depend on.

    Attributes:
        split: one of images.SPLITS.
        seed: of the whole data set, 0 or more.
        seconds: length of a clip, 1 to 60.
        rate_hz: pictures a second.
        width_px: of each picture.
        height_px: of each picture.
        microphones: 1 to 4.
        sway: whether the camera moves slowly, as on a robot that balances on rubble.
        onset_s: seconds after the beginning at which the state of one person of each clip
            changes (see clip_onset); None: no state changes.
        situation: name of a situation that somebody in each clip is in, of
            synthesis.person.situations; '': any.

    Raises:
        InputError: a value is not possible.
    """

    split: str
    seed: int = 0
    seconds: float = 4.0
    rate_hz: float = 5.0
    width_px: int = 640
    height_px: int = 480
    microphones: int = 4
    sway: bool = False
    onset_s: float | None = None
    situation: str = ''

    def __post_init__(self):
        ImageSettings(self.split, self.seed, self.width_px, self.height_px)
        microphone_array(self.microphones)
        if not _SECONDS[0] <= self.seconds <= _SECONDS[1]:
            raise InputError(f'a clip cannot last {self.seconds:g} s; choose '
                             f'{_SECONDS[0]:g} to {_SECONDS[1]:g}')
        if not (self.rate_hz > 0 and 1 <= self.frames <= _MOST_FRAMES):
            raise InputError(f'{self.rate_hz:g} pictures a second for {self.seconds:g} s are not '
                             f'possible; choose a rate that gives 1 to {_MOST_FRAMES} pictures')
        known = [situation.name for situation in SITUATIONS]
        if self.situation and self.situation not in known:
            raise InputError(f'there is no situation {self.situation!r}; choose one of '
                             f'{", ".join(known)}')
        if self.situation and self.onset_s is not None:
            raise InputError('the onset draws the situations itself; leave out '
                             f'{self.situation!r}')
        if self.onset_s is not None and not (
                _LEAST_STATE_S <= self.onset_s <= self.seconds - _LEAST_STATE_S):
            raise InputError(
                f'a state cannot change {self.onset_s:g} s after the beginning of a clip of '
                f'{self.seconds:g} s; choose {_LEAST_STATE_S:g} or more, and as much before the '
                'end')

    @property
    def frames(self) -> int:
        """Number of pictures of a clip."""
        return round(min(self.seconds * self.rate_hz, 1e9))

    def recipe(self) -> dict[str, Any]:
        """Return what recipe.json says, without an onset and a situation that were not asked for.

        So sets that were begun before there were such can be gone on with.
        """
        unasked = {'onset_s': None, 'situation': ''}
        return {name: value for name, value in asdict(self).items()
                if name not in unasked or value != unasked[name]}

    def command(self, count: int) -> str:
        """Return the command that makes `count` clips again."""
        return (f'emotion-rescue synth clips --out DIR --split {self.split} --count {count} '
                f'--seed {self.seed} --seconds {self.seconds:g} '
                f'--rate-hz {self.rate_hz:g} --size {self.width_px}x{self.height_px} '
                f'--microphones {self.microphones}{" --sway" if self.sway else ""}'
                + ('' if self.onset_s is None else f' --onset {self.onset_s:g}')
                + (f' --situation {self.situation}' if self.situation else ''))
