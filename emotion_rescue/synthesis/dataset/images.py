"""Writes labelled pictures of survivors, in several processes.

DIR/<split>/ gets images/NNNNNN.jpg, labels/NNNNNN.txt (YOLO: `0 cx cy w h`, shares of the
picture), people.jsonl (everything that is known, see picture_records), coco.json, recipe.json,
contact_sheet.png and card.md; where asked for, backgrounds/NNNNNN.jpg (the same picture without
anybody) and depth/NNNNNN.png (uint16, millimetres along the optical axis; 0 is the sky).
DIR/Annotations/Annotations.mat has all splits that are there, in EMOTIC's layout. Close-ups, from
which faces are learned, go to a folder of their own, DIR/<split>_close_ups/.
"""

from collections.abc import Callable
from dataclasses import asdict
from dataclasses import dataclass
from functools import partial
import json
from pathlib import Path

import cv2
import numpy as np

from emotion_rescue import __version__
from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.coco import coco_from_records
from emotion_rescue.synthesis.dataset.emotic_writer import write_annotations
from emotion_rescue.synthesis.dataset.image_card import write_image_card
from emotion_rescue.synthesis.dataset.image_sheet import write_image_sheet
from emotion_rescue.synthesis.dataset.listings import read_listing
from emotion_rescue.synthesis.dataset.ordered_work import storage
from emotion_rescue.synthesis.dataset.ordered_work import write_in_order
from emotion_rescue.synthesis.dataset.ordered_work import write_whole
from emotion_rescue.synthesis.dataset.picture_records import picture_record
from emotion_rescue.synthesis.dataset.picture_records import yolo_label
from emotion_rescue.synthesis.dataset.recipe import keep_recipe
from emotion_rescue.synthesis.site.close_ups import sample_close_up
from emotion_rescue.synthesis.site.pictures import Photographer
from emotion_rescue.synthesis.site.scenes import PLACES
from emotion_rescue.synthesis.site.scenes import sample_scene
from emotion_rescue.synthesis.site.scenes import Scene

# The splits share no body, no scene and no texture.
SPLITS = ('train', 'val', 'test')
CLOSE_UPS = '_close_ups'  # ends the names of folders with close-ups
_BODIES_PER_SPLIT = 1_000_000
_LOWEST_QUALITY, _HIGHEST_QUALITY = 45, 95
# All files of a 640x480 picture, about.
_BYTES_PER_PIXEL = 0.35
_SIDES_PX = range(64, 2049)
_JPEG_STREAM, _CLOSE_UP_STREAM = 4, 5
_DETAILS = ('mask', 'key_points', 'joint_angles_deg', 'facial_actions')


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


class ImageMaker:
    """Makes the pictures of one split; a Maker of ordered_work."""

    def __init__(self, folder: Path, settings: ImageSettings):
        """Build bodies and stage; see Photographer.

        Raises:
            MissingPackageError: anny, mujoco or EGL is missing.
        """
        self._folder, self._settings = folder, settings
        self._photographer = Photographer(settings.width_px, settings.height_px,
                                          surface_seed_of(settings.seed, settings.split))

    def make(self, index: int) -> dict:
        """Write the files of picture `index` and return its line of people.jsonl."""
        settings, name = self._settings, f'{index:06d}'
        scene, picture = self._taken(index)
        quality = int(np.random.default_rng((scene.seed, _JPEG_STREAM)).integers(
            _LOWEST_QUALITY, _HIGHEST_QUALITY))
        record = picture_record(f'images/{name}.jpg', scene, picture)
        labels = [yolo_label(person['xyxy'], record['width'], record['height'])
                  for person in record['people']]
        # Labels first: to a trainer, a picture without any would be one of nobody.
        write_whole(self._folder / f'labels/{name}.txt',
                    ''.join(f'{line}\n' for line in labels).encode())
        write_whole(self._folder / record['image'], encode_jpeg(picture.rgb, quality))
        if settings.backgrounds:
            empty = self._photographer.take(scene, people=False)
            write_whole(self._folder / f'backgrounds/{name}.jpg', encode_jpeg(empty.rgb, quality))
        if settings.depth:
            write_whole(self._folder / f'depth/{name}.png', encode_depth(picture.depth_m))
        return record

    def close(self) -> None:
        """Give the graphics memory back."""
        self._photographer.close()

    def _taken(self, index):
        settings = self._settings
        if settings.close_ups:
            rng = np.random.default_rng((
                settings.seed, SPLITS.index(settings.split), index, _CLOSE_UP_STREAM))
            scene = sample_close_up(rng, body_seeds_of(settings.split), settings.places)
            return self._photographer.take_close_up(scene, rng)
        scene = scene_of(settings.seed, settings.split, index,
                         settings.width_px / settings.height_px, places=settings.places)
        return scene, self._photographer.take(scene)


