import gzip

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.dataset.voices import make_clip
from emotion_rescue.synthesis.dataset.voices import VoiceSettings
from emotion_rescue.synthesis.voice import recordings
from emotion_rescue.synthesis.voice.recordings import recorded
from emotion_rescue.synthesis.voice.recordings import recorded_text
from emotion_rescue.synthesis.voice.recordings import RECORDED_VOICES
from emotion_rescue.synthesis.voice.recordings import require_recordings
from emotion_rescue.synthesis.voice.recordings import texts_of
from emotion_rescue.synthesis.voice.speakers import speaker
from emotion_rescue.synthesis.voice.speakers import SPLITS


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Return a function that lays announcements out as Debian does: listing, file -> seconds."""
    texts_of.cache_clear()
    monkeypatch.setattr(recordings, '_SOUNDS', tmp_path / 'sounds')
    monkeypatch.setattr(recordings, '_DOCS', tmp_path / 'doc')

    def lay(listing, sounds):
        doc = tmp_path / 'doc' / 'asterisk-core-sounds-ru'
        doc.mkdir(parents=True)
        with gzip.open(doc / 'core-sounds-ru.txt.gz', 'wt') as file:
            file.write(listing)
        for name, seconds in sounds.items():
            path = tmp_path / 'sounds' / 'ru_RU_x' / f'{name}.g722'
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(int(8000 * seconds)))
    yield lay
    texts_of.cache_clear()


def test_what_is_not_installed_names_the_package(shelf):
    with pytest.raises(MissingPackageError, match='asterisk-core-sounds-ru-g722'):
        texts_of('ru_RU_x')


def test_only_speech_of_a_fit_length_is_listed(shelf):
    shelf('; comment\n\na: One.\nb: [a beep]\nc: Long.\nd: Absent.\ne: Tiny.\nbroken\n',
          {'a': 1.0, 'b': 1.0, 'c': 9.0, 'e': 0.1})
    assert list(texts_of('ru_RU_x')) == ['One.']


def test_a_short_word_can_be_asked_for(shelf):
    shelf('a: Long enough.\nb: Short.\n', {'a': 3.0, 'b': 1.0})
    rng = np.random.default_rng(0)
    assert {recorded_text('ru_RU_x', rng, short=True) for _ in range(8)} == {'Short.'}
    assert {recorded_text('ru_RU_x', rng) for _ in range(30)} == {'Short.', 'Long enough.'}


def test_no_person_is_in_two_splits():
    people = {split: {v.folder.rsplit('_', 1)[1] for v in RECORDED_VOICES[split]}
              for split in SPLITS}
    assert not people['train'] & people['val'] and not people['train'] & people['test']
    assert not people['val'] & people['test']


@pytest.mark.parametrize('split', SPLITS)
def test_recorded_speakers_differ_and_are_known_by_name(split):
    rng = np.random.default_rng(1)
    people = [speaker(split, rng, recorded=True) for _ in range(30)]
    assert all(p.name.endswith('-recorded') and p.engine == 'recorded' for p in people)
    assert len({p.f0_hz for p in people}) > 10
    assert {p.voice for p in people} == {v.folder for v in RECORDED_VOICES[split]}


@pytest.mark.parametrize('share', [-0.1, 1.1])
def test_a_share_beyond_its_bounds_is_refused(share):
    with pytest.raises(InputError, match='share of recorded speakers'):
        VoiceSettings('test', recorded=share)


def test_recorded_speech_is_heard_as_somebody_else_in_each_clip():
    try:
        require_recordings('test')
    except MissingPackageError as error:
        pytest.skip(str(error))
    pytest.importorskip('pyworld')
    pytest.importorskip('pyroomacoustics')
    folder = RECORDED_VOICES['test'][0].folder
    text = recorded_text(folder, np.random.default_rng(0))
    sound = recorded(text, folder)
    assert np.abs(sound).max() == pytest.approx(1.0) and sound.std() > 0.02
    settings = VoiceSettings('test', recorded=1.0)
    spoken = [record for _, record in (make_clip(settings, i) for i in range(0, 45, 3))
              if record['kind'].startswith('speech')]
    assert len({r['speaker'] for r in spoken}) > 3
    assert all(r['text'] in texts_of(folder) and r['engine'] == 'recorded' for r in spoken)
