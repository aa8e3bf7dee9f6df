import string

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.synthesis.text import spoken_lines
from emotion_rescue.synthesis.text.injections import injection
from emotion_rescue.synthesis.text.injections import INJECTIONS
from emotion_rescue.synthesis.text.spoken_lines import all_sentences
from emotion_rescue.synthesis.text.spoken_lines import draw_line
from emotion_rescue.synthesis.text.spoken_lines import filled
from emotion_rescue.synthesis.text.spoken_lines import GROUPS
from emotion_rescue.synthesis.voice.slot_fillers import FILLERS


@pytest.mark.parametrize('group', GROUPS, ids=lambda group: group.name)
def test_a_group_is_labelled_and_filled(group):
    assert all(1.0 <= level <= 10.0 for level in group.vad) and 0.0 <= group.distress <= 1.0
    assert group.emotions and set(group.emotions) <= set(CATEGORY_INDEX)
    assert any(probability >= 0.5 for probability in group.emotions.values())
    # Neither in between nor against the sense of the dimensions.
    assert abs(group.distress - 0.5) >= 0.2 and (group.distress > 0.5) == (group.vad[0] < 3.5)
    assert len(group.train) >= 7 and len(group.val) >= 2
    for sentence in (*group.train, *group.val):
        slots = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert slots <= set(FILLERS) and sentence == ' '.join(sentence.split())


def test_the_splits_share_no_sentence():
    plain = [{''.join(c for c in s.lower() if c.isalpha() or c in '{} ') for s in
              all_sentences(split)} for split in ('train', 'val')]
    assert not plain[0] & plain[1]
    assert not set(INJECTIONS['train']) & set(INJECTIONS['val'])
    assert len(all_sentences('train')) > 500 and len(all_sentences('val')) > 100


def test_slots_are_filled_and_the_beginning_is_large():
    text = filled('{relative}, take the {object}!', np.random.default_rng(0))
    assert '{' not in text and text[0].isupper()


def test_injections_take_both_sides_and_are_put_to_both(monkeypatch):
    rng = np.random.default_rng(0)
    drawn = [injection('train', rng) for _ in range(500)]
    assert len(set(drawn)) > 200 and not any('{' in text for text in drawn)
    for word in ('calm', 'terrified', 'yes', 'no'):
        assert any(word in text for text in drawn)
    monkeypatch.setattr(spoken_lines, 'injection', lambda split, rng: 'XYZZY')
    lines = [draw_line('train', rng) for _ in range(400)]
    injected = [line for line in lines if 'XYZZY' in line.text]
    assert 0.1 < len(injected) / len(lines) < 0.3
    assert 0.35 < np.mean([line.group.distress > 0.5 for line in injected]) < 0.65


def test_the_same_chance_draws_the_same_and_all_sorts_come_up():
    rng, again = np.random.default_rng(3), np.random.default_rng(3)
    lines = [draw_line('train', rng) for _ in range(400)]
    assert lines[:20] == [draw_line('train', again) for _ in range(20)]
    assert 0.4 < np.mean([line.group.distress > 0.5 for line in lines]) < 0.6
    assert {line.group.name for line in lines} == {group.name for group in GROUPS}
    assert 0.2 < np.mean([bool(line.earlier) for line in lines]) < 0.4
    assert max(len(line.earlier) for line in lines) == 3
    assert all(line.text.strip() and '{' not in line.text for line in lines)
