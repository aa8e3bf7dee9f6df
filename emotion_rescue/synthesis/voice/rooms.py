"""How a place sounds: impulse responses from somebody's mouth to each microphone.

Image-source model of a box (Allen and Berkley, JASA 1979), computed by pyroomacoustics.
"""

from dataclasses import dataclass

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ

_MARGIN_M = 0.5


@dataclass(frozen=True)
class RoomKind:
    """A sort of place.

    Attributes:
        share: how often it is drawn.
        sides_m: least and largest length of a side.
        height_m: least and largest height.
        absorption: least and largest share of energy that walls and ceiling absorb.
        order: reflections up to this order are computed.
        reach_m: largest distance of somebody in it.
    """

    share: float
    sides_m: tuple[float, float]
    height_m: tuple[float, float]
    absorption: tuple[float, float]
    order: int
    reach_m: float


ROOM_KINDS: dict[str, RoomKind] = {
    'open air': RoomKind(3, (60.0, 90.0), (30.0, 40.0), (0.97, 0.99), 1, 15.0),
    'room': RoomKind(4, (3.0, 7.0), (2.2, 3.2), (0.35, 0.75), 7, 5.0),
    'hall': RoomKind(2, (10.0, 25.0), (4.0, 9.0), (0.4, 0.7), 6, 10.0),
    'void': RoomKind(1, (1.5, 4.0), (1.0, 2.0), (0.55, 0.85), 6, 2.5),
}
_GROUND_ABSORPTION = (0.15, 0.6)


@dataclass(frozen=True)
class Room:
    """A particular place.

    Attributes:
        kind: one of ROOM_KINDS.
        size_m: length, width and height, at least; it grows to hold everybody.
        absorption: of walls and ceiling 0..1.
        ground_absorption: 0..1.
        turn_deg: direction of the robot in it.
        place: where in the room the group stands, 0..1 of the free length and width.
    """

    kind: str
    size_m: tuple[float, float, float]
    absorption: float
    ground_absorption: float
    turn_deg: float
    place: tuple[float, float]


def sample_room(rng: np.random.Generator) -> Room:
    """Draw a place."""
    shares = np.array([kind.share for kind in ROOM_KINDS.values()])
    name = list(ROOM_KINDS)[int(rng.choice(len(shares), p=shares / shares.sum()))]
    kind = ROOM_KINDS[name]
    return Room(name, (rng.uniform(*kind.sides_m), rng.uniform(*kind.sides_m),
                       rng.uniform(*kind.height_m)), rng.uniform(*kind.absorption),
                rng.uniform(*_GROUND_ABSORPTION), rng.uniform(0.0, 360.0),
                (rng.uniform(), rng.uniform()))


def impulse_responses(room: Room, sources_m: np.ndarray, microphones_m: np.ndarray
                      ) -> list[list[np.ndarray]]:
    """Return [source][microphone] -> float64 (n,) at 16 kHz, with delay and loss by distance.

    Args:
        room: where.
        sources_m: (k, 3) metres in the robot's frame.
        microphones_m: (m, 3) in the same frame.

    Raises:
        MissingPackageError: pyroomacoustics is not installed.
    """
    try:
        import pyroomacoustics
    except ImportError as error:
        raise MissingPackageError('pyroomacoustics, which computes the sound of rooms, is not '
                                  'installed; run: pip install pyroomacoustics') from error
    # Sums of several threads differ in their last bits.
    pyroomacoustics.constants.set('num_threads', 1)
    sources, microphones, size_m = _in_room(room, np.asarray(sources_m), np.asarray(microphones_m))
    walls = pyroomacoustics.Material(room.absorption)
    sides = dict.fromkeys(('east', 'west', 'north', 'south', 'ceiling'), walls)
    box = pyroomacoustics.ShoeBox(
        size_m, fs=SAMPLE_RATE_HZ, max_order=ROOM_KINDS[room.kind].order,
        materials=sides | {'floor': pyroomacoustics.Material(room.ground_absorption)})
    for source in sources:
        box.add_source(source)
    box.add_microphone_array(microphones.T)
    box.compute_rir()
    # Its filters for fractions of a sample make every sound late by half of their length.
    late = pyroomacoustics.constants.get('frac_delay_length') // 2
    return [[box.rir[m][k][late:] for m in range(len(microphones))] for k in range(len(sources))]


def _in_room(room, sources, microphones):
    """Return both in the room's frame, whose origin is a corner, and the room's size."""
    angle = np.radians(room.turn_deg)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0.0], [np.sin(angle), np.cos(angle), 0.0],
                     [0.0, 0.0, 1.0]])
    points = np.concatenate([sources, microphones]) @ turn.T
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.maximum(room.size_m, high - np.append(low[:2], 0.0) + 2 * _MARGIN_M)
    free = size[:2] - (high - low)[:2] - 2 * _MARGIN_M
    points[:, :2] += _MARGIN_M - low[:2] + np.array(room.place) * free
    return points[:len(sources)], points[len(sources):], size
