"""Whose voice it may be: those in view, and always somebody who is not."""

from collections.abc import Sequence
import math

from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.sound_bearing import turned

# Chance that a voice belongs to somebody in view at all: a camera sees about a fifth of the
# surroundings, but a robot drives towards the people that it hears.
VOICE_IN_VIEW = 0.6
# What a bearing does not know of itself: people turn, positions are of boxes, and the microphones
# are not where the camera is.
_PLACE_STD_RAD = math.radians(8.0)
# Of bearings that are another sound's (docs/hearing.md).
_ASTRAY = 0.2


def voice_shares(reading: VoiceReading,
                 positions_m: Sequence[tuple[float, float, float] | None]
                 ) -> tuple[list[float], float]:
    """Return the chances that it is the voice of each of those in view, and of somebody else.

    Together they are 1. Without a bearing, everybody in view may have spoken alike.

    Args:
        reading: the voice.
        positions_m: of each person in view, in metres in the camera's optical frame (x right, z
            ahead), or None. The camera looks along the x axis of the microphones' frame.
    """
    if not positions_m:
        return [], 1.0
    weights = [VOICE_IN_VIEW / len(positions_m) * _density(reading, position)
               for position in positions_m]
    unseen = (1.0 - VOICE_IN_VIEW) * _anywhere(reading)
    whole = sum(weights) + unseen
    return [weight / whole for weight in weights], unseen / whole


def _density(reading, position_m):
    """Return how likely that bearing is, a radian, if somebody at that position has spoken."""
    if position_m is None or math.isnan(reading.bearing_rad):
        return _anywhere(reading)
    std = math.hypot(reading.bearing_std_rad, _PLACE_STD_RAD)
    x, _, z = position_m
    apart = turned(reading.bearing_rad - math.atan2(-x, z))
    near = math.exp(-0.5 * (apart / std) ** 2) / (std * math.sqrt(2.0 * math.pi))
    return (1.0 - _ASTRAY) * near + _ASTRAY * _anywhere(reading)


def _anywhere(reading):
    """Return how likely any bearing is, a radian, from a direction that is not known.

    Where ahead is assumed, what comes from behind is said to come from ahead, too.
    """
    return 1.0 / math.pi if reading.ahead_assumed else 1.0 / (2.0 * math.pi)
