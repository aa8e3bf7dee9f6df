"""What a robot's microphones record: people around it, a room, a noise.

people = [SoundingPerson(state, bearing_deg=30.0, distance_m=4.0, seed=7, register='woman')]
scene = sound_scene(people, duration_s=4.0, split='train', seed=1,
microphones_m=microphone_array(4), snr_db=10.0)
scene.samples        # float32 (64000, 4)
scene.people[0]      # {'kind': 'speech/fear', 'text': 'Is anybody there?', 'events': [...]}
"""

from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
import math

import numpy as np

from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.voice.labels import NOISE_LABEL
from emotion_rescue.synthesis.voice.microphones import place_m
from emotion_rescue.synthesis.voice.noise_fields import diffuse
from emotion_rescue.synthesis.voice.noise_fields import plane_wave
from emotion_rescue.synthesis.voice.noises import noise
from emotion_rescue.synthesis.voice.rooms import impulse_responses
from emotion_rescue.synthesis.voice.rooms import Room
from emotion_rescue.synthesis.voice.rooms import sample_room
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.speakers import speaker
from emotion_rescue.synthesis.voice.vocal_behaviour import voice_of
from emotion_rescue.synthesis.voice.vocalisations import Vocalisation
from emotion_rescue.synthesis.voice.vocalisations import vocalise

# The person's differs from the streams of looks and poses, which the same seed may draw from.
_PERSON_STREAM, _ROOM_STREAM, _NOISE_STREAM = 37, 32, 33
_FLOOR_DB = -75.0
_DIFFUSE_SHARE = 0.5
# A sound counts where it is louder than this share of its peak.
_ACTIVE = 0.05
_TRIES = 4


@dataclass(frozen=True)
class SoundingPerson:
    """Somebody near the robot, who may be heard.

    Attributes:
        state: the inner state, from which behaviour, words and labels come.
        bearing_deg: direction from the robot's centre, 0 ahead, positive left.
        distance_m: along the ground, more than 0.
        seed: of the voice and of what is done; not of the state.
        register: 'man', 'woman', 'child' or 'any'.
        height_m: of the mouth above the ground; None follows the posture.
    """

    state: InnerState
    bearing_deg: float
    distance_m: float
    seed: int
    register: str = 'any'
    height_m: float | None = None


@dataclass(frozen=True, eq=False)
class SoundScene:
    """A recording and the truth about it.

    Attributes:
        samples: float32 (n, channels) at 16 kHz within -1..1.
        people: one dictionary a person, in the order given, plain JSON but for NaN and infinity:
            kind, category, valence, arousal, dominance, distress (of what is heard: category
            'none' and NaN for somebody silent), tone, intensity, speaker, register, engine, text
            (all that is said), language, words (their number), topic, start_s and end_s (None
            for somebody silent), events (kind, text, start_s, end_s of each sound), bearing_deg,
            distance_m, snr_db (of this voice over the noise).
        noise: {'noise', 'noise_number', 'noise_bearing_deg' (None: from all sides)}, or all None.
        room: kind of the place.
    """

    samples: np.ndarray
    people: tuple[dict, ...]
    noise: dict
    room: str


@dataclass(frozen=True, eq=False)
class PlacedSound:
    """A vocalisation and when it begins, in seconds from the beginning of the scene."""

    vocalisation: Vocalisation
    start_s: float


def sound_scene(people: Sequence[SoundingPerson], duration_s: float, split: str, seed: int, *,
                microphones_m: np.ndarray, snr_db: float = math.inf) -> SoundScene:
    """Return what microphones record of `people` within `duration_s`.

    Args:
        people: any number; nobody gives the noise alone.
        duration_s: of the recording; what is said is whole, so little time gives short words.
        split: 'train', 'val' or 'test': whose speakers, sentences and noises.
        seed: of room, noise and loudness; one of a person's seed does not depend on it.
        microphones_m: (channels, 3), from `microphones.microphone_array`.
        snr_db: of the loudest voice, while it sounds, over the noise; infinity for no noise.

    Raises:
        MissingPackageError: a speech engine or a library is not installed.
    """
    sounds = [person_sounds(person, duration_s, split) for person in people]
    return mixed_scene(people, sounds, duration_s, split, seed, microphones_m=microphones_m,
                       snr_db=snr_db)


def person_sounds(person: SoundingPerson, duration_s: float, split: str) -> list[PlacedSound]:
    """Return what somebody does within `duration_s`, one sound after the other, none cut."""
    rng = np.random.default_rng((person.seed, _PERSON_STREAM))
    who = speaker(split, rng, person.register)
    now_s, sounds = float(rng.uniform(0.0, 0.3) * duration_s), []
    while now_s < duration_s - 0.3:
        behaviour = voice_of(person.state, rng)
        if behaviour.act == 'silence':
            now_s += rng.uniform(0.5, 1.0) * duration_s
            continue
        for attempt in range(_TRIES):
            made = vocalise(person.state, behaviour, who, split, rng, short=attempt > 0)
            if now_s + made.duration_s <= duration_s:
                sounds.append(PlacedSound(made, now_s))
                break
        now_s += made.duration_s + rng.uniform(0.3, 2.0)
    return sounds


