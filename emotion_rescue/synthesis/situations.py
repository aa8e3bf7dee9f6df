"""What happens to people at a rescue site, and how they feel about it.

The states are this project's own judgement of what such people tend to feel, written in EMOTIC's
categories and on its scale of 1..10; they are an assumption of the data set, not a measurement.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Situation:
    """One situation; shares are probabilities.

    Attributes:
        name: identifier in the labels.
        share: how often it is drawn, relative to the others.
        postures: name -> weight.
        gestures: name -> weight.
        always: EMOTIC categories that belong to it.
        often: EMOTIC category -> probability.
        vad: mean valence, arousal, dominance on 1..10.
        distress: mean distress 0..1.
        attention: 'camera', 'around', 'down' or 'closed' (eyes shut).
        facing_deg: standard deviation of the body's turn away from the camera.
        debris: probability that debris lies on or before the person.
        injured: whether pain shows as a guarded limb.
        responsive: whether the person can answer.
        rescuer: whether it is somebody of the rescue team.
    """

    name: str
    share: float
    postures: dict[str, float]
    gestures: dict[str, float]
    always: tuple[str, ...]
    often: dict[str, float]
    vad: tuple[float, float, float]
    distress: float
    attention: str = 'around'
    facing_deg: float = 60.0
    debris: float = 0.2
    injured: bool = False
    responsive: bool = True
    rescuer: bool = False


SITUATIONS: tuple[Situation, ...] = (
    Situation('calm_bystander', 10, {'stand': 6, 'sit_box': 2, 'sit_knees_up': 1, 'walk': 1},
              {'relaxed': 4, 'arms_crossed': 2, 'hands_on_hips': 1, 'lap': 1},
              ('Peace',), {'Engagement': 0.4, 'Confidence': 0.3, 'Disconnection': 0.2},
              (6.2, 3.2, 6.5), 0.05),
    Situation('walking_out', 7, {'walk': 9, 'stand': 1}, {'relaxed': 4, 'walking': 6},
              ('Anticipation',), {'Engagement': 0.4, 'Disquietment': 0.3, 'Confidence': 0.3},
              (5.4, 4.8, 5.8), 0.18),
    Situation('waving_for_help', 10, {'stand': 5, 'kneel': 2, 'sit_floor': 2, 'kneel_one': 1},
              {'wave': 5, 'wave_both': 4, 'reach': 2},
              ('Anticipation', 'Excitement'),
              {'Yearning': 0.6, 'Disquietment': 0.6, 'Fear': 0.4, 'Suffering': 0.2},
              (3.8, 7.8, 4.2), 0.62, attention='camera', facing_deg=25),
    Situation('relieved', 8, {'stand': 6, 'sit_floor': 2, 'walk': 2, 'kneel': 1},
              {'wave': 2, 'wave_both': 2, 'relaxed': 3, 'hand_on_chest': 2, 'reach': 1},
              ('Happiness',), {'Esteem': 0.6, 'Excitement': 0.5, 'Peace': 0.4, 'Pleasure': 0.4,
                               'Affection': 0.3},
              (8.3, 5.8, 6.3), 0.08, attention='camera', facing_deg=30),
    Situation('rescuer_at_work', 8, {'bend': 4, 'kneel_one': 4, 'kneel': 2, 'crouch': 1,
                                     'stand': 2, 'walk': 2},
              {'work': 7, 'point': 2, 'relaxed': 1},
              ('Engagement', 'Confidence'), {'Sympathy': 0.5, 'Anticipation': 0.4},
              (5.6, 5.8, 7.6), 0.05, attention='down', rescuer=True),
    Situation('rescuer_waiting', 3, {'stand': 8, 'walk': 2},
              {'hands_on_hips': 3, 'relaxed': 3, 'arms_crossed': 1},
              ('Confidence',), {'Peace': 0.3, 'Engagement': 0.5, 'Fatigue': 0.3},
              (5.9, 3.8, 7.4), 0.04, rescuer=True),
    Situation('annoyed_bystander', 4, {'stand': 8, 'walk': 2},
              {'hands_on_hips': 4, 'arms_crossed': 4, 'point': 2},
              ('Annoyance',), {'Disapproval': 0.6, 'Anger': 0.3},
              (4.0, 5.4, 6.3), 0.18, attention='camera', facing_deg=40),
    Situation('angry_and_shouting', 5, {'stand': 8, 'walk': 2},
              {'fists': 5, 'point': 3, 'wave_both': 1},
              ('Anger',), {'Disapproval': 0.5, 'Annoyance': 0.6, 'Disquietment': 0.3},
              (2.6, 8.2, 6.0), 0.42, attention='camera', facing_deg=40),
    Situation('confused', 6, {'stand': 6, 'walk': 3, 'sit_box': 1},
              {'relaxed': 3, 'hand_on_head': 4, 'palms_out': 3},
              ('Doubt/Confusion',), {'Disquietment': 0.6, 'Surprise': 0.4, 'Fear': 0.2},
              (4.0, 5.6, 3.4), 0.42),
    Situation('sitting_dazed', 9, {'sit_floor': 4, 'sit_knees_up': 3, 'sit_box': 2},
              {'lap': 4, 'support': 3, 'relaxed': 2, 'hand_on_head': 1},
              ('Disconnection', 'Fatigue'), {'Doubt/Confusion': 0.4, 'Sadness': 0.4,
                                             'Suffering': 0.3},
              (3.4, 2.6, 2.9), 0.55, attention='down', facing_deg=70),
    Situation('grieving', 7, {'sit_knees_up': 4, 'kneel': 4, 'stand': 1, 'sit_box': 2},
              {'cover_face': 5, 'hold_head': 2, 'hug_knees': 3, 'hand_on_chest': 1},
              ('Sadness', 'Suffering'), {'Sensitivity': 0.5, 'Yearning': 0.4, 'Fatigue': 0.3},
              (1.8, 4.4, 2.6), 0.74, attention='down'),
    Situation('crouching_in_fear', 8, {'crouch': 6, 'curl_up': 4},
              {'guard': 4, 'shield_head': 3, 'hug_knees': 3},
              ('Fear',), {'Disquietment': 0.7, 'Sensitivity': 0.5, 'Suffering': 0.3,
                          'Aversion': 0.3},
              (1.9, 7.2, 1.9), 0.82, facing_deg=60, debris=0.4),
    Situation('taking_shelter', 6, {'crouch': 5, 'curl_up': 3, 'kneel': 2},
              {'shield_head': 9, 'guard': 1},
              ('Fear', 'Anticipation'), {'Disquietment': 0.6, 'Surprise': 0.3},
              (2.7, 7.0, 3.0), 0.68, attention='down', debris=0.4),
    Situation('injured_sitting', 9, {'sit_floor': 5, 'sit_knees_up': 2, 'sit_box': 1,
                                     'kneel_one': 1},
              {'hold_belly': 4, 'hold_leg': 4, 'hand_on_head': 2},
              ('Pain', 'Suffering'), {'Fear': 0.3, 'Sensitivity': 0.4, 'Disquietment': 0.4,
                                      'Fatigue': 0.3},
              (1.9, 6.0, 2.6), 0.84, injured=True),
    Situation('limping', 4, {'limp': 1}, {'hold_belly': 3, 'relaxed': 2, 'hold_leg': 3},
              ('Pain',), {'Fatigue': 0.6, 'Suffering': 0.6, 'Disquietment': 0.4},
              (2.8, 5.0, 3.6), 0.66, injured=True),
    Situation('injured_lying', 9, {'lie_back': 5, 'lie_side': 5},
              {'hold_belly': 4, 'hold_leg': 1, 'hand_on_head': 2, 'reach': 2, 'limp': 1},
              ('Pain', 'Suffering'), {'Fear': 0.4, 'Sensitivity': 0.4, 'Yearning': 0.3},
              (1.6, 5.6, 1.8), 0.92, facing_deg=180, debris=0.3, injured=True),
    Situation('trapped', 9, {'lie_back': 4, 'lie_front': 5, 'lie_side': 2},
              {'reach': 5, 'wave': 2, 'limp': 2, 'hand_on_head': 1},
              ('Fear', 'Suffering'), {'Pain': 0.6, 'Yearning': 0.5, 'Disquietment': 0.5},
              (1.6, 7.0, 1.4), 0.95, attention='camera', facing_deg=180, debris=1.0),
    Situation('unconscious', 9, {'lie_back': 5, 'lie_front': 3, 'lie_side': 3, 'slump': 2},
              {'limp': 1}, ('Suffering',), {'Disconnection': 0.9, 'Pain': 0.3},
              (2.2, 1.3, 1.1), 0.97, attention='closed', facing_deg=180, debris=0.4,
              injured=True, responsive=False),
    Situation('exhausted_resting', 6, {'sit_floor': 3, 'lie_side': 1, 'sit_box': 3, 'slump': 1},
              {'lap': 3, 'support': 2, 'relaxed': 2},
              ('Fatigue',), {'Disconnection': 0.3, 'Peace': 0.25, 'Sadness': 0.25},
              (4.2, 2.2, 3.8), 0.36, attention='down'),
    Situation('comforting_somebody', 4, {'kneel': 4, 'kneel_one': 3, 'bend': 2, 'sit_floor': 1},
              {'work': 4, 'reach': 3},
              ('Sympathy',), {'Affection': 0.7, 'Sadness': 0.3, 'Engagement': 0.5},
              (5.2, 4.4, 5.6), 0.22, attention='down'),
)
