from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.models.whisper_belief import Decoding
from emotion_rescue.models.whisper_belief import is_believable
from emotion_rescue.models.whisper_belief import without_loops


@pytest.mark.parametrize(('text', 'log_probability', 'no_speech', 'believed'), [
    ('', -0.1, 0.0, False),
    ('. . .', -0.3, 0.1, False),
    ('Help us.', -0.83, 0.09, True),
    ('Hilfe', -0.3, 0.1, True),
    ('你好', -0.3, 0.1, True),
    ('Thank you.', -1.0, 0.9, False),
    ('Okay, okay, okay.', -0.3, 0.7, False),
    ("I'm going to do that.", -1.7, 0.4, False),
    ("Thanks for watching and I'll see you next time.", -0.3, 0.1, False),
    ('Thank you so much for watching!', -0.3, 0.1, False),
    ('Thank you, I saw you watching.', -0.3, 0.1, True),
    ('See you next to the wall.', -0.3, 0.1, True),
    ('Help me! ' * 8, -0.2, 0.4, True),
    ('x', float('nan'), 0.1, False), ('x', -0.1, float('nan'), False)])
def test_what_is_believed(text, log_probability, no_speech, believed):
    assert is_believable(Decoding(text, 5, log_probability, no_speech)) == believed


@pytest.mark.parametrize(('text', 'shorter'), [
    ('', ''), ('Help!', 'Help!'),
    ('help help help', 'help help help'),
    ('help help help help', 'help help help'),
    ('Help, help, HELP, help. Now!', 'Help, help, HELP, Now!'),
    ('Help me, ' * 12 + 'I am stuck.', 'Help me, Help me, Help me, I am stuck.'),
    ('no no no no yes yes yes yes', 'no no no yes yes yes'),
    ('it hurts a lot it hurts a lot', 'it hurts a lot it hurts a lot'),
    ('ha ha ha, stop it, ha ha ha', 'ha ha ha, stop it, ha ha ha')])
def test_loops_are_cut(text, shorter):
    assert without_loops(text) == shorter


@given(words=st.lists(st.sampled_from('abc'), max_size=30), size=st.integers(1, 6))
def test_no_phrase_comes_more_than_three_times(words, size):
    short = without_loops(' '.join(words)).split()
    assert set(short) == set(words) and short[:1] == words[:1]
    for i in range(len(short) - size * 4 + 1):
        assert any(short[i + k] != short[i + k + size] for k in range(3 * size))
