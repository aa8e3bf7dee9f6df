from dataclasses import replace
import itertools
import re

import numpy as np
import pytest

from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.situations import SITUATIONS
from emotion_rescue.synthesis.voice.foreign_templates import FOREIGN_TEMPLATES
from emotion_rescue.synthesis.voice.speakers import SPLITS
from emotion_rescue.synthesis.voice.utterances import all_sentences
from emotion_rescue.synthesis.voice.utterances import TEMPLATES
from emotion_rescue.synthesis.voice.utterances import topic_weights
from emotion_rescue.synthesis.voice.utterances import utterance_of


def plain(sentence):
    return re.sub(r'\W+', ' ', sentence.lower()).strip()


def in_situation(name, seed=0):
    situation = next(s for s in SITUATIONS if s.name == name)
    return replace(sample_state(np.random.default_rng(seed), (situation,)),
                   responsiveness='alert')


@pytest.mark.parametrize(('a', 'b'), list(itertools.combinations(SPLITS, 2)))
def test_no_sentence_is_in_two_splits(a, b):
    first, second = ({plain(text) for _, text in all_sentences(split)} for split in (a, b))
    assert len(first) > 500 and len(second) > 500
    assert not first & second


def test_there_are_thousands_of_sentences():
    assert len({text for _, text in all_sentences('train')}) > 3000
    assert len({text for _, text in all_sentences('test')}) > 1500


@pytest.mark.parametrize('split', SPLITS)
def test_what_is_said_is_one_of_the_sentences(split):
    known = set(all_sentences(split))
    rng = np.random.default_rng(0)
    for _ in range(150):
        said = utterance_of(sample_state(rng), split, rng, short=rng.random() < 0.3)
        assert (said.language, said.text) in known and said.topic in TEMPLATES


@pytest.mark.parametrize('language', FOREIGN_TEMPLATES)
@pytest.mark.parametrize('name', ['trapped', 'calm_bystander', 'joking'])
def test_a_mother_tongue_has_words_for_everything(language, name):
    rng = np.random.default_rng(0)
    said = utterance_of(in_situation(name), 'test', rng, language=language)
    assert said.language == language and said.text


@pytest.mark.parametrize('situation', SITUATIONS, ids=lambda s: s.name)
def test_every_situation_has_topics_that_exist(situation):
    for seed in range(4):
        weights = topic_weights(sample_state(np.random.default_rng(seed), (situation,)))
        assert weights and set(weights) <= set(TEMPLATES)


@pytest.mark.parametrize(('distress', 'topics'), [(0.9, {'calling', 'calling_short', 'hurt',
                                                         'frightened'}),
                                                  (0.1, {'small_talk', 'reply',
                                                         'instructing'})])
def test_a_situation_nobody_knows_is_talked_about_by_its_state(distress, topics):
    state = in_situation('trapped')
    unknown = replace(state, situation=replace(state.situation, name='on the moon'),
                      distress=distress)
    assert set(topic_weights(unknown)) == topics


def test_who_is_hardly_conscious_is_delirious():
    assert 'delirious' in topic_weights(replace(in_situation('trapped'), responsiveness='voice'))
