"""Small files of each layout, made here; the data sets themselves are not needed."""

import math
from pathlib import Path

from listed_voices import write_listed_voices
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.training.voice_clips import read_window
from emotion_rescue.training.voice_clips import window_of
from emotion_rescue.training.voice_sets import find_voices
from emotion_rescue.training.voice_sources import read_voice_sources

soundfile = pytest.importorskip('soundfile')

SPLITS = ('train', 'val', 'test')
WINDOW = 40000


def write(path, seconds=0.5, rate_hz=16000, channels=1, hz=220.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = 0.3 * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate_hz)) / rate_hz)
    soundfile.write(path, np.repeat(tone[:, None], channels, axis=1), rate_hz)


def write_film(path, seconds=0.5):
    av = pytest.importorskip('av')
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), 'w') as film:
        stream = film.add_stream('aac', rate=44100)
        tone = 0.3 * np.sin(2 * np.pi * 300 * np.arange(int(seconds * 44100)) / 44100)
        frame = av.AudioFrame.from_ndarray(tone.astype(np.float32)[None], 'fltp', 'mono')
        frame.rate = 44100
        for packet in (*stream.encode(frame), *stream.encode(None)):
            film.mux(packet)


def ravdess(folder, actors=range(1, 9), emotions=('01', '03', '06')):
    for actor in actors:
        for emotion in emotions:
            write(folder / f'Actor_{actor:02}' / f'03-01-{emotion}-01-01-01-{actor:02}.wav',
                  rate_hz=48000)


def read(*places, said=None):
    lines = [] if said is None else said
    return read_voice_sources(places, SPLITS, lines.append)


def everything(data):
    return {split: sorted(np.array(VOICE_CATEGORIES)[each.category]) for split, each
            in data.items()}


def test_empty_folder(tmp_path):
    with pytest.raises(InputError, match='no voices of a known layout'):
        read(tmp_path)


def test_missing_folder(tmp_path):
    with pytest.raises(InputError, match='there is no .*nowhere'):
        read(tmp_path / 'nowhere')


def test_files_whose_names_say_nothing(tmp_path):
    write(tmp_path / 'a.wav')
    with pytest.raises(InputError, match='1 files with sound, whose names say nothing'):
        read(tmp_path)


def test_ravdess(tmp_path):
    ravdess(tmp_path)
    write(tmp_path / 'Actor_01' / '03-01-07-01-01-01-01.wav')    # disgust
    write(tmp_path / 'Actor_01' / '03-02-06-01-01-01-01.wav')    # a song
    write(tmp_path / 'noise.wav')
    said = []
    data = read(tmp_path, said=said)
    assert sum(map(len, data.values())) == 24
    told = '\n'.join(said)
    assert '24 clips of 8 speakers' in told and 'disgust (1)' in told
    assert 'songs' in told and 'their names say nothing' in told
    speakers = [set(each.speaker) for each in data.values()]
    assert len(set.union(*speakers)) == sum(map(len, speakers)) == 8
    for each in data.values():
        assert each.samples.shape[1] == WINDOW and each.samples.dtype == np.int16
        assert np.abs(each.samples).max() == pytest.approx(0.3 * 32767, rel=0.05)
        assert np.isnan(each.vad).all() and np.isnan(each.distress).all()
        assert set(np.array(VOICE_CATEGORIES)[each.category]) == {'calm', 'joy', 'fear'}
        assert np.isposinf(each.snr_db).all()


def test_the_same_every_time(tmp_path):
    ravdess(tmp_path)
    first, second = read(tmp_path), read(tmp_path)
    for split in SPLITS:
        np.testing.assert_array_equal(first[split].samples, second[split].samples)
        np.testing.assert_array_equal(first[split].speaker, second[split].speaker)


