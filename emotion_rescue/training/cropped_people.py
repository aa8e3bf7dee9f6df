"""Pictures cut to the person: how much is told by everything around is seen by leaving it away."""

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import replace
import hashlib
import math
import os
from pathlib import Path

import cv2

from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.now_and_then import NowAndThen
from emotion_rescue.models.view_panels import clipped_box
from emotion_rescue.synthesis.dataset.ordered_work import storage
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.pictured_person import read_image


def crop_people(people: Sequence[AffectSample], folder: Path,
                report: Callable[[str], None]) -> list[AffectSample]:
    """Return the same people in pictures of their own, which show their box and nothing else.

    The pictures go through all that follows as if a camera had taken them, so that a model of
    crops and a model of whole pictures differ in nothing but what is around the person.

    Args:
        people: with boxes that are at least partly in their pictures.
        folder: for the new pictures (PNG); those that are there are used again.
        report: told the progress.

    Raises:
        UnfinishedError: no room or right to write.
    """
    cropped, progress = [], NowAndThen(report)
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for sample in people:
            cropped.append(_cropped(sample, folder))
            progress.say(lambda: f'{len(cropped)} of {len(people)} people cut out')
    return cropped


def _cropped(sample, folder):
    left, top, right, bottom = clipped_box(sample.xyxy, sample.size_px[::-1])
    left, top, right, bottom = (
        math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
    name = hashlib.sha256(repr((str(sample.image), sample.xyxy)).encode()).hexdigest()[:24]
    path = folder / f'{name}.png'
    if not path.is_file():
        bgr = read_image(sample.image)[top:bottom, left:right]
        part = folder / f'{name}.{os.getpid()}.part.png'  # others may cut the same
        if not cv2.imwrite(str(part), bgr):
            raise UnfinishedError(f'{path} cannot be written; make room in {folder}, and the '
                                  'same command goes on')
        part.rename(path)
    return replace(sample, image=path, size_px=(right - left, bottom - top),
                   xyxy=(0.0, 0.0, float(right - left), float(bottom - top)),
                   head_xyxy=sample.head_xyxy and tuple(
                       float(side - start) for side, start in zip(
                           sample.head_xyxy, (left, top, left, top), strict=True)),
                   key_points_px=sample.key_points_px - (left, top))
