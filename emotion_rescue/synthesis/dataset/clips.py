"""Writes labelled clips: one scene filmed for seconds, with its sound, in several processes.

DIR/<split>/ gets clips/NNNNNN/FFF.jpg and clips/NNNNNN/sound.wav (16 bit, 16 kHz, a channel for
each microphone), clips.jsonl (see clip_records), recipe.json, contact_sheet.png and card.md. A
folder of clips/ is a recording that `emotion-rescue replay` plays with --fps set to the rate.
"""

from collections.abc import Callable
from dataclasses import asdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from emotion_rescue import __version__
from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.camera_sway import swaying
from emotion_rescue.synthesis.dataset.clip_card import write_clip_card
from emotion_rescue.synthesis.dataset.clip_records import clip_record
from emotion_rescue.synthesis.dataset.clip_records import frame_record
from emotion_rescue.synthesis.dataset.clip_sheet import write_clip_sheet
from emotion_rescue.synthesis.dataset.clip_sound import clip_sound
from emotion_rescue.synthesis.dataset.image_settings import ImageSettings
from emotion_rescue.synthesis.dataset.image_settings import SPLITS
from emotion_rescue.synthesis.dataset.images import body_seeds_of
from emotion_rescue.synthesis.dataset.images import encode_jpeg
from emotion_rescue.synthesis.dataset.images import surface_seed_of
from emotion_rescue.synthesis.dataset.listings import read_listing
from emotion_rescue.synthesis.dataset.ordered_work import storage
from emotion_rescue.synthesis.dataset.ordered_work import write_in_order
from emotion_rescue.synthesis.dataset.ordered_work import write_whole
from emotion_rescue.synthesis.dataset.recipe import keep_recipe
from emotion_rescue.synthesis.dataset.voices import wav_bytes
from emotion_rescue.synthesis.site.pictures import Photographer
from emotion_rescue.synthesis.site.scenes import sample_scene
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.site.ways import ways_are_clear
from emotion_rescue.synthesis.voice.engines import require_engines
from emotion_rescue.synthesis.voice.microphones import microphone_array
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ

_MOST_FRAMES = 999
_SECONDS = (1.0, 60.0)
_LOWEST_QUALITY, _HIGHEST_QUALITY = 60, 95
_BYTES_PER_PIXEL = 0.25
_CLIP_STREAM, _JPEG_STREAM, _SWAY_STREAM = 51, 52, 54
# So often a scene is drawn again until those who walk have room to.
_TRIES = 20


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

    def __post_init__(self):
        ImageSettings(self.split, self.seed, self.width_px, self.height_px)
        microphone_array(self.microphones)
        if not _SECONDS[0] <= self.seconds <= _SECONDS[1]:
            raise InputError(f'a clip cannot last {self.seconds:g} s; choose '
                             f'{_SECONDS[0]:g} to {_SECONDS[1]:g}')
        if not (self.rate_hz > 0 and 1 <= self.frames <= _MOST_FRAMES):
            raise InputError(f'{self.rate_hz:g} pictures a second for {self.seconds:g} s are not '
                             f'possible; choose a rate that gives 1 to {_MOST_FRAMES} pictures')

    @property
    def frames(self) -> int:
        """Number of pictures of a clip."""
        return round(min(self.seconds * self.rate_hz, 1e9))


