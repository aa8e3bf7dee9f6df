"""Wide pictures with several survivors each, for demonstrations; bodies of the test split."""

from collections.abc import Callable
from pathlib import Path

from emotion_rescue.synthesis.pictures import Photographer
from emotion_rescue.synthesis.pictures import Picture
from emotion_rescue.synthesis.survivor_images import encode_jpeg
from emotion_rescue.synthesis.survivor_images import scene_of
from emotion_rescue.synthesis.survivor_images import surface_seed_of

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
        progress: called with (stills done, count) after each.
    """
    Path(out).mkdir(parents=True, exist_ok=True)
    photographer = Photographer(_WIDTH_PX, _HEIGHT_PX, surface_seed_of(seed, 'test'))
    written, index = [], _FIRST_INDEX
    while len(written) < count:
        scene, _ = scene_of(seed, 'test', index, _WIDTH_PX / _HEIGHT_PX, people=_PEOPLE)
        picture = photographer.take(scene)
        if _shows_everybody(picture):
            written.append(Path(out) / f'survivors_{len(written)}.jpg')
            written[-1].write_bytes(_small_jpeg(picture, max_bytes))
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


def _small_jpeg(picture, max_bytes):
    for quality in range(92, 20, -4):
        jpeg = encode_jpeg(picture.rgb, quality)
        if len(jpeg) <= max_bytes:
            break
    return jpeg
