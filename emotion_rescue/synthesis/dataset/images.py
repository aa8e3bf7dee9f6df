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
from functools import partial
import json
from pathlib import Path

import cv2
import numpy as np

from emotion_rescue import __version__
from emotion_rescue.synthesis.dataset.coco import coco_from_records
from emotion_rescue.synthesis.dataset.emotic_writer import write_annotations
from emotion_rescue.synthesis.dataset.image_card import write_image_card
from emotion_rescue.synthesis.dataset.image_settings import command_of
from emotion_rescue.synthesis.dataset.image_settings import ImageSettings
from emotion_rescue.synthesis.dataset.image_settings import SPLITS
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

_BODIES_PER_SPLIT = 1_000_000
_LOWEST_QUALITY, _HIGHEST_QUALITY = 45, 95
# All files of a 640x480 picture, about.
_BYTES_PER_PIXEL = 0.35
_JPEG_STREAM, _CLOSE_UP_STREAM = 4, 5
_DETAILS = ('mask', 'key_points', 'joint_angles_deg', 'facial_actions')


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
            scene = _at_a_place(settings.places, partial(
                sample_close_up, rng, body_seeds_of(settings.split)))
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
    return _at_a_place(places, partial(
        sample_scene, rng, body_seeds_of(split), aspect=aspect, people=people))


def _at_a_place(places, sample):
    while True:
        scene = sample()
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