def mixed_scene(people: Sequence[SoundingPerson], sounds: Sequence[Sequence[PlacedSound]],
                duration_s: float, split: str, seed: int, *, microphones_m: np.ndarray,
                snr_db: float, room: Room | None = None) -> SoundScene:
    """Return the recording of given sounds; else as `sound_scene`.

    `room` is where; None is a place drawn by `seed`.
    """
    n = round(duration_s * SAMPLE_RATE_HZ)
    room = room or sample_room(np.random.default_rng((seed, _ROOM_STREAM)))
    rng = np.random.default_rng((seed, _NOISE_STREAM))
    heard = _at_microphones(people, sounds, room, microphones_m, n)
    levels = np.array([_active_rms(channels[:, 0]) for channels in heard])
    level_db = rng.uniform(-40.0, -18.0)
    gain = _gain(level_db) / levels.max() if levels.any() else 1.0
    samples = gain * np.sum(heard, axis=0) if len(heard) else np.zeros((n, len(microphones_m)))
    record = {'noise': None, 'noise_number': None, 'noise_bearing_deg': None}
    noise_level = 0.0
    if snr_db < math.inf or not levels.any():
        field, record = _noise_field(split, n, microphones_m, rng)
        noise_level = (_gain(level_db - snr_db) if levels.any() else
                       _gain(-70.0 if record['noise'] == 'silence' else rng.uniform(-50.0, -12.0)))
        if levels.any() and record['noise'] == 'silence':
            record['noise'] = 'white'  # What a silent microphone gives is a hiss where it is loud.
        samples = samples + noise_level * field
    samples = samples + rng.standard_normal(samples.shape) * _gain(_FLOOR_DB)
    records = tuple(
        _record(person, placed, _decibels(level * gain, noise_level))
        for person, placed, level in zip(people, sounds, levels, strict=True))
    # Clipping would take from the noise alone.
    samples = samples / max(1.0, np.abs(samples).max(initial=0.0))
    return SoundScene(samples.astype(np.float32), records, record, room.kind)


def _at_microphones(people, sounds, room: Room, microphones_m, n):
    """Return a list of float64 (n, channels): each person as recorded, relative loudness kept."""
    from scipy.signal import fftconvolve
    heard = [np.zeros((n, len(microphones_m))) for _ in people]
    loud = [i for i, placed in enumerate(sounds) if placed]
    if not loud:
        return heard
    sources = np.array([place_m(people[i].bearing_deg, people[i].distance_m,
                                _mouth_m(people[i])) for i in loud])
    responses = impulse_responses(room, sources, microphones_m)
    for i, of_microphone in zip(loud, responses, strict=True):
        dry = np.zeros(n)
        for placed in sounds[i]:
            start = int(placed.start_s * SAMPLE_RATE_HZ)
            sound = placed.vocalisation.sound[:n - start]
            level = _gain(placed.vocalisation.louder_db) / _active_rms(sound)
            dry[start:start + len(sound)] += level * sound
        for channel, response in enumerate(of_microphone):
            heard[i][:, channel] = fftconvolve(dry, response)[:n]
    return heard


def _noise_field(split, n, microphones_m, rng):
    sound, kind, number = noise(split, n, rng)
    from_all_sides = rng.random() < _DIFFUSE_SHARE
    bearing_deg = None if from_all_sides else round(float(rng.uniform(-180.0, 180.0)), 1)
    field = (diffuse(sound, microphones_m, rng) if from_all_sides
             else plane_wave(sound, bearing_deg, microphones_m))
    field /= max(float(np.sqrt(np.mean(field[:, 0] ** 2))), 1e-9)
    return field, {'noise': kind, 'noise_number': number, 'noise_bearing_deg': bearing_deg}


def _record(person, placed, snr_db):
    place = {'bearing_deg': round(float(person.bearing_deg), 2),
             'distance_m': round(float(person.distance_m), 3)}
    if not placed:
        return {'kind': 'silence', **asdict(NOISE_LABEL), 'tone': '', 'intensity': math.nan,
                'speaker': '', 'register': '', 'engine': '', 'text': '', 'language': '',
                'words': 0, 'topic': '', 'start_s': None, 'end_s': None, 'events': [],
                **place, 'snr_db': math.nan}
    events = [{'kind': one.vocalisation.behaviour.kind, 'text': one.vocalisation.utterance.text,
               'start_s': round(one.start_s, 3),
               'end_s': round(one.start_s + one.vocalisation.duration_s, 3)} for one in placed]
    # The loudest sound stands for all; somebody who speaks and screams is known by the scream.
    main = max((one.vocalisation for one in placed), key=lambda made: made.louder_db)
    spoken = [one.vocalisation.utterance for one in placed if one.vocalisation.utterance.text]
    text = ' '.join(utterance.text for utterance in spoken)
    return {'kind': main.behaviour.kind, **asdict(main.label), 'tone': main.behaviour.tone,
            'intensity': main.behaviour.intensity, 'speaker': main.speaker.name,
            'register': main.speaker.register, 'engine': main.speaker.engine if spoken else '',
            'text': text,
            'language': spoken[0].language if spoken else '', 'words': len(text.split()),
            'topic': spoken[0].topic if spoken else '', 'start_s': events[0]['start_s'],
            'end_s': events[-1]['end_s'], 'events': events, **place, 'snr_db': snr_db}


def _mouth_m(person):
    if person.height_m is not None:
        return person.height_m
    posture = person.state.posture
    if posture.startswith('lie'):
        return 0.2
    return 1.5 if posture in ('stand', 'walk', 'limp') else 0.8


def _active_rms(sound):
    loud = np.abs(sound) > _ACTIVE * np.abs(sound).max(initial=0.0)
    return float(np.sqrt(np.mean(sound[loud] ** 2))) if loud.any() else 0.0


def _decibels(level, noise_level):
    if not level:
        return math.nan
    # Adding 0 turns -0.0, which prints oddly, into 0.0.
    return round(20.0 * math.log10(level / noise_level), 2) + 0.0 if noise_level else math.inf


def _gain(level_db):
    return 10.0 ** (level_db / 20.0)
