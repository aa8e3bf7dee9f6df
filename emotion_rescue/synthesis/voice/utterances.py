"""What people say: topics by situation and state, and whole sentences from templates.

No sentence of one split occurs in another, nor does a template; the words that fill them do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import itertools
import string

import numpy as np

from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT
from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.voice.english_calm_templates import CALM_TEMPLATES
from emotion_rescue.synthesis.voice.english_distress_templates import DISTRESS_TEMPLATES
from emotion_rescue.synthesis.voice.foreign_templates import FOREIGN_FILLERS
from emotion_rescue.synthesis.voice.foreign_templates import FOREIGN_TEMPLATES
from emotion_rescue.synthesis.voice.slot_fillers import FILLERS
from emotion_rescue.synthesis.voice.speakers import SPLITS

TEMPLATES = CALM_TEMPLATES | DISTRESS_TEMPLATES
# Topics of other languages: for what is said in distress because of pain, or else, and in peace.
_FOREIGN_TOPICS = ('hurt', 'calling'), ('small_talk', 'reply')

# Situation -> topics, with weights; a situation that is missing here talks by its state alone.
_TOPICS: dict[str, dict[str, float]] = {
    'calm_bystander': {'small_talk': 5, 'reply': 5},
    'walking_out': {'small_talk': 4, 'reply': 4, 'confused': 1},
    'relieved': {'relieved': 6, 'reply': 2}, 'reunited': {'relieved': 6, 'small_talk': 2},
    'joking': {'joking': 6, 'reply': 2}, 'child_at_play': {'playing': 8, 'reply': 2},
    'resting_in_the_sun': {'small_talk': 3, 'reply': 4},
    'worker_resting': {'tired': 3, 'reply': 3, 'small_talk': 2},
    'rescuer_at_work': {'instructing': 6, 'reply': 3, 'comforting': 1},
    'rescuer_waiting': {'instructing': 2, 'reply': 4, 'small_talk': 3},
    'comforting': {'comforting': 8, 'reply': 1},
    'embarrassed': {'embarrassed': 5, 'reply': 3},
    'disapproving_onlooker': {'disapproving': 6, 'reply': 2},
    'arguing': {'arguing': 7, 'reply': 1},
    'confused': {'confused': 6, 'reply': 2}, 'exhausted': {'tired': 6, 'reply': 2},
    'searching_for_somebody': {'searching': 7, 'calling_short': 1},
    'calling_for_help': {'calling': 6, 'calling_short': 4},
    'waving_for_help': {'calling': 5, 'calling_short': 5},
    'trapped': {'trapped': 5, 'calling': 3, 'calling_short': 2, 'hurt': 1},
    'injured_lying': {'hurt': 5, 'hurt_short': 3, 'calling': 2},
    'injured_sitting': {'hurt': 5, 'hurt_short': 3, 'reply': 1},
    'injured_walking': {'hurt': 4, 'hurt_short': 2, 'reply': 2},
    'injured_rescuer': {'hurt': 4, 'hurt_short': 2, 'instructing': 2, 'reply': 1},
    'overwhelmed_rescuer': {'overwhelmed': 6, 'reply': 1},
    'wandering_dazed': {'confused': 5, 'searching': 1, 'delirious': 2},
    'silent_shock': {'confused': 2, 'grieving': 2, 'reply': 3},
    'grieving': {'grieving': 7, 'overwhelmed': 1},
    'panicking': {'frightened': 5, 'frightened_short': 4, 'calling_short': 2},
    'crouching_in_fear': {'frightened': 5, 'frightened_short': 3},
    'frightened_and_furious': {'frightened': 3, 'arguing': 3, 'frightened_short': 3},
    'sheltering_adult': {'comforting': 3, 'frightened': 3, 'calling': 2},
    'sheltered_child': {'child_afraid': 8, 'calling_short': 2},
}
# Of anybody else: those in distress, those who are not.
_TOPICS_BY_STATE = ({'calling': 3, 'calling_short': 2, 'hurt': 2, 'frightened': 2},
                    {'small_talk': 5, 'reply': 4, 'instructing': 1})


@dataclass(frozen=True)
class Utterance:
    """What is said.

    Attributes:
        text: a whole sentence.
        language: 'en', or a language of espeak-ng such as 'fr-fr'.
        topic: what it is about, such as 'calling'; '' where nothing is said.
    """

    text: str = ''
    language: str = ''
    topic: str = ''


def topic_weights(state: InnerState) -> dict[str, float]:
    """Return topic -> weight for somebody in `state`, whatever the situation is called.

    Somebody whose consciousness is impaired is delirious; a child in distress speaks as a child.
    """
    if getattr(state, 'responsiveness', 'alert') not in ('alert', 'asleep'):
        return {'delirious': 5, 'hurt_short': 2}
    distressed = state.distress >= DISTRESS_PRESENT
    if state.situation.age == 'child':
        return {'child_afraid': 1} if distressed else {'playing': 4, 'reply': 2}
    usual = _TOPICS.get(state.situation.name)
    return usual or _TOPICS_BY_STATE[0 if distressed else 1]


def utterance_of(state: InnerState, split: str, rng: np.random.Generator, *,
                 language: str = 'en', short: bool = False) -> Utterance:
    """Draw what somebody in `state` says.

    Args:
        state: of the person.
        split: 'train', 'val' or 'test'.
        rng: source of chance.
        language: the mother tongue, 'en' or a key of FOREIGN_TEMPLATES.
        short: a word or two, as where there is little time.
    """
    topic = _topic(state, language, short, rng)
    templates, fillers = _source(language, topic, split)
    template = templates[int(rng.integers(len(templates)))]
    words = {slot: str(rng.choice(fillers[slot])) for slot in _slots(template)}
    return Utterance(_finished(template.format(**words)), language, topic)


def all_sentences(split: str) -> Iterator[tuple[str, str]]:
    """Yield (language, sentence) of everything that can be said in `split`."""
    sources = [('en', topic) for topic in TEMPLATES]
    sources += [(code, topic) for code, topics in FOREIGN_TEMPLATES.items() for topic in topics]
    for language, topic in sources:
        templates, fillers = _source(language, topic, split)
        for template in templates:
            slots = _slots(template)
            for chosen in itertools.product(*(fillers[slot] for slot in slots)):
                yield language, _finished(template.format(**dict(zip(slots, chosen, strict=True))))


def _topic(state, language, short, rng):
    distressed = state.distress >= DISTRESS_PRESENT
    if language != 'en':
        first, second = _FOREIGN_TOPICS[0 if distressed else 1]
        share = state.pain if distressed else 0.4
        return 'reply' if short and not distressed else first if rng.random() < share else second
    if short:
        trouble = 'hurt_short' if state.pain > 0.5 else 'calling_short'
        return trouble if distressed else 'reply'
    weights = topic_weights(state)
    shares = np.array(list(weights.values()), float)
    return str(rng.choice(list(weights), p=shares / shares.sum()))


def _source(language, topic, split):
    number = SPLITS.index(split)
    if language == 'en':
        return TEMPLATES[topic][number], FILLERS
    return FOREIGN_TEMPLATES[language][topic][number], FOREIGN_FILLERS[language]


def _slots(template):
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]


def _finished(sentence):
    return sentence[0].upper() + sentence[1:]
