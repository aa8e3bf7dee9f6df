"""What is written of clips: one JSON object a clip; null stands for what there is not.

A line of clips.jsonl has:
  clip (folder), width, height (pixels), rate_hz, seconds, scene (place), light, weather (names),
  scene_seed;
  camera: height_m, pitch_deg, roll_deg, fov_vertical_deg, as planned;
  frames, a list: file, time_s and stamp_ns from the beginning of the clip, camera where it sways,
    people: id and, as in people.jsonl (see picture_records), xyxy, head_xyxy, visible_fraction,
    luminance, depth_m, key_points, joint_angles_deg; bearing_deg and distance_m of the hips;
  people, a list of everybody in the scene, seen or not: id (the same in all frames), the inner
    state as in people.jsonl (situation, emotions, vad, distress, pain, responsive, motion,
    posture, gesture, expressivity, ...), bearing_deg (0 ahead, positive left, as REP-103 has it)
    and distance_m along the ground from the camera, both in the middle of the clip, frames_seen;
    voice: what is heard (kind, category, valence, arousal, dominance, distress, tone, intensity,
    speaker, register, engine, language, text, words, topic, start_s, end_s, snr_db);
  sound: file, rate_hz, microphones (x ahead, y left, z up in metres from the ground below the
    camera), segments (person, kind, text, start_s, end_s; at the mouth), snr_db (of the loudest
    voice over the noise; null without noise or without voice), noise, noise_number,
    noise_bearing_deg (null: from all sides), room;
  onset, only of clips in which somebody's state changes: kind (one of clip_onset.KINDS), person
    (id), time_s and stamp_ns, before (inner state and voice until then). What `people` tells of
    that person holds from then on.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
import math
from typing import Any

import numpy as np

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.synthesis.dataset.clip_onset import Onset
from emotion_rescue.synthesis.dataset.listings import finite
from emotion_rescue.synthesis.dataset.picture_records import person_record
from emotion_rescue.synthesis.dataset.picture_records import state_record
from emotion_rescue.synthesis.person.bodies import KEY_POINTS
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.pictures import Picture
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.voice.sound_scene import SoundScene
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ

_SEEN = ('xyxy', 'head_xyxy', 'visible_fraction', 'luminance', 'depth_m', 'key_points',
         'joint_angles_deg')
_HIPS = tuple(i for i, name in enumerate(KEY_POINTS) if 'hip' in name)
_NOT_OF_VOICES = ('events', 'bearing_deg', 'distance_m')


def frame_record(file: str, time_s: float, camera: Camera, picture: Picture) -> dict[str, Any]:
    """Return what is known of one picture of a clip, plain JSON; `file` is its path."""
    height, width = picture.rgb.shape[:2]
    people = []
    for person in picture.people:
        record = person_record(person, width, height)
        x_m, y_m = person.figure.key_points_m[_HIPS, :2].mean(0)
        people.append({'id': person.slot, **{name: record[name] for name in _SEEN},
                       **_place(float(x_m), float(y_m))})
    return {'file': file, 'time_s': round(time_s, 6), 'stamp_ns': round(time_s * NS_PER_S),
            'camera': _rounded(asdict(camera)), 'people': people}


def place_of(slot: int, person: PlacedPerson,
             frames: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Return bearing in degrees and distance in metres of somebody in the middle of the clip.

    Args:
        slot: number of the person.
        person: the plan, which tells the place of whoever is never seen.
        frames: what frame_record gave.
    """
    middle_s = frames[-1]['time_s'] / 2
    seen = [(abs(frame['time_s'] - middle_s), number, one) for number, frame in enumerate(frames)
            for one in frame['people'] if one['id'] == slot]
    where = min(seen)[2] if seen else _place(person.x_m, person.y_m)
    return where['bearing_deg'], where['distance_m']


def clip_record(name: str, settings: Mapping[str, Any], scene: Scene,
                frames: Sequence[Mapping[str, Any]], sound: SoundScene,
                microphones_m: np.ndarray, onset: Onset | None = None) -> dict[str, Any]:
    """Return the line of one clip, plain JSON.

    Args:
        name: path of its folder.
        settings: those of ClipSettings.
        scene: the plan.
        frames: what frame_record gave.
        sound: what is heard; its people are those of the scene, in the same order, and, last,
            who changes as heard before the onset.
        microphones_m: (channels, 3).
        onset: the change of somebody's state, if there is one.
    """
    people, segments = [], []
    voices = sound.people[:len(scene.people)]
    for slot, (placed, heard) in enumerate(zip(scene.people, voices, strict=True)):
        people.append({
            'id': slot, **state_record(placed),
            'bearing_deg': heard['bearing_deg'], 'distance_m': heard['distance_m'],
            'frames_seen': sum(one['id'] == slot for frame in frames for one in frame['people']),
            'voice': _voice(heard)})
        segments += [{'person': slot, **event} for event in heard['events']]
    levels = [person['voice']['snr_db'] for person in people]
    change = {}
    if onset is not None:
        heard = sound.people[-1]
        segments += [{'person': onset.slot, **event} for event in heard['events']]
        levels.append(_voice(heard)['snr_db'])
        change = {'onset': {
            'kind': onset.kind, 'person': onset.slot, 'time_s': round(onset.time_s, 6),
            'stamp_ns': round(onset.time_s * NS_PER_S),
            'before': {**state_record(onset.before), 'voice': _voice(heard)}}}
    camera = _rounded(asdict(scene.camera))
    return {
        'clip': name, 'width': settings['width_px'], 'height': settings['height_px'],
        'rate_hz': settings['rate_hz'], 'seconds': settings['seconds'], 'scene': scene.place,
        'light': scene.light, 'weather': scene.weather, 'scene_seed': scene.seed,
        'camera': camera, 'frames': [
            {key: value for key, value in frame.items()
             if key != 'camera' or settings['sway']} for frame in frames],
        'people': people, 'sound': {
            'file': f'{name}/sound.wav', 'rate_hz': SAMPLE_RATE_HZ,
            'microphones': microphones_m.tolist(),
            'segments': sorted(segments, key=lambda segment: segment['start_s']),
            'snr_db': max((level for level in levels if level is not None), default=None),
            **sound.noise, 'room': sound.room}, **change}


def _voice(heard):
    return finite({key: value for key, value in heard.items() if key not in _NOT_OF_VOICES})


def _place(x_m, y_m):
    return {'bearing_deg': round(math.degrees(math.atan2(-x_m, y_m)), 2),
            'distance_m': round(math.hypot(x_m, y_m), 3)}


def _rounded(values):
    return {name: round(value, 3) for name, value in values.items()}
