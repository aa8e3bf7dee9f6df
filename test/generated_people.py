"""People drawn from the generative model without a body: their states, faces, clothes, sites."""

from dataclasses import asdict

import numpy as np

from emotion_rescue.synthesis.person.facial_actions import facial_actions
from emotion_rescue.synthesis.person.people_looks import sample_look
from emotion_rescue.synthesis.person.trunks import hold_trunk
from emotion_rescue.synthesis.site.projection import project
from emotion_rescue.synthesis.site.scenes import sample_scene

_WIDTH_PX, _HEIGHT_PX = 640, 480


def picture_records(count, seed, first_body=0):
    """Return records of `count` scenes as in people.jsonl, as far as no body is needed for them.

    Args:
        count: scenes.
        seed: of all of them.
        first_body: seeds of bodies start there.
    """
    records = []
    for i in range(count):
        rng = np.random.default_rng((seed, i))
        scene = sample_scene(rng, range(first_body, first_body + 1_000_000))
        records.append({
            'image': f'images/{i:06d}.jpg', 'width': _WIDTH_PX, 'height': _HEIGHT_PX,
            'scene': scene.place, 'light': scene.light, 'weather': scene.weather,
            'camera': asdict(scene.camera),
            'people': [_record(person, scene) for person in scene.people]})
    return records


def _record(person, scene):
    state = person.state
    build, outfit = sample_look(person.body_seed, state, scene.dust)
    ground, _ = project((person.x_m, person.y_m, 0.0), scene.camera, _WIDTH_PX, _HEIGHT_PX)
    trunk = hold_trunk(state, -person.turn_deg, np.random.default_rng((person.body_seed, 2, 0)))
    return {
        'distance_m': person.distance_m, 'heading_deg': person.turn_deg,
        'ground_px': ground[0].tolist(), 'build': build, 'outfit': asdict(outfit),
        'facial_actions': facial_actions(state, np.random.default_rng((person.body_seed, 1))),
        'trunk': _numbers(asdict(trunk)), 'posture': state.posture, 'gesture': state.gesture,
        'emotions': state.emotions, 'vad': state.vad, 'distress': state.distress,
        'body_seed': person.body_seed, 'debris': _debris(person, scene.things)}


def _numbers(fields):
    """Return numbers and arrays of numbers as one flat dict of numbers."""
    found = {}
    for name, value in fields.items():
        for i, part in enumerate(np.ravel(value)):
            if np.issubdtype(type(part), np.number):
                found[f'{name} {i}'] = float(part)
    return found


def _debris(person, things):
    """Return how much of what is at somebody's place, in numbers."""
    away = np.array([np.hypot(t.centre[0] - person.x_m, t.centre[1] - person.y_m)
                     for t in things] or [99.0])
    ahead = np.array([t.centre[1] - person.y_m for t in things] or [0.0])
    size = np.array([max(t.half_size) for t in things] or [0.0])
    near = away < 1.0
    return {'nearest': away.min(), 'within 0.6 m': (away < 0.6).sum(), 'within 1 m': near.sum(),
            'within 2 m': (away < 2).sum(), 'before': (near & (ahead < 0)).sum(),
            'largest': (size * near).max(), 'things': len(things)}