def test_crema_d_and_tess_together(tmp_path):
    for actor in range(1001, 1007):
        write(tmp_path / 'AudioWAV' / f'{actor}_DFA_SAD_XX.wav')
    for speaker in ('OAF', 'YAF'):
        write(tmp_path / 'tess' / f'{speaker}_back_fear.wav', rate_hz=24414)
    (tmp_path / 'VideoDemographics.csv').write_text('ActorID,Age\n1001,51\n')
    data = read(tmp_path)
    assert sorted(sum(everything(data).values(), [])) == ['fear'] * 2 + ['sadness'] * 6
    with pytest.raises(InputError, match='of 2 speakers'):
        read(tmp_path / 'tess')


def test_meld(tmp_path):
    header = 'Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID\n'
    for part, folder in (('train', 'train_splits'), ('dev', 'dev_splits_complete'),
                         ('test', 'output_repeated_splits_test')):
        # The numbers are the same in each part; only the folders tell the clips apart.
        lines = [f'{i},"Oh, {part}",{part} {i},{emotion},x,0,{i}' for i, emotion in enumerate(
            ('neutral', 'anger', 'surprise', 'joy'))]
        (tmp_path / f'{part}_sent_emo.csv').write_bytes(
            (header + '\n'.join(lines)).encode('cp1252') + b'\n4,\x92,A,fear,x,9,9\n')
        for i in range(4):
            write(tmp_path / folder / f'dia0_utt{i}.wav', hz=200.0 + 100 * i)
        write_film(tmp_path / folder / 'dia0_utt1.mp4')
    found = find_voices(tmp_path)
    assert len(found.clips) == 12 and found.missing == 3
    for clip in found.clips:
        part = clip.speaker.split()[1]
        assert part in str(clip.path.parent.name) and clip.path.suffix == '.wav'
    said = []
    data = read(tmp_path, said=said)
    assert sorted(sum(everything(data).values(), [])) == (
        ['anger'] * 3 + ['calm'] * 3 + ['joy'] * 3)
    assert any('surprise (3)' in line for line in said)
    assert any('files are not there' in line for line in said)


def test_films_are_read(tmp_path):
    for i in range(3):
        write_film(tmp_path / f'dia{i}_utt0.mp4', seconds=3.0)
    (tmp_path / 'all.csv').write_text(
        'Utterance,Emotion,Dialogue_ID,Utterance_ID\n' + ''.join(
            f'Hi,{emotion},{i},0\n' for i, emotion in enumerate(('fear', 'joy', 'neutral'))))
    data = read(tmp_path)
    for each in data.values():
        assert np.sqrt(np.mean((each.samples / 32768.0) ** 2)) == pytest.approx(0.21, abs=0.03)


@pytest.mark.parametrize('suffix', ['wav', 'flac', 'mp3', 'ogg'])
@pytest.mark.parametrize(('rate_hz', 'channels'), [(8000, 1), (44100, 2)])
def test_a_table_of_files_of_any_format(tmp_path, suffix, rate_hz, channels):
    rows = []
    for i, label in enumerate(('calm', 'Fear', 'NEU', 'noise')):
        write(tmp_path / 'clips' / f'{i}.{suffix}', 1.0, rate_hz, channels)
        rows.append(f'clips/{i}.{suffix}, {label},speaker {i}')
    (tmp_path / 'mine.csv').write_text('Path,Label,Speaker\n' + '\n'.join(rows))
    for place in (tmp_path, tmp_path / 'mine.csv'):
        data = read(place)
        assert sorted(sum(everything(data).values(), [])) == ['calm', 'calm', 'fear', 'none']
    for each in data.values():
        nobody = each.category == VOICE_CATEGORIES.index('none')
        assert (np.isnan(each.snr_db) == nobody).all()
        assert ((each.speaker == '') == nobody).all()


