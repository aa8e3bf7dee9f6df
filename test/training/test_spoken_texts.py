import numpy as np
import pytest

from emotion_rescue.evaluation.spoken_texts import distress_of
from emotion_rescue.evaluation.spoken_texts import held_out_texts
from emotion_rescue.evaluation.spoken_texts import SpokenText
from emotion_rescue.evaluation.spoken_texts import vad_of
from emotion_rescue.evaluation.transcription import plain_words
from emotion_rescue.training.spoken_texts import draw_texts
from emotion_rescue.training.spoken_texts import present
from emotion_rescue.training.spoken_texts import split_texts
from emotion_rescue.training.spoken_texts import too_close_to


@pytest.fixture(scope='module')
def drawn():
    """Return texts of both splits."""
    return {split: draw_texts(1500, split) for split in ('train', 'val')}


def _text(text):
    return SpokenText(text, np.zeros(26, np.float32), np.full(3, np.nan, np.float32), 0.0)


def _windows(text):
    words = plain_words(text)
    return {tuple(words[i:i + 5]) for i in range(len(words) - 4)}


@pytest.mark.parametrize('split', ['train', 'val'])
def test_nothing_of_the_held_out_utterances_is_learned(drawn, split):
    held_out = held_out_texts()
    whole = {tuple(plain_words(t.text)) for t in held_out}
    windows = set().union(*(_windows(t.text) for t in held_out))
    assert len(windows) > 500
    for text in drawn[split]:
        for said in (text.text, *text.earlier):
            assert tuple(plain_words(said)) not in whole
            assert not _windows(said) & windows


def test_a_text_is_too_close_by_five_words_in_a_row():
    close = too_close_to([_text("I can't feel my left leg."), _text('Run!')])
    assert close('run') and close('He cannot feel. I can not feel my leg, my left leg.')
    assert close('well, I cannot feel my arm')
    assert not close('feel my left leg') and not close('') and not close('Run away!')


def test_texts_are_labelled_and_of_both_sides(drawn):
    texts = drawn['train']
    assert len(texts) == 1500 == len({(t.text, t.earlier) for t in texts})
    distress, vad = distress_of(texts), vad_of(texts)
    assert (distress >= 0).all() and (distress <= 1).all() and 0.4 < (distress > 0.5).mean() < 0.6
    assert (vad >= 1).all() and (vad <= 10).all()
    assert vad[distress > 0.5, 0].mean() < vad[distress < 0.5, 0].mean() - 2
    assert present(texts).any(axis=1).mean() > 0.99
    assert present([]).shape == (0, 26)


def test_the_same_seed_draws_the_same_and_another_does_not():
    one, same, other = (draw_texts(20, 'train', seed) for seed in (1, 1, 2))
    assert [t.text for t in one] == [t.text for t in same] != [t.text for t in other]
    assert draw_texts(0, 'val') == []


def test_the_same_words_of_a_user_are_never_in_both_parts():
    texts = [_text(f'sentence {i % 50}{end}') for i in range(200) for end in ('.', '!')]
    train, val = split_texts(texts, 0.2)
    assert len(train) + len(val) == 400 and len(val) == 80
    words = [{tuple(plain_words(t.text)) for t in part} for part in (train, val)]
    assert not words[0] & words[1]
    assert split_texts([], 0.2) == ([], [])
