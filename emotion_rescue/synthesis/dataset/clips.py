"""Writes labelled clips: one scene filmed for seconds, with its sound, in several processes.

DIR/<split>/ gets clips/NNNNNN/FFF.jpg and clips/NNNNNN/sound.wav (16 bit, 16 kHz, a channel for
each microphone), clips.jsonl (see clip_records), recipe.json, contact_sheet.png and card.md. A
folder of clips/ is a recording that `emotion-rescue replay` plays with --fps set to the rate.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from emotion_rescue import __version__
from emotion_rescue.synthesis.dataset.camera_sway import swaying
from emotion_rescue.synthesis.dataset.clip_card import write_clip_card
from emotion_rescue.synthesis.dataset.clip_onset import Onset
from emotion_rescue.synthesis.dataset.clip_onset import with_onset
from emotion_rescue.synthesis.dataset.clip_records import clip_record
from emotion_rescue.synthesis.dataset.clip_records import frame_record
from emotion_rescue.synthesis.dataset.clip_settings import ClipSettings
from emotion_rescue.synthesis.dataset.clip_sheet import write_clip_sheet
from emotion_rescue.synthesis.dataset.clip_sound import clip_sound
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

_LOWEST_QUALITY, _HIGHEST_QUALITY = 60, 95
_BYTES_PER_PIXEL = 0.25
_CLIP_STREAM, _JPEG_STREAM, _SWAY_STREAM, _ONSET_STREAM = 51, 52, 54, 56
# So often a scene is drawn again until those who walk have room to.
_TRIES = 20


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
        scene, onset = clip_plan(settings, index)
        (self._folder / name).mkdir(parents=True, exist_ok=True)
        times_s = [frame / settings.rate_hz for frame in range(settings.frames)]
        cameras = [scene.camera] * settings.frames
        if settings.sway:
            rng = np.random.default_rng((scene.seed, _SWAY_STREAM))
            cameras = swaying(scene.camera, times_s, rng)
        quality = int(np.random.default_rng((scene.seed, _JPEG_STREAM)).integers(
            _LOWEST_QUALITY, _HIGHEST_QUALITY))
        frames = []
        for frame, picture in enumerate(self._film(scene, onset, times_s, cameras)):
            file = f'{name}/{frame:03d}.jpg'
            write_whole(self._folder / file, encode_jpeg(picture.rgb, quality))
            frames.append(frame_record(file, times_s[frame], cameras[frame], picture))
        microphones_m = microphone_array(settings.microphones)
        sound = clip_sound(scene, frames, settings.seconds, settings.split, microphones_m,
                           onset)
        write_whole(self._folder / f'{name}/sound.wav', wav_bytes(sound.samples))
        return clip_record(name, settings.recipe(), scene, frames, sound, microphones_m, onset)

    def _film(self, scene, onset, times_s, cameras):
        if onset is None:
            # People are in the places of the plan in the middle of the clip.
            middle_s = times_s[-1] / 2
            return self._photographer.film(scene, [t - middle_s for t in times_s], cameras)
        before = onset.scene_before(scene)
        return self._photographer.film(
            onset.bare(scene), [t - onset.time_s for t in times_s], cameras,
            [(before if t < onset.time_s else scene).people for t in times_s])

    def close(self) -> None:
        """Give the graphics memory back."""
        self._photographer.close()


def clip_plan(settings: ClipSettings, index: int) -> tuple[Scene, Onset | None]:
    """Return what clip `index` films, and when the state of one person in it changes.

    The scene is the one after the change, and in no set of pictures.
    """
    if settings.onset_s is None:
        return clip_scene(settings, index), None
    rng = _rng(settings, index, _ONSET_STREAM)
    while True:
        found = with_onset(rng, _sampled(settings, rng), settings.onset_s, settings.seconds)
        if found is not None:
            return found


def clip_scene(settings: ClipSettings, index: int) -> Scene:
    """Return scene `index`, the state in the middle of the clip; it is in no set of pictures."""
    rng = _rng(settings, index, _CLIP_STREAM)
    for _ in range(_TRIES):
        scene = _sampled(settings, rng)
        if ways_are_clear(scene, settings.seconds):
            break
    return scene


def _rng(settings, index, stream):
    return np.random.default_rng((settings.seed, SPLITS.index(settings.split), index, stream))


def _sampled(settings, rng):
    while True:
        scene = sample_scene(rng, body_seeds_of(settings.split),
                             aspect=settings.width_px / settings.height_px)
        if not settings.situation or settings.situation in {
                person.state.situation.name for person in scene.people}:
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
        keep_recipe(folder, 'synth clips', {'version': __version__, **settings.recipe()})
        count = write_in_order(partial(ClipMaker, folder, settings), count, listing, jobs=jobs,
                               progress=progress, item_bytes=round(clip_bytes))
        records = list(read_listing(listing))
        write_clip_sheet(folder, records)
        write_clip_card(folder, settings.command(count), records)
    return folder