@pytest.mark.parametrize('table', ['', 'mine.csv'])
def test_how_the_path_is_typed_moves_no_file(tmp_path, monkeypatch, table):
    place, rows = tmp_path / 'set', []
    for i in range(24):
        write(place / f'{i}.wav', 0.1, hz=100.0 * (i + 1))
        rows.append(f'{i}.wav,{("calm", "joy", "fear")[i % 3]}')
    (place / 'mine.csv').write_text('path,label\n' + '\n'.join(rows))
    absolute = read(place / table)
    assert sum(map(len, absolute.values())) == 24
    for here, typed in ((tmp_path, 'set'), (place, '.'), (place / '..', 'set/../set')):
        monkeypatch.chdir(here)
        again = read(Path(typed) / table)
        for split in SPLITS:
            np.testing.assert_array_equal(again[split].samples, absolute[split].samples)
            np.testing.assert_array_equal(again[split].speaker, absolute[split].speaker)
    place.rename(tmp_path / 'elsewhere')
    moved = read(tmp_path / 'elsewhere' / table)
    for split in SPLITS:
        np.testing.assert_array_equal(moved[split].speaker, absolute[split].speaker)


def test_unknown_labels_are_named(tmp_path):
    write(tmp_path / 'a.wav')
    (tmp_path / 'l.csv').write_text('path,label\na.wav,neutrall\na.wav,calm\na.wav,blissful\n')
    said = []
    with pytest.raises(InputError, match='of 1 speakers'):
        read(tmp_path, said=said)
    told = '\n'.join(said)
    assert 'blissful (1), neutrall (1)' in told and 'does not say who speaks' in told
    (tmp_path / 'l.csv').write_text('path,label\na.wav,neutrall\n')
    with pytest.raises(InputError, match='neutrall .1.*it knows calm, joy'):
        read(tmp_path)


@pytest.mark.parametrize(('content', 'said'), [
    ('', 'columns none'), ('file,emotion\n', 'columns emotion, file'),
    ('path,label\n', 'none of them is there'), ('path,label\ngone.wav,calm\n', 'names 1 clips'),
    ('Emotion,Dialogue_ID,Utterance_ID\njoy,one,2\n', "dialogue_id of 'one'"),
    ('Emotion,Dialogue_ID,Utterance_ID\njoy\n', 'dialogue_id of None')])
def test_tables_that_say_nothing(tmp_path, content, said):
    (tmp_path / 'l.csv').write_text(content)
    with pytest.raises(InputError, match=said):
        find_voices(tmp_path / 'l.csv')


def test_broken_files_are_counted(tmp_path):
    ravdess(tmp_path)
    for actor, content in (('02', b''), ('03', b'RIFF'), ('04', b'no sound at all' * 20)):
        (tmp_path / f'Actor_{actor}' / f'03-01-06-01-01-01-{actor}.wav').write_bytes(content)
    said = []
    data = read(tmp_path, said=said)
    assert sum(map(len, data.values())) == 21
    assert any('3 of 24 clips are left out, the first because' in line for line in said)


def test_silent_and_empty_clips(tmp_path):
    for name, samples in (('silent', np.zeros(16000)), ('empty', np.zeros(0)),
                          ('offset', np.full(16000, 0.5))):
        soundfile.write(tmp_path / f'{name}.wav', samples, 16000)
        with pytest.raises(InputError, match='silent|empty'):
            read_window(tmp_path / f'{name}.wav', 0)


def test_the_sound_lies_in_the_window():
    samples = np.zeros(16000 * 6)
    samples[60000:70000] = 0.5
    assert np.count_nonzero(window_of(samples, 0)) == 10000
    samples[20000:90000] = 0.5
    for number in range(5):
        assert np.count_nonzero(window_of(samples, number)) == WINDOW
    assert len(window_of(np.ones(700), 0)) == WINDOW


def test_synthetic_voices_and_a_data_set_together(tmp_path):
    ravdess(tmp_path / 'RAVDESS')
    data = read(write_listed_voices(tmp_path / 'voices'), tmp_path / 'RAVDESS')
    assert sum(map(len, data.values())) == 60 + 24
    for each in data.values():
        known = ~np.isnan(each.distress)
        assert known.sum() == 20 and (~known).sum() >= 3
        assert not math.isnan(each.vad[known & (each.speaker != '')][0, 0])
