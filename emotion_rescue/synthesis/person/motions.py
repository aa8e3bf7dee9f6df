"""How people move: what a motion adds to a pose at a moment of a clip.

All motions are sums of sines of fixed rates, so that they are smooth and deterministic. Rates
follow published ranges: breathing 12 to 20 a minute at rest and up to 36 under stress (the
triage limit of START is 30), tremor 4 to 12 Hz (Deuschl et al. 1998), walking about 0.9 strides
a second (Winter 1991). Amplitudes are this project's choice.
"""

from dataclasses import dataclass
from dataclasses import field

import numpy as np

MOTIONS = ('still', 'breathing', 'trembling', 'waving', 'crawling', 'rocking', 'walking',
           'working', 'shifting', 'limping')
_GAITS_HZ = {'walking': 0.8, 'limping': 0.38, 'crawling': 0.36}
_NOWHERE = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Movement:
    """What a motion adds to a pose at one moment.

    Attributes:
        breath: -1 (out) .. 1 (in); 0 for those who do not breathe.
        trunk_deg: how far the trunk turns forwards, sideways and about itself.
        head_deg: the same of the head against the trunk.
        upper_arms: for the first and the second arm, what is added to the direction of the upper
            arm: outwards, forwards, upwards, against a direction of length 1.
        forearms: the same of the forearms.
        strides: how many double steps (or crawling cycles) were made since time 0; None for those
            who stay where they are.
        sway: sideways shift of the hips, as a share of half their width, -1..1.
    """

    breath: float = 0.0
    trunk_deg: tuple[float, float, float] = _NOWHERE
    head_deg: tuple[float, float, float] = _NOWHERE
    upper_arms: tuple = field(default=(_NOWHERE, _NOWHERE))
    forearms: tuple = field(default=(_NOWHERE, _NOWHERE))
    strides: float | None = None
    sway: float = 0.0


def movement(motion: str, arousal: float, time_s: float, rng: np.random.Generator) -> Movement:
    """Return what `motion` adds to a pose at `time_s` seconds.

    Args:
        motion: one of MOTIONS; all but 'still' breathe.
        arousal: 1..10; sets the tempo.
        time_s: seconds since the beginning of a clip.
        rng: source of chance; the same state of it gives the same course of movements.
    """
    tempo = 0.75 + 0.05 * arousal
    phases = rng.uniform(0, 2 * np.pi, 12)
    breath_hz = np.clip((0.17 + 0.04 * arousal) * rng.uniform(0.85, 1.15), 0.2, 0.6)
    gait_hz = tempo * rng.uniform(0.9, 1.1)
    tremor_hz, strength = rng.uniform(4, 12), rng.uniform(0.7, 1.3)
    if motion == 'still':
        return Movement()

    def wave(rate_hz, number):
        return float(np.sin(2 * np.pi * rate_hz * time_s + phases[number]))

    breath = wave(breath_hz, 0)
    slow = (wave(0.11, 1) + 0.6 * wave(0.23, 2)) / 1.6
    if motion == 'trembling':
        shakes = [strength * wave(tremor_hz * rate, 3 + i)
                  for i, rate in enumerate((1, 0.93, 1.07, 0.97))]
        arm = [tuple(0.03 * np.array((a, b, -a))) for a, b in (shakes[:2], shakes[2:])]
        return Movement(
            breath, trunk_deg=(0.25 * shakes[0], 0.3 * shakes[1], 0.3 * slow),
            head_deg=(0.6 * shakes[2], 0.5 * shakes[3], 3 * slow),
            upper_arms=(_times(arm[0], 0.4), _times(arm[1], 0.4)), forearms=tuple(arm))
    if motion == 'waving':
        rate = 1.1 * tempo * strength ** 0.3
        arms = tuple((0.75 * wave(rate, 3 + i), 0.0, 0.1 * wave(rate, 5 + i)) for i in (0, 1))
        return Movement(
            breath, trunk_deg=(0.8 * slow, 1.5 * wave(rate, 3), 0.0),
            head_deg=(1.5 * slow, 0.0, 3 * slow),
            upper_arms=tuple(_times(arm, 0.22) for arm in arms), forearms=arms)
    if motion == 'rocking':
        rate = 0.35 * tempo
        return Movement(breath, trunk_deg=(7 * strength * wave(rate, 3), 1.5 * slow, 0.0),
                        head_deg=(2.5 * wave(rate, 4), 0.0, 2 * slow))
    if motion == 'working':
        rate = 0.55 * tempo
        arms = tuple((0.08 * wave(0.9 * rate, 3 + i), 0.3 * wave(rate, 5 + i),
                      0.22 * wave(rate, 7 + i)) for i in (0, 1))
        return Movement(
            breath, trunk_deg=(3 * wave(rate, 5), 1.5 * slow, 4 * wave(0.6 * rate, 9)),
            head_deg=(2 * wave(rate, 6), 0.0, 4 * slow),
            upper_arms=tuple(_times(arm, 0.5) for arm in arms), forearms=arms)
    if motion == 'shifting':
        # The hips stay on one side for seconds, then go over to the other.
        return Movement(
            breath, trunk_deg=(slow, 1.5 * slow, 3 * wave(0.09, 3)),
            head_deg=(2 * wave(0.13, 4), 0.0, 8 * wave(0.08, 5)),
            sway=float(np.tanh(2.5 * wave(0.13 * tempo, 6))))
    if motion in _GAITS_HZ:
        cycles_hz = _GAITS_HZ[motion] * gait_hz
        strides = cycles_hz * time_s
        bob = float(np.sin(4 * np.pi * strides + phases[6]))
        return Movement(breath, trunk_deg=(1.2 * bob, 0.0, 0.0), head_deg=(-bob, 0.0, 2 * slow),
                        strides=strides)
    return Movement(breath, trunk_deg=(0.3 * slow, 0.4 * wave(0.1, 7), 0.0),
                    head_deg=(0.6 * slow, 0.0, 1.5 * wave(0.07, 8)))


def _times(direction, factor):
    return tuple(float(factor * part) for part in direction)