def write_images(out: Path, settings: ImageSettings, count: int, *, jobs: int | None = None,
                 progress: Callable[[int, int], None] = lambda done, count: None,
                 report: Callable[[str], None] = lambda text: None) -> Path:
    """Write what lacks of pictures 0..count-1 and return their folder, `out`/`split`.

    Picture i depends on the settings and i alone; those that exist are kept, so that an
    interrupted run is continued, and a larger `count` continues a complete set.

    Args:
        out: folder of the data set.
        settings: of the split.
        count: pictures in the split when done; 0 writes an empty set.
        jobs: processes; None is one for each core.
        progress: called with (pictures done, count).
        report: told what is done after the pictures.

    Raises:
        InputError: the folder holds pictures of other settings.
        UnfinishedError: no room or no right to write; the same call goes on from there.
        MissingPackageError: anny, mujoco or EGL is missing.
    """
    folder = Path(out) / settings.folder
    with storage(folder):
        keep_recipe(folder, 'synth images', {
            'version': __version__, **asdict(settings), 'places': settings.places or PLACES})
        for name in ('images', 'labels', *(option for option in ('backgrounds', 'depth')
                                           if getattr(settings, option))):
            (folder / name).mkdir(parents=True, exist_ok=True)
        listing = folder / 'people.jsonl'
        count = write_in_order(
            partial(ImageMaker, folder, settings), count, listing, jobs=jobs, progress=progress,
            item_bytes=round(settings.width_px * settings.height_px * _BYTES_PER_PIXEL))
        report('writing coco.json, contact sheet and card')
        write_whole(folder / 'coco.json',
                    json.dumps(coco_from_records(read_listing(listing))).encode())
        records = [_without_details(record) for record in read_listing(listing)]
        write_image_sheet(folder, records)
        write_image_card(folder, command_of(settings, count), records)
        if not settings.close_ups:
            write_annotations(Path(out), report)
    return folder


def command_of(settings: ImageSettings, count: int) -> str:
    """Return the command that makes the pictures again."""
    words = ['emotion-rescue synth images --out DIR', f'--split {settings.split}',
             f'--count {count}', f'--seed {settings.seed}',
             f'--size {settings.width_px}x{settings.height_px}']
    words += [f'--scene {",".join(settings.places)}'] * bool(settings.places)
    words += [f'--{name.replace("_", "-")}' for name in ('backgrounds', 'depth', 'close_ups')
              if getattr(settings, name)]
    return ' '.join(words)


def scene_of(seed: int, split: str, index: int, aspect: float, *, people: int | None = None,
             places: tuple[str, ...] = ()) -> Scene:
    """Return scene `index` of a split.

    Args:
        seed: of the data set.
        split: one of SPLITS.
        index: number of the scene.
        aspect: width of the picture by its height.
        people: how many; None draws them.
        places: the scene is at one of these; empty for all.
    """
    rng = np.random.default_rng((seed, SPLITS.index(split), index))
    while True:
        scene = sample_scene(rng, body_seeds_of(split), aspect=aspect, people=people)
        if not places or scene.place in places:
            return scene


def body_seeds_of(split: str) -> range:
    """Return the seeds of a split's bodies."""
    first = SPLITS.index(split) * _BODIES_PER_SPLIT
    return range(first, first + _BODIES_PER_SPLIT)


def surface_seed_of(seed: int, split: str) -> int:
    """Return the seed of a split's textures."""
    return seed * len(SPLITS) + SPLITS.index(split)


def encode_jpeg(rgb: np.ndarray, quality: int) -> bytes:
    """Return `rgb`, uint8 (height, width, 3), as a JPEG of `quality` 1..100."""
    return cv2.imencode('.jpg', rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def encode_depth(depth_m: np.ndarray) -> bytes:
    """Return depth in metres, float32 (height, width), as a PNG of uint16 millimetres; inf is 0.

    What is 65.535 m away or farther, but not infinitely, is 65535.
    """
    mm = np.where(np.isfinite(depth_m), np.clip(depth_m * 1000, 1, 65535), 0).round()
    return cv2.imencode('.png', mm.astype(np.uint16))[1].tobytes()


def _without_details(record):
    """Return a record without the long fields, as all records together may be many."""
    return {**record, 'people': [
        {name: value for name, value in person.items() if name not in _DETAILS}
        for person in record['people']]}
