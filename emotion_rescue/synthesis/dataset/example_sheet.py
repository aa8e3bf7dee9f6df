"""A contact sheet made from chosen scenes: one person of every situation, near and in fair light.

Most scenes show people far away, in the dark or behind something, as a robot sees them. To see
what each situation looks like, plans are searched before anything is rendered, as a plan takes
milliseconds and a picture hundreds of them.
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np

from emotion_rescue import __version__
from emotion_rescue.synthesis.dataset.image_settings import ImageSettings
from emotion_rescue.synthesis.dataset.image_sheet import image_sheet
from emotion_rescue.synthesis.dataset.images import ImageMaker
from emotion_rescue.synthesis.dataset.images import scene_of
from emotion_rescue.synthesis.dataset.listings import read_listing
from emotion_rescue.synthesis.dataset.ordered_work import storage
from emotion_rescue.synthesis.dataset.ordered_work import write_in_order
from emotion_rescue.synthesis.dataset.recipe import keep_recipe
from emotion_rescue.synthesis.dataset.typicality import facing
from emotion_rescue.synthesis.dataset.typicality import typicality
from emotion_rescue.synthesis.person.people_looks import sample_look
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.scenes import Scene

# Fair light and air for a first look.
_FAIR_LIGHTS, _FAIR_WEATHERS = ('day', 'overcast', 'indoor'), ('clear',)
_BEST_DISTANCE_M = 3.0


class ChosenImageMaker(ImageMaker):
    """Makes chosen pictures of a split: item i is picture `chosen[i]`."""

    def __init__(self, folder: Path, settings: ImageSettings, chosen: tuple[int, ...]):
        super().__init__(folder, settings)
        self._chosen = chosen

    def make(self, index: int) -> dict:
        """Write the files of picture `chosen[index]` and return its line of people.jsonl."""
        return super().make(self._chosen[index])


def make_example_sheet(folder: Path, settings: ImageSettings, *, plans: int = 4000,
                       per_situation: int = 4, jobs: int | None = None,
                       progress: Callable[[int, int], None] = lambda done, count: None
                       ) -> np.ndarray:
    """Return the sheet, uint8 (height, width, 3) RGB.

    Args:
        folder: for the pictures; `folder`/people.jsonl goes on if it was interrupted.
        settings: of the split whose scenes are searched.
        plans: how many scenes are searched.
        per_situation: how many scenes are rendered for each situation; the clearest is shown.
        jobs: processes; None is one for each core.
        progress: called with (pictures done, count).

    Raises:
        InputError: `folder` holds pictures of other settings.
        UnfinishedError: no room or no right to write; the same call goes on from there.
        MissingPackageError: anny, mujoco or EGL is missing.
    """
    with storage(folder):
        keep_recipe(folder, 'synth sheet', {'version': __version__, **asdict(settings),
                                            'plans': plans, 'per_situation': per_situation})
        for name in ('images', 'labels'):
            (folder / name).mkdir(parents=True, exist_ok=True)
    chosen = choose_scenes(settings, plans, per_situation)
    listing = folder / 'people.jsonl'
    write_in_order(partial(ChosenImageMaker, folder, settings, chosen), len(chosen), listing,
                   jobs=jobs, progress=progress)
    return image_sheet(folder, list(read_listing(listing)))


def choose_scenes(settings: ImageSettings, plans: int, per_situation: int) -> tuple[int, ...]:
    """Return the numbers of the scenes whose plans promise the clearest pictures, ascending."""
    promising: dict[str, list[tuple[float, float, int]]] = {}
    for index in range(plans):
        scene = scene_of(settings.seed, settings.split, index,
                         settings.width_px / settings.height_px, places=settings.places)
        for person in scene.people:
            promising.setdefault(person.state.situation.name, []).append(
                (promise(scene, person), person.state.distress, index))
    return tuple(sorted({index for found in promising.values()
                         for index in _best(found, per_situation)}))


def _best(found, count):
    """Return the scenes of the `count` best of (promise, distress, scene): of usual distress."""
    usual = float(np.median([distress for _, distress, _ in found]))
    scored = [(value * (1 - 0.9 * abs(distress - usual)), index)
              for value, distress, index in found]
    return [index for _, index in sorted(scored, reverse=True)[:count]]


def promise(scene: Scene, person: PlacedPerson) -> float:
    """Return how clear a picture of `person` a plan promises, 0..1."""
    near = np.exp(-(np.log(person.distance_m / _BEST_DISTANCE_M) / 0.4) ** 2)
    centred = np.exp(-(person.x_m / person.y_m / 0.4) ** 2)
    before = sum(other.distance_m < person.distance_m + 0.3 for other in scene.people
                 if other is not person)
    fair = ((1.0 if scene.light in _FAIR_LIGHTS else 0.2)
            * (1.0 if scene.weather in _FAIR_WEATHERS else 0.3))
    outfit = sample_look(person.body_seed, person.state, scene.dust)[1]
    typical = typicality(person.state.situation, person.state.posture, person.state.gesture,
                         outfit.work_suit)
    return float(near * centred * fair * 0.7 ** before * typical
                 * facing(person.turn_deg, person.state.posture)
                 * (0.3 + 0.7 * person.state.expressivity))
