from hypothesis import given
from hypothesis import strategies as st
import pytest

from emotion_rescue.core.voice_categories import emotic_names
from emotion_rescue.core.voice_categories import voice_category
from emotion_rescue.training.voice_file_names import named_voice
from emotion_rescue.training.voice_file_names import parse_crema_d
from emotion_rescue.training.voice_file_names import parse_ravdess
from emotion_rescue.training.voice_file_names import parse_tess


@pytest.mark.parametrize('stem', [
    '', 'voice', '03-01-09-01-02-01-12', '03-01-06-01-02-01-25', '03-01-06-01-02-01-00',
    '04-01-06-01-02-01-12', '03-01-06-01-02-01', '03-01-06-01-02-01-12-1', '1001_DFA_ANGRY_XX',
    '1001_DFA_ANG', '2001_DFA_ANG_XX', 'OAF_back_bored', 'OAF_back', 'XAF_back_angry',
    'dia0_utt0', '1001_dfa_ang_xx'])
def test_names_of_no_set(stem):
    assert named_voice(stem) is None


@pytest.mark.parametrize(('stem', 'data_set', 'category', 'speaker'), [
    ('03-01-06-01-02-01-12', 'RAVDESS', 'fear', 'RAVDESS 12'),
    ('01-01-02-01-01-01-01', 'RAVDESS', 'calm', 'RAVDESS 01'),
    ('03-01-08-02-02-02-24', 'RAVDESS', 'surprise', 'RAVDESS 24'),
    ('1001_DFA_ANG_XX', 'CREMA-D', 'anger', 'CREMA-D 1001'),
    ('1091_WSI_NEU_LO', 'CREMA-D', 'calm', 'CREMA-D 1091'),
    ('1040_ITH_SAD_X', 'CREMA-D', 'sadness', 'CREMA-D 1040'),
    ('OAF_back_angry', 'TESS', 'anger', 'TESS OAF'),
    ('YAF_young_ps', 'TESS', 'surprise', 'TESS YAF'),
    ('OA_bite_neutral', 'TESS', 'calm', 'TESS OAF'),
    ('YAF_dog_pleasant_surprised', 'TESS', 'surprise', 'TESS YAF')])
def test_names_of_each_set(stem, data_set, category, speaker):
    voice = named_voice(stem)
    assert (voice.data_set, voice.speaker) == (data_set, speaker)
    assert voice_category(voice.label) == category


@pytest.mark.parametrize('stem', ['03-02-06-01-02-01-12', '02-01-06-01-02-01-12'])
def test_songs_and_silent_films_have_no_label(stem):
    assert named_voice(stem).label == ''


def _known(label):
    return voice_category(label) == 'calm' or emotic_names(label)


@given(st.integers(1, 8), st.integers(1, 2), st.integers(1, 24))
def test_every_name_of_ravdess_is_understood(emotion, take, actor):
    voice = parse_ravdess(f'03-01-{emotion:02}-01-0{take}-0{take}-{actor:02}')
    assert _known(voice.label) and voice.speaker == f'RAVDESS {actor:02}'


@given(st.integers(1000, 1999), st.from_regex('[A-Z]{3}', fullmatch=True),
       st.sampled_from(['ANG', 'DIS', 'FEA', 'HAP', 'NEU', 'SAD']),
       st.sampled_from(['LO', 'MD', 'HI', 'XX']))
def test_every_name_of_crema_d_is_understood(actor, sentence, emotion, level):
    voice = parse_crema_d(f'{actor}_{sentence}_{emotion}_{level}')
    assert _known(voice.label) and voice.speaker == f'CREMA-D {actor}'


@given(st.sampled_from(['OAF', 'YAF']), st.from_regex('[a-z]{1,9}', fullmatch=True),
       st.sampled_from(['angry', 'disgust', 'fear', 'happy', 'neutral', 'sad', 'ps', 'Fear']))
def test_every_name_of_tess_is_understood(speaker, word, emotion):
    voice = parse_tess(f'{speaker}_{word}_{emotion}')
    assert _known(voice.label) and voice.speaker == f'TESS {speaker}'


@given(st.text() | st.from_regex(r'[0-9A-Z_-]{0,24}', fullmatch=True))
def test_any_name_gives_a_known_label_or_none(stem):
    voice = named_voice(stem)
    assert voice is None or voice.label == '' or _known(voice.label)
