"""How long after its input a message may come before a node says on /diagnostics that it is late.

Live. Robots go by what is told: a judgement of what was seen a second ago may steer to where
nobody is any more.
"""

from emotion_rescue.core.settings import DistressSettings

# So long the overlay by default waits for what belongs to an image: its match_within_s.
IMAGE_DUE_S = 1.0
# The image with all of that drawn into it.
DRAWN_DUE_S = 1.5
# From the end of a sound to its tone: as long as a voice waits to know who was in view.
TONE_DUE_S = 2.0


def words_due_s(settings: DistressSettings) -> float:
    """Return seconds from the end of an utterance to its words.

    The pause that ends it, writing down, and as long again as the tone may take.
    """
    return settings.utterance_pause_s + settings.words_budget_s + TONE_DUE_S
