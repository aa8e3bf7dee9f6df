"""All situations, and who belongs together.

How people tend to feel in each is this project's own judgement, written in EMOTIC's categories and
on its scale of 1..10; it is an assumption of the data set, not a measurement.
"""

from emotion_rescue.synthesis.person.calm_situations import CALM_SITUATIONS
from emotion_rescue.synthesis.person.situation import Situation
from emotion_rescue.synthesis.person.troubled_situations import TROUBLED_SITUATIONS

__all__ = ['COMPANIONS', 'SITUATIONS', 'Situation']

SITUATIONS: tuple[Situation, ...] = CALM_SITUATIONS + TROUBLED_SITUATIONS

# Who is not alone: situation -> situations that somebody beside may be in.
COMPANIONS: dict[str, tuple[str, ...]] = {
    'sheltered_child': ('sheltering_adult',),
    'sheltering_adult': ('sheltered_child',),
    'comforting': ('grieving', 'silent_shock', 'injured_sitting', 'sheltered_child'),
    'grieving': ('comforting', 'grieving'),
    'rescuer_at_work': ('injured_lying', 'unconscious', 'trapped', 'rescuer_at_work', 'relieved'),
    'reunited': ('reunited',),
    'arguing': ('arguing', 'disapproving_onlooker'),
    'joking': ('joking',),
    'calm_bystander': ('calm_bystander', 'comforting'),
    'child_at_play': ('child_at_play', 'calm_bystander'),
}
