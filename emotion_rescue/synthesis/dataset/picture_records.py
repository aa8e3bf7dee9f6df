"""What is written of pictures and people: one JSON object a picture, YOLO labels.

people.jsonl has a line a picture:
  image (path in the folder), width, height (pixels), scene (place), light, weather (names),
  camera (height_m, pitch_deg, roll_deg, fov_vertical_deg, yaw_deg), scene_seed, people.
and of every person who is visible enough (see person_truth):
  xyxy, head_xyxy (null where unseen): boxes of the visible part, pixels, right and bottom
    exclusive; visible_fraction 0..1 of the person's area without anything before it;
  mask: the visible part, COCO's compressed run lengths over the whole picture (mask_runs);
  mask_area_px; luminance 0..255; distance_m along the ground; depth_m along the optical axis;
  heading_deg: turn of the body, 0 faces the camera; ground_px: its place on the ground
  (null where that is not before the camera);
  key_points: 17 of [x_px, y_px, v], COCO's order, v 0 outside, 1 hidden, 2 visible;
  joint_angles_deg, facial_actions (ARKit name -> 0..1), build (anny's phenotype), outfit;
  situation, posture, gesture, motion, attention; emotions (EMOTIC categories); vad 1..10;
  distress, pain, fatigue, expressivity 0..1; responsive, entrapped; responsiveness; body_seed.
"""

from dataclasses import asdict
import json
from typing import Any

import numpy as np

from emotion_rescue.synthesis.dataset.mask_runs import encode_mask
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.person_truth import VisiblePerson
from emotion_rescue.synthesis.site.pictures import Picture
from emotion_rescue.synthesis.site.scenes import Scene


def picture_record(image: str, scene: Scene, picture: Picture) -> dict[str, Any]:
    """Return the line of one picture, plain JSON; `image` is its path in the folder."""
    height, width = picture.rgb.shape[:2]
    return {
        'image': image, 'width': width, 'height': height, 'scene': scene.place,
        'light': scene.light, 'weather': scene.weather,
        'camera': {name: round(value, 3) for name, value in asdict(scene.camera).items()},
        'scene_seed': scene.seed,
        'people': [person_record(person, width, height) for person in picture.people]}


def person_record(person: VisiblePerson, width_px: int, height_px: int) -> dict[str, Any]:
    """Return everything that is known of one person, plain JSON."""
    placed, figure = person.placed, person.figure
    left, top, right, bottom = person.xyxy
    mask = np.zeros((height_px, width_px), bool)
    mask[top:bottom, left:right] = person.mask
    return {
        'xyxy': list(person.xyxy),
        'head_xyxy': None if person.head_xyxy is None else list(person.head_xyxy),
        'visible_fraction': person.visible_fraction,
        'mask': encode_mask(mask), 'mask_area_px': int(person.mask.sum()),
        'luminance': round(person.luminance, 1),
        'distance_m': round(placed.distance_m, 2), 'depth_m': round(person.depth_m, 2),
        'heading_deg': round((placed.turn_deg + 180) % 360 - 180, 1),
        'ground_px': None if person.ground_px is None else [
            round(value, 1) for value in person.ground_px],
        'key_points': [[round(float(x), 1), round(float(y), 1), int(seen)]
                       for x, y, seen in person.key_points],
        'joint_angles_deg': _rounded(figure.joint_angles_deg, 1),
        'facial_actions': _rounded(figure.facial_actions, 3),
        'build': _rounded(figure.build, 3),
        'outfit': json.loads(json.dumps(asdict(figure.outfit), default=_plain)),
        **state_record(placed)}


def state_record(placed: PlacedPerson) -> dict[str, Any]:
    """Return what is known of a person, seen or not: the inner state and the seed of the body."""
    state = placed.state
    return {
        'situation': state.situation.name, 'posture': state.posture, 'gesture': state.gesture,
        'motion': state.motion, 'attention': state.attention,
        'emotions': list(state.emotions), 'vad': list(state.vad), 'distress': state.distress,
        'pain': round(state.pain, 3), 'fatigue': round(state.fatigue, 3),
        'expressivity': round(state.expressivity, 3), 'responsive': state.responsive,
        'responsiveness': state.responsiveness, 'entrapped': state.entrapped,
        'body_seed': placed.body_seed}


def yolo_label(xyxy: tuple[int, int, int, int], width_px: int, height_px: int) -> str:
    """Return the line `0 cx cy w h` of one person, in shares of the picture."""
    left, top, right, bottom = xyxy
    return (f'0 {(left + right) / 2 / width_px:.6f} {(top + bottom) / 2 / height_px:.6f} '
            f'{(right - left) / width_px:.6f} {(bottom - top) / height_px:.6f}')


def _rounded(values, digits):
    return {name: round(float(value), digits) for name, value in values.items()}


def _plain(value):
    return value.item() if isinstance(value, np.generic) else value.tolist()
