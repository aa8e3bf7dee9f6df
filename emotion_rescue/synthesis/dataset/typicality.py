"""How well somebody shows what a situation looks like: for sheets, never for labels."""

from collections.abc import Mapping
import math

from emotion_rescue.synthesis.person.situation import Situation

# Half of the rescuers wear no suit, so that clothes tell nothing; a sheet shows those who do.
_OTHER_CLOTHES = 0.25
_LEAST = 0.1


def typicality(situation: Situation, posture: str, gesture: str, work_suit: bool) -> float:
    """Return 0..1, which is 1 for the commonest posture and gesture and the clothes expected.

    Args:
        situation: whose weights say what is common.
        posture: of the person.
        gesture: of the person.
        work_suit: whether the person wears one.
    """
    usual = _share(situation.postures, posture) ** 0.5 * _share(situation.gestures, gesture)
    clothes = 1.0 if situation.rescuer == work_suit else _OTHER_CLOTHES
    return (_LEAST + (1 - _LEAST) * usual) * clothes


def facing(turn_deg: float, posture: str) -> float:
    """Return 0..1, how well a face can be seen of a body turned by `turn_deg` from the camera.

    Somebody lying has the face up or down, whatever the turn.
    """
    return 1.0 if posture.startswith('lie') else 0.55 + 0.45 * math.cos(math.radians(turn_deg))


def _share(weights: Mapping[str, float], name: str) -> float:
    return weights.get(name, 0.0) / max(weights.values())
