"""What one situation at a rescue site does to people: the type of `situations.SITUATIONS`."""

from dataclasses import dataclass
from dataclasses import field


@dataclass(frozen=True)
class Situation:
    """One situation; shares are probabilities, weights need not sum to 1.

    Attributes:
        name: identifier in the labels.
        share: how often it is drawn, relative to the others.
        vad: mean valence, arousal, dominance on 1..10.
        emotions: EMOTIC category -> probability for somebody in the mean state; the person's own
            state shifts it (see `affect`). Pain, Fatigue and Suffering are not named here: they
            follow pain, fatigue and distress alone.
        postures: name of `limb_poses.LEGS` -> weight.
        gestures: name of `limb_poses.ARMS` -> weight.
        pain: probability of being hurt, and the mean pain 0..1 of who is.
        fatigue: mean fatigue 0..1.
        attention: name of `inner_states.ATTENTIONS` -> weight.
        responsiveness: name of `affect.RESPONSIVENESS` -> weight.
        entrapped: probability that something lies on the person, who cannot get away.
        facing_deg: standard deviation of the body's turn away from the camera.
        purposeful: whether the gesture is an act (waving, working), which somebody reserved does
            as well as anybody else.
        rescuer: whether it is somebody of the rescue team.
        age: 'any', or 'child' or 'adult' where the situation needs one.
    """

    name: str
    share: float
    vad: tuple[float, float, float]
    emotions: dict[str, float]
    postures: dict[str, float]
    gestures: dict[str, float]
    pain: tuple[float, float] = (0.06, 0.2)
    fatigue: float = 0.25
    attention: dict[str, float] = field(default_factory=lambda: {'around': 6, 'down': 2,
                                                                 'camera': 2})
    responsiveness: dict[str, float] = field(default_factory=lambda: {'alert': 1})
    entrapped: float = 0.0
    facing_deg: float = 70.0
    purposeful: bool = False
    rescuer: bool = False
    age: str = 'any'