class ClipMaker:
    """Makes the clips of one split; a Maker of ordered_work."""

    def __init__(self, folder: Path, settings: ClipSettings):
        """Build bodies and stage; see Photographer.

        Raises:
            MissingPackageError: anny, mujoco or EGL is missing.
        """
        self._folder, self._settings = folder, settings
        self._photographer = Photographer(settings.width_px, settings.height_px,
                                          surface_seed_of(settings.seed, settings.split))

    def make(self, index: int) -> dict:
        """Write the files of clip `index` and return its line of clips.jsonl."""
        settings, name = self._settings, f'clips/{index:06d}'
        scene = clip_scene(settings, index)
        (self._folder / name).mkdir(parents=True, exist_ok=True)
        times_s = [frame / settings.rate_hz for frame in range(settings.frames)]
        cameras = [scene.camera] * settings.frames
        if settings.sway:
            rng = np.random.default_rng((scene.seed, _SWAY_STREAM))
            cameras = swaying(scene.camera, times_s, rng)
        quality = int(np.random.default_rng((scene.seed, _JPEG_STREAM)).integers(
            _LOWEST_QUALITY, _HIGHEST_QUALITY))
        frames = []
        # People are in the places of the plan in the middle of the clip.
        moments_s = [time_s - times_s[-1] / 2 for time_s in times_s]
        for frame, picture in enumerate(self._photographer.film(scene, moments_s, cameras)):
            file = f'{name}/{frame:03d}.jpg'
            write_whole(self._folder / file, encode_jpeg(picture.rgb, quality))
            frames.append(frame_record(file, times_s[frame], cameras[frame], picture))
        microphones_m = microphone_array(settings.microphones)
        sound = clip_sound(scene, frames, settings.seconds, settings.split, microphones_m)
        write_whole(self._folder / f'{name}/sound.wav', wav_bytes(sound.samples))
        return clip_record(name, asdict(settings), scene, frames, sound, microphones_m)

    def close(self) -> None:
        """Give the graphics memory back."""
        self._photographer.close()


def clip_scene(settings: ClipSettings, index: int) -> Scene:
    """Return scene `index`, the state in the middle of the clip; it is in no set of pictures."""
    rng = np.random.default_rng(
        (settings.seed, SPLITS.index(settings.split), index, _CLIP_STREAM))
    for _ in range(_TRIES):
        scene = sample_scene(rng, body_seeds_of(settings.split),
                             aspect=settings.width_px / settings.height_px)
        if ways_are_clear(scene, settings.seconds):
            break
    return scene


def write_clips(out: Path, settings: ClipSettings, count: int, *, jobs: int | None = None,
                progress: Callable[[int, int], None] = lambda done, count: None) -> Path:
    """Write what lacks of clips 0..count-1 and return their folder, `out`/`split`.

    Clip i depends on the settings and i alone; those that exist are kept, so that an interrupted
    run is continued, and a larger `count` continues a complete set.

    Args:
        out: folder of the data set.
        settings: of the split.
        count: clips in the split when done; 0 writes an empty set.
        jobs: processes; None is one for each core.
        progress: called with (clips done, count).

    Raises:
        InputError: the folder holds clips of other settings, or `count` is negative.
        UnfinishedError: no room or no right to write; the same call goes on from there.
        MissingPackageError: anny, mujoco, EGL or a speech engine is missing.
    """
    require_engines()
    folder = Path(out) / settings.split
    listing = folder / 'clips.jsonl'
    clip_bytes = (settings.frames * settings.width_px * settings.height_px * _BYTES_PER_PIXEL
                  + settings.seconds * settings.microphones * 2 * SAMPLE_RATE_HZ)
    with storage(folder):
        keep_recipe(folder, 'synth clips', {'version': __version__, **asdict(settings)})
        count = write_in_order(partial(ClipMaker, folder, settings), count, listing, jobs=jobs,
                               progress=progress, item_bytes=round(clip_bytes))
        records = list(read_listing(listing))
        write_clip_sheet(folder, records)
        write_clip_card(folder, command_of(settings, count), records)
    return folder


def command_of(settings: ClipSettings, count: int) -> str:
    """Return the command that makes the clips again."""
    return (f'emotion-rescue synth clips --out DIR --split {settings.split} --count {count} '
            f'--seed {settings.seed} --seconds {settings.seconds:g} '
            f'--rate-hz {settings.rate_hz:g} --size {settings.width_px}x{settings.height_px} '
            f'--microphones {settings.microphones}{" --sway" if settings.sway else ""}')
