"""Close-ups of one head, from which facial actions are learned.

In pictures of a site most faces are a few pixels high, and many are turned away. Here somebody
near is turned more or less to the camera, which looks at the head through a long lens.
"""

from dataclasses import replace

import numpy as np

from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.scenes import sample_scene
from emotion_rescue.synthesis.site.scenes import Scene

_REACH_M = (1.0, 2.2)
_TURN_DEG = 35.0
_HEAD_M = 0.25
# The head's share of the picture's height, so that it is as large as heads of people near.
_SHARES = (0.35, 0.75)
_HEIGHTS_M, _HEIGHTS_TRIED = (0.4, 2.0), 4
_HEAD_POINTS = slice(0, 5)  # nose, eyes, ears
_NOSE, _EARS = 0, (3, 4)


def sample_close_up(rng: np.random.Generator, body_seeds: range) -> Scene:
    """Draw a scene with one person, near and turned to the camera more or less.

    Args:
        rng: source of chance.
        body_seeds: where the seed of the person's body is drawn from.
    """
    while True:
        scene = sample_scene(rng, body_seeds, aspect=1.0, people=1, reach_m=_REACH_M)
        if scene.people:
            person = replace(scene.people[0], turn_deg=float(rng.normal(0, _TURN_DEG)))
            return replace(scene, people=(person,))


def close_up_camera(rng: np.random.Generator, key_points_m: np.ndarray,
                    roll_deg: float) -> Camera:
    """Return a camera that looks at a head, of several heights the one that sees most of a face.

    Args:
        rng: source of chance.
        key_points_m: float (17, 3), COCO's order, in the world.
        roll_deg: of the camera.
    """
    head = key_points_m[_HEAD_POINTS].mean(axis=0)
    facing = key_points_m[_NOSE] - key_points_m[list(_EARS)].mean(axis=0)
    to_camera = np.array([(0.0, 0.0, h) for h in rng.uniform(*_HEIGHTS_M, _HEIGHTS_TRIED)]) - head
    distance_m = np.linalg.norm(to_camera, axis=1)
    best = int(np.argmax(to_camera @ facing / distance_m))
    x, y, z = -to_camera[best] + rng.normal(0, 0.02, 3)
    half = np.arctan(_HEAD_M / 2 / rng.uniform(*_SHARES) / distance_m[best])
    return Camera(
        height_m=float(head[2] + to_camera[best][2]),
        pitch_deg=float(np.degrees(np.arctan2(z, np.hypot(x, y)))), roll_deg=roll_deg,
        fov_vertical_deg=float(2 * np.degrees(half)), yaw_deg=float(np.degrees(np.arctan2(-x, y))))
