"""Draws utterances from the written groups: slots filled, joined, shortened, misheard."""

from collections.abc import Sequence
from dataclasses import dataclass
import string

import numpy as np

from emotion_rescue.synthesis.text.calm_talk import CALM_TALK
from emotion_rescue.synthesis.text.fear_talk import FEAR_TALK
from emotion_rescue.synthesis.text.hurt_talk import HURT_TALK
from emotion_rescue.synthesis.text.injections import injection
from emotion_rescue.synthesis.text.joking_talk import JOKING_TALK
from emotion_rescue.synthesis.text.lost_talk import LOST_TALK
from emotion_rescue.synthesis.text.recognition_errors import contracted
from emotion_rescue.synthesis.text.recognition_errors import hesitant
from emotion_rescue.synthesis.text.recognition_errors import misheard
from emotion_rescue.synthesis.text.spoken_group import SpokenGroup
from emotion_rescue.synthesis.text.work_talk import WORK_TALK
from emotion_rescue.synthesis.voice.slot_fillers import FILLERS

GROUPS: tuple[SpokenGroup, ...] = (
    *CALM_TALK, *WORK_TALK, *JOKING_TALK, *LOST_TALK, *FEAR_TALK, *HURT_TALK)
SPLITS = ('train', 'val')
_BY_NAME = {group.name: group for group in GROUPS}
_OPENING = ('short_calm',)  # may stand before anything else, and says nothing against it
_MISHEARD, _INJECTED, _HESITANT, _SECOND, _EARLIER = 0.35, 0.2, 0.12, 0.25, 0.3


@dataclass(frozen=True)
class SpokenLine:
    """One utterance of a group.

    Attributes:
        text: as a recogniser may write it.
        earlier: what was said before, oldest first.
        group: who speaks like this.
    """

    text: str
    earlier: tuple[str, ...]
    group: SpokenGroup


def sentences(group: SpokenGroup, split: str) -> tuple[str, ...]:
    """Return the sentences of one split, with their slots."""
    return {'train': group.train, 'val': group.val}[split]


def draw_line(split: str, rng: np.random.Generator) -> SpokenLine:
    """Draw an utterance; sentences of both sides, in distress and not, are equally frequent.

    Args:
        split: one of SPLITS.
        rng: source of chance.
    """
    troubled = rng.random() < 0.5
    groups = [group for group in GROUPS if (group.distress >= 0.5) == troubled]
    # Groups with more sentences come more often, so that no sentence is learned by heart.
    sizes = np.sqrt([len(sentences(group, split)) for group in groups])
    group = groups[int(rng.choice(len(groups), p=sizes / sizes.sum()))]
    text = _sentence(group, split, rng)
    if rng.random() < _SECOND:
        other = _BY_NAME[_OPENING[0]] if rng.random() < 0.3 else group
        text = f'{_sentence(other, split, rng)} {text}'
    return SpokenLine(varied(text, split, rng), draw_earlier(group, split, rng), group)


def varied(text: str, split: str, rng: np.random.Generator) -> str:
    """Return `text` as it may be spoken and misheard, at times with an injection after it."""
    text = contracted(text, rng)
    if rng.random() < _HESITANT:
        text = hesitant(text, rng)
    if rng.random() < _MISHEARD:
        text = misheard(text, rng, rate=float(rng.uniform(0.05, 0.3)))
    elif rng.random() < 0.15:
        text = text.lower().rstrip('.')
    if rng.random() < _INJECTED:
        order = [text, injection(split, rng)]
        text = ' '.join(order if rng.random() < 0.7 else order[::-1])
    return text


def draw_earlier(group: SpokenGroup | None, split: str, rng: np.random.Generator
                 ) -> tuple[str, ...]:
    """Draw the turns before: mostly none, else by the same person or by anybody.

    Args:
        group: of who speaks now; None is unknown.
        split: one of SPLITS.
        rng: source of chance.
    """
    if rng.random() >= _EARLIER:
        return ()
    turns = []
    for _ in range(int(rng.integers(1, 4))):
        same = group is not None and rng.random() < 0.4
        chosen = group if same else GROUPS[int(rng.integers(len(GROUPS)))]
        turns.append(contracted(_sentence(chosen, split, rng), rng))
    return tuple(turns)


def filled(sentence: str, rng: np.random.Generator) -> str:
    """Return `sentence` with words in its slots and a capital at its beginning."""
    slots = [name for _, name, _, _ in string.Formatter().parse(sentence) if name]
    whole = sentence.format(**{slot: str(rng.choice(FILLERS[slot])) for slot in slots})
    return whole[0].upper() + whole[1:]


def all_sentences(split: str) -> Sequence[str]:
    """Return every sentence of one split, with its slots."""
    return [text for group in GROUPS for text in sentences(group, split)]


def _sentence(group, split, rng):
    written = sentences(group, split)
    return filled(written[int(rng.integers(len(written)))], rng)
