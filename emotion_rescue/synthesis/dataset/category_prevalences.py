"""How often each of the 26 categories occurs in EMOTIC, to put beside our own shares.

Counted by us in a public list of the labels of 34,314 people of EMOTIC, all splits together
(several annotators of one person united): llava_evaluation/gt_all.csv of
github.com/yasaman-etesam/Contextual-Emotion-Recognition (Etesam et al., arXiv 2405.08992).
"""

from collections.abc import Iterable

from emotion_rescue.core.emotions import CATEGORY_NAMES

EMOTIC_PERCENT: dict[str, float] = {
    'Affection': 8.0, 'Anger': 1.5, 'Annoyance': 3.0, 'Anticipation': 34.3, 'Aversion': 1.7,
    'Confidence': 27.6, 'Disapproval': 2.6, 'Disconnection': 10.3, 'Disquietment': 5.3,
    'Doubt/Confusion': 6.2, 'Embarrassment': 1.3, 'Engagement': 63.5, 'Esteem': 7.5,
    'Excitement': 28.8, 'Fatigue': 3.5, 'Fear': 1.7, 'Happiness': 33.6, 'Pain': 1.5,
    'Peace': 10.0, 'Pleasure': 15.7, 'Sadness': 2.9, 'Sensitivity': 2.1, 'Suffering': 2.0,
    'Surprise': 3.4, 'Sympathy': 6.0, 'Yearning': 4.5}


def category_rows(people: Iterable[Iterable[str]]) -> list[tuple[str, int, str, str]]:
    """Return (category, people, percent here, percent in EMOTIC) of all 26, official order.

    Args:
        people: the names of the categories of each person.
    """
    chosen = [set(emotions) for emotions in people]
    counts = {name: sum(name in emotions for emotions in chosen) for name in CATEGORY_NAMES}
    return [(name, count, f'{100 * count / len(chosen):.1f}' if chosen else '-',
             f'{EMOTIC_PERCENT[name]:.1f}') for name, count in counts.items()]
