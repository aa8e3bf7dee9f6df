"""Wide pictures with several survivors each, for demonstrations; bodies of the test split."""

from collections.abc import Callable
from pathlib import Path

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.contact_sheet import write_picture
from emotion_rescue.synthesis.dataset.images import scene_of
from emotion_rescue.synthesis.dataset.images import surface_seed_of
from emotion_rescue.synthesis.dataset.ordered_work import storage
from emotion_rescue.synthesis.site.pictures import Photographer
from emotion_rescue.synthesis.site.pictures import Picture

_WIDTH_PX, _HEIGHT_PX = 1280, 720
_PEOPLE = 4
# The test split's pictures are numbered from 0; stills are scenes that it does not reach.
_FIRST_INDEX = 1_000_000
_SHORTEST_PERSON_PX = 110
_LEAST_VISIBLE = 0.6
_DARKEST, _BRIGHTEST = 75, 165


def write_stills(out: Path, count: int, seed: int, max_bytes: int,
                 progress: Callable[[int, int], None]) -> list[Path]:
    """Write survivors_0.jpg .. into `out` and return their paths.

    Scenes are drawn until `count` show everybody well, in different situations and fair light.

    Args:
        out: folder; made where it is missing.
        count: how many stills.
        seed: of the scenes.
        max_bytes: largest file; JPEG quality gives way to it.
        progress: called with (stills done, count), first before anything is made.

    Raises:
        InputError: count is negative.
        UnfinishedError: no room or no right to write.
        MissingPackageError: anny, mujoco or EGL is missing.
    """
    if count < 0:
        raise InputError(f'there cannot be {count} stills; count must be 0 or more')
    with storage(Path(out)):
        Path(out).mkdir(parents=True, exist_ok=True)
        progress(0, count)
        return _take_stills(Path(out), count, seed, max_bytes, progress) if count else []


def _take_stills(out, count, seed, max_bytes, progress):
    photographer = Photographer(_WIDTH_PX, _HEIGHT_PX, surface_seed_of(seed, 'test'))
    written, index = [], _FIRST_INDEX
    while len(written) < count:
        scene = scene_of(seed, 'test', index, _WIDTH_PX / _HEIGHT_PX, people=_PEOPLE)
        picture = photographer.take(scene)
        if _shows_everybody(picture):
            written.append(out / f'survivors_{len(written)}.jpg')
            write_picture(written[-1], picture.rgb, max_bytes)
            progress(len(written), count)
        index += 1
    photographer.close()
    return written


def _shows_everybody(picture: Picture) -> bool:
    situations = {person.placed.state.situation.name for person in picture.people}
    return (len(situations) == _PEOPLE and _DARKEST < picture.rgb.mean() < _BRIGHTEST and all(
        person.visible_fraction >= _LEAST_VISIBLE
        and max(person.xyxy[2] - person.xyxy[0],
                person.xyxy[3] - person.xyxy[1]) >= _SHORTEST_PERSON_PX
        for person in picture.people))
