import itertools

import numpy as np

from emotion_rescue.synthesis.voice_sentences import SENTENCES
from emotion_rescue.synthesis.voice_speakers import speaker
from emotion_rescue.synthesis.voice_speakers import SPLITS


def drawn(split, count=400):
    rng = np.random.default_rng(0)
    return [speaker(split, rng) for _ in range(count)]


def test_no_speaker_variant_or_sentence_is_in_two_splits():
    for a, b in itertools.combinations(SPLITS, 2):
        assert not {s.name for s in drawn(a)} & {s.name for s in drawn(b)}
        assert not {s.variant for s in drawn(a)} & {s.variant for s in drawn(b)}
        assert not {text for _, text in SENTENCES[a]} & {text for _, text in SENTENCES[b]}


def test_a_name_is_always_the_same_voice():
    voices = {}
    for who in drawn('test'):
        assert voices.setdefault(who.name, who) == who


def test_voices_are_human():
    for who in drawn('train'):
        assert 80 < who.f0_hz < 350 and 0.85 < who.tract < 1.45
        assert 0 <= who.pitch <= 99
