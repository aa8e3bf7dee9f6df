"""What the renderer knows of a person, apart by where it comes from: body, clothes, scene, box.

`shown` is what can be seen of a state at best, and nothing else. `worn`, `surroundings` and
`box` must tell nothing, or next to nothing, about a state.
"""

from emotion_rescue.evaluation.feature_table import Facts


def shown(picture: dict, person: dict) -> Facts:
    """Return the face, the pose and how the picture shows them: all exact, hidden parts too.

    Key points are shares of the box, so that place and size in the picture do not count. Names of
    postures, gestures and situations are left out, and so is whatever is worn.

    Args:
        picture: record of the picture.
        person: record of the person.
    """
    left, top, right, bottom = person['xyxy']
    width, height = max(1, right - left), max(1, bottom - top)
    facts = {f'face {name}': value for name, value in person['facial_actions'].items()}
    facts |= {f'joint {name}': value for name, value in person['joint_angles_deg'].items()}
    for i, (x, y, seen) in enumerate(person['key_points']):
        facts |= {f'key point {i} x': (x - left) / width, f'key point {i} y': (y - top) / height,
                  f'key point {i} seen': seen}
    head = person['head_xyxy']
    return {
        **facts, 'aspect': width / height, 'box height': height / picture['height'],
        'head height': None if head is None else (head[3] - head[1]) / picture['height'],
        'head of box': None if head is None else (head[3] - head[1]) / height,
        'visible': person['visible_fraction'], 'distance': person['distance_m'],
        'heading': person['heading_deg']}


def worn(picture: dict, person: dict) -> Facts:
    """Return clothes, hair, skin and build; see `shown` for the arguments."""
    facts = {}
    for name, value in {**person['outfit'], **person['build']}.items():
        if name == 'texture_seed':
            continue
        if isinstance(value, list | tuple):
            facts |= {f'{name} {i}': part for i, part in enumerate(value)}
        else:
            facts[name] = value
    return facts


def surroundings(picture: dict, person: dict) -> Facts:
    """Return place, light, weather, camera, distance and company; see `shown`."""
    ground = person['ground_px']
    return {**{f'camera {name}': value for name, value in picture['camera'].items()},
            'place': picture['scene'], 'light': picture['light'], 'weather': picture['weather'],
            'people': len(picture['people']), 'distance': person['distance_m'],
            'ground x': None if ground is None else ground[0] / picture['width'],
            'ground y': None if ground is None else ground[1] / picture['height']}


def box(picture: dict, person: dict) -> Facts:
    """Return size, shape and place of the box, and how much is visible; see `shown`."""
    left, top, right, bottom = person['xyxy']
    return {'left': left / picture['width'], 'right': right / picture['width'],
            'top': top / picture['height'], 'bottom': bottom / picture['height'],
            'width': (right - left) / picture['height'],
            'height': (bottom - top) / picture['height'],
            'aspect': (right - left) / max(1, bottom - top),
            'visible': person['visible_fraction']}


def posture(picture: dict, person: dict) -> Facts:
    """Return the name of the posture alone; see `shown`."""
    return {'posture': person['posture']}


def gesture(picture: dict, person: dict) -> Facts:
    """Return the name of the gesture alone; see `shown`."""
    return {'gesture': person['gesture']}
