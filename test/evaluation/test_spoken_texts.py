import hashlib
import math

import numpy as np
import pytest

from emotion_rescue.core.default_weights import resource_folder
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.spoken_texts import distress_of
from emotion_rescue.evaluation.spoken_texts import emotion_shares
from emotion_rescue.evaluation.spoken_texts import held_out_texts
from emotion_rescue.evaluation.spoken_texts import label_categories
from emotion_rescue.evaluation.spoken_texts import read_texts
from emotion_rescue.evaluation.spoken_texts import vad_of


def test_the_held_out_utterances_are_those_that_were_written_before_any_training():
    path = resource_folder('resource') / 'text' / 'held_out_utterances.csv'
    assert hashlib.sha256(path.read_bytes()).hexdigest() == (
        '52908298ef65ab8d79d8d774df5230c8a6c9fa5d9631b018d416011bd6b39a85')


def test_the_held_out_utterances_are_as_their_readme_says():
    texts = held_out_texts()
    assert len(texts) == len({t.text for t in texts}) == 200
    assert sum(t.misheard for t in texts) == 50
    kinds = {kind: [t for t in texts if t.kind == kind] for kind in {t.kind for t in texts}}
    assert {kind: len(own) for kind, own in kinds.items()} == {
        'calm': 34, 'joking': 33, 'instructing': 33, 'frightened': 34, 'hurt': 33, 'confused': 33}
    for kind, own in kinds.items():
        wanted = {'frightened': {1.0}, 'hurt': {1.0}, 'confused': {0.0, 1.0}}.get(kind, {0.0})
        assert {t.distress for t in own} == wanted
        assert len({t.label for t in own}) == 1 and own[0].emotions.sum() == 1
    assert np.isnan(vad_of(texts)).all()


def _written(tmp_path, content):
    path = tmp_path / 'texts.csv'
    path.write_bytes(content.encode('utf-8'))
    return path


@pytest.mark.parametrize(('content', 'named'), [
    ('', 'has no utterance'), ('text,label\n', 'has no utterance'),
    ('words,label\nhelp,fear\n', 'has no column text, only words, label'),
    ('text,label\n ,fear\n', 'row 2: there is no text'),
    ('text,label\nhi,happy\nhelp,purple\n', "row 3: the label 'purple' is no known emotion"),
    ('text,valence\nhelp,0\n', "row 2: valence is '0', expected a number from 1 to 10"),
    ('text,distress\nhelp,much\n', "distress is 'much', expected a number from 0 to 1"),
    ('text,distress\nhelp,nan\n', "distress is 'nan'")])
def test_what_is_wrong_with_a_file_is_named(tmp_path, content, named):
    with pytest.raises(InputError) as caught:
        read_texts(_written(tmp_path, content))
    assert named in str(caught.value)


def test_files_that_are_no_text_are_refused(tmp_path):
    with pytest.raises(InputError, match='cannot be read as a CSV'):
        read_texts(tmp_path / 'none.csv')
    path = tmp_path / 'texts.csv'
    path.write_bytes(b'text\n\xff\xfe\x00')
    with pytest.raises(InputError, match='cannot be read as a CSV'):
        read_texts(path)


def test_columns_are_read_and_what_is_not_there_is_unknown(tmp_path):
    texts = read_texts(_written(tmp_path, (
        '\ufefftext,label,valence,arousal,dominance,distress,kind\r\n'
        '"Help, please!",FEARFUL,2,8.5,1,,call\r\n'
        'Fine.,neutral,,,,no,\r\n'
        'Hm.,Doubt/Confusion,,,,0.25,\r\n'
        'So.,,,,,,\r\n')))
    assert [t.text for t in texts] == ['Help, please!', 'Fine.', 'Hm.', 'So.']
    assert vad_of(texts)[0].tolist() == [2.0, 8.5, 1.0] and np.isnan(vad_of(texts)[1:]).all()
    assert distress_of(texts)[:3].tolist() == [0.9, 0.0, 0.25] and math.isnan(texts[3].distress)
    shares = emotion_shares(texts)
    assert np.flatnonzero(shares[0]).tolist() == [CATEGORY_INDEX['Disquietment'],
                                                  CATEGORY_INDEX['Fear']]
    assert not shares[3].any() and texts[0].kind == 'call'


@pytest.mark.parametrize(('label', 'names'), [
    ('Fear', ('Fear',)), ('fearful', ('Fear', 'Disquietment')), ('HAPPY', ('Happiness',
                                                                          'Excitement')),
    ('doubt / confusion', ('Doubt/Confusion',)), ('neu', ('Peace',))])
def test_labels_are_known_in_usual_spellings(label, names):
    assert label_categories(label) == names


@pytest.mark.parametrize('label', ['', 'none', 'purple'])
def test_other_labels_are_refused(label):
    with pytest.raises(ValueError, match='is no known emotion'):
        label_categories(label)
