"""What is heard in a clip: everybody of the scene from where they are, in a place of its kind."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
import math
from typing import Any

import numpy as np

from emotion_rescue.synthesis.dataset.clip_onset import Onset
from emotion_rescue.synthesis.dataset.clip_records import place_of
from emotion_rescue.synthesis.person.people_looks import sample_look
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.voice.rooms import Room
from emotion_rescue.synthesis.voice.rooms import sample_room
from emotion_rescue.synthesis.voice.sound_scene import mixed_scene
from emotion_rescue.synthesis.voice.sound_scene import person_sounds
from emotion_rescue.synthesis.voice.sound_scene import SoundingPerson
from emotion_rescue.synthesis.voice.sound_scene import SoundScene

# Place of a scene -> how it sounds, one of rooms.ROOM_KINDS.
ROOM_OF_PLACE: dict[str, str] = {
    'collapsed_room': 'room', 'hall': 'hall', 'tunnel': 'hall', 'rubble': 'open air',
    'street': 'open air', 'forest': 'open air'}
_SNR_DB = (math.inf, 20.0, 10.0, 5.0, 0.0)
_SNR_STREAM, _ROOM_STREAM = 53, 55
# anny's age from which a voice has broken.
_GROWN_AGE = 0.5


def clip_sound(scene: Scene, frames: Sequence[Mapping[str, Any]], seconds: float, split: str,
               microphones_m: np.ndarray, onset: Onset | None = None) -> SoundScene:
    """Return what microphones record of a scene.

    Args:
        scene: the plan; its seed draws room, noise and loudness, a body's seed its voice.
        frames: what clip_records.frame_record gave, for where people are.
        seconds: length.
        split: whose speakers, sentences and noises.
        microphones_m: (channels, 3), from `microphones.microphone_array`.
        onset: the change of somebody's state. No sound goes on beyond it, and who changes comes
            a second time, last of all: as heard before.

    Raises:
        MissingPackageError: a speech engine or a library is not installed.
    """
    people = [sounding(person, slot, scene, frames) for slot, person in enumerate(scene.people)]
    sounds = [person_sounds(person, seconds, split) for person in people]
    if onset is not None:
        people.append(sounding(onset.before, onset.slot, scene, frames))
        sounds[onset.slot] = [
            replace(sound, start_s=sound.start_s + onset.time_s) for sound in person_sounds(
                people[onset.slot], seconds - onset.time_s, split)]
        sounds.append(person_sounds(people[-1], onset.time_s, split))
    snr_db = float(np.random.default_rng((scene.seed, _SNR_STREAM)).choice(_SNR_DB))
    return mixed_scene(
        people, sounds, seconds, split, scene.seed, microphones_m=microphones_m, snr_db=snr_db,
        room=room_of(scene.place, np.random.default_rng((scene.seed, _ROOM_STREAM))))


def room_of(place: str, rng: np.random.Generator) -> Room:
    """Return a room that sounds like `place`, one of places.PLACES."""
    while True:
        room = sample_room(rng)
        if room.kind == ROOM_OF_PLACE[place]:
            return room


def sounding(person: PlacedPerson, slot: int, scene: Scene,
             frames: Sequence[Mapping[str, Any]]) -> SoundingPerson:
    """Return where somebody is heard, and with whose voice.

    Args:
        person: who; a walker is heard from the middle of the way.
        slot: number in the scene.
        scene: the plan.
        frames: what clip_records.frame_record gave.
    """
    build, _ = sample_look(person.body_seed, person.state, scene.dust)
    register = 'man' if build['gender'] > 0.5 else 'woman'
    bearing_deg, distance_m = place_of(slot, person, frames)
    return SoundingPerson(
        state=person.state, bearing_deg=bearing_deg, distance_m=distance_m,
        seed=person.body_seed, register=register if build['age'] > _GROWN_AGE else 'child')
