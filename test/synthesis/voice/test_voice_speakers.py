import itertools

import numpy as np
import pytest

from emotion_rescue.synthesis.voice.speakers import REGISTERS
from emotion_rescue.synthesis.voice.speakers import speaker
from emotion_rescue.synthesis.voice.speakers import SPLITS


def drawn(split, count=400, register='any'):
    rng = np.random.default_rng(0)
    return [speaker(split, rng, register) for _ in range(count)]


def engine_voices(people):
    return {(s.engine, s.voice if s.engine == 'flite' else s.variant) for s in people}


@pytest.mark.parametrize(('a', 'b'), list(itertools.combinations(SPLITS, 2)))
def test_no_speaker_or_engine_voice_is_in_two_splits(a, b):
    assert not {s.name for s in drawn(a)} & {s.name for s in drawn(b)}
    assert not engine_voices(drawn(a)) & engine_voices(drawn(b))


def test_a_name_is_always_the_same_voice():
    voices = {}
    for who in drawn('test'):
        assert voices.setdefault(who.name, who) == who


@pytest.mark.parametrize('split', SPLITS)
def test_voices_are_human_and_can_be_made_of_the_engines(split):
    for who in drawn(split):
        assert 80 < who.f0_hz < 330 and 0.9 < who.tract < 1.35
        assert 0.8 < who.formant_scale < 1.35


@pytest.mark.parametrize('register', REGISTERS)
def test_a_register_can_be_asked_for(register):
    assert {s.register for s in drawn('val', 20, register)} == {register}


def test_children_are_higher_than_men():
    assert (min(s.f0_hz for s in drawn('train', 30, 'child'))
            > max(s.f0_hz for s in drawn('train', 30, 'man')))


def test_most_speak_english_with_either_engine():
    people = drawn('train')
    english = np.mean([s.language == 'en' for s in people])
    assert 0.7 < english < 0.95
    assert {s.engine for s in people} == {'espeak-ng', 'flite'}
    assert all(s.language == 'en' for s in people if s.engine == 'flite')
