"""Texts to learn from: written utterances, and what the generator's people say, both with labels.

None of them is among the held-out ones of `evaluation.spoken_texts`, nor has it five words in a
row in common with one, contractions written out: what has is never drawn.
"""

from collections.abc import Callable
from collections.abc import Sequence

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.evaluation.spoken_texts import held_out_texts
from emotion_rescue.evaluation.spoken_texts import SpokenText
from emotion_rescue.evaluation.transcription import plain_words
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.text.spoken_lines import draw_earlier
from emotion_rescue.synthesis.text.spoken_lines import draw_line
from emotion_rescue.synthesis.text.spoken_lines import varied
from emotion_rescue.synthesis.voice.utterances import utterance_of

GENERATED_SHARE = 0.25  # its sentences are few, so that the written ones are the larger part
SHARED_WORDS = 5  # in a row, from which on a text is too close to a held-out one
_VAD_SPREAD = 0.4  # two people who say the same do not feel the same


def draw_texts(count: int, split: str, seed: int = 0) -> list[SpokenText]:
    """Return `count` utterances of a split, 'train' or 'val', that all differ.

    Args:
        count: how many.
        split: no sentence of one occurs in the other.
        seed: of the chance.
    """
    rng = np.random.default_rng((seed, ('train', 'val').index(split)))
    held_out, found = too_close_to(held_out_texts()), {}
    for _ in range(20 * count):  # short cries come up again and again
        drawn = _generated if rng.random() < GENERATED_SHARE else _written
        text = drawn(split, rng)
        if not any(held_out(said) for said in (text.text, *text.earlier)):
            found.setdefault((text.text, text.earlier), text)
        if len(found) == count:
            break
    return list(found.values())


def split_texts(texts: Sequence[SpokenText], val_share: float, seed: int = 0
                ) -> tuple[list[SpokenText], list[SpokenText]]:
    """Return (train, val) of a user's texts; the same text is never in both.

    Args:
        texts: of any number.
        val_share: 0..1, share of the different texts in val.
        seed: of the chance.
    """
    different = sorted({' '.join(plain_words(t.text)) for t in texts})
    order = np.random.default_rng(seed).permutation(len(different))
    val = {different[i] for i in order[:round(val_share * len(different))]}
    parts: tuple[list[SpokenText], list[SpokenText]] = [], []
    for text in texts:
        parts[' '.join(plain_words(text.text)) in val].append(text)
    return parts


def too_close_to(texts: Sequence[SpokenText]) -> Callable[[str], bool]:
    """Return a function that says whether a text is one of `texts`, or shares words in a row."""
    known = [plain_words(t.text) for t in texts]
    whole = {tuple(words) for words in known}
    parts = {part for words in known for part in _sequences(words)}

    def close(text):
        words = plain_words(text)
        return tuple(words) in whole or not parts.isdisjoint(_sequences(words))

    return close


def present(texts: Sequence[SpokenText]) -> np.ndarray:
    """Return bool (n, 26): which categories count as present in each."""
    return np.array([t.emotions >= 0.5 for t in texts], bool).reshape(-1, CATEGORY_COUNT)


def _sequences(words):
    return {tuple(words[i:i + SHARED_WORDS]) for i in range(len(words) - SHARED_WORDS + 1)}


def _written(split, rng):
    line = draw_line(split, rng)
    emotions = np.zeros(CATEGORY_COUNT, np.float32)
    for name, probability in line.group.emotions.items():
        emotions[CATEGORY_INDEX[name]] = probability
    vad = np.clip(np.array(line.group.vad) + rng.normal(0.0, _VAD_SPREAD, 3), 1.0, 10.0)
    return SpokenText(line.text, emotions, vad.astype(np.float32), line.group.distress,
                      kind=line.group.name, earlier=line.earlier)


def _generated(split, rng):
    while True:
        state = sample_state(rng)
        if not state.responsive:
            continue  # says nothing, or what only a doctor understands
        said = utterance_of(state, split, rng)
        emotions = np.zeros(CATEGORY_COUNT, np.float32)
        emotions[[CATEGORY_INDEX[name] for name in state.emotions]] = 1.0
        return SpokenText(varied(said.text, split, rng), emotions,
                          np.array(state.vad, np.float32), state.distress, kind=said.topic,
                          earlier=draw_earlier(None, split, rng))
