"""Explain a made-up recording with scripted models, so that nothing is loaded."""

import cv2
import numpy as np
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.people import Detections
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading
from emotion_rescue.pipeline import assembly
from emotion_rescue.synthesis.dataset.voices import wav_bytes
from fakes import ScriptedDetector
from fakes import ScriptedSight
from fakes import ScriptedVoice
from fakes import SECOND_NS

FPS, IMAGES = 5, 20
BOXES = Detections(np.array([[4.0, 10.0, 24.0, 46.0], [40.0, 10.0, 60.0, 46.0]], np.float32),
                   np.full(2, 0.9, np.float32))


class Words(ScriptedVoice):
    """Understands an attack."""

    def score(self, clip):
        return VoiceReading(clip.stamp_ns, clip.duration_s, transcript=Transcript(
            '<script>Help</script>', confidence=0.9), words=WordsReading(distress=0.95))


class EverySecond:
    """Cuts an utterance of each second of sound."""

    def __init__(self):
        self._held = []

    def push(self, chunk, first_sample=None):
        self._held.append(chunk)
        if chunk.end_ns < (self._held[0].stamp_ns + SECOND_NS):
            return []
        done, self._held = self._held[:1], []
        return done

    def finish(self):
        return []


@pytest.fixture
def folder(tmp_path):
    clip = tmp_path / 'walk'
    clip.mkdir()
    for i in range(IMAGES):
        # Light at first, dark in the second half: the scripted model finds the dark distressing.
        cv2.imwrite(str(clip / f'{i:03d}.png'),
                    np.full((48, 64, 3), 240 if i < IMAGES // 2 else 5, np.uint8))
    (clip / 'sound.wav').write_bytes(wav_bytes(np.full(4 * 16000, 0.3)))
    return clip


@pytest.fixture
def models(monkeypatch):
    made = [ScriptedDetector([BOXES]), ScriptedSight(), ScriptedVoice(), Words()]
    names = ('make_detector', 'make_sight_scorer', 'make_voice_scorer', 'make_words_scorer')
    for name, model in zip(names, made, strict=True):
        monkeypatch.setattr(assembly, name, lambda *_, model=model: model)
    monkeypatch.setattr(assembly, '_utterances', lambda settings: EverySecond())
    return made


def explain(*words):
    return main(['explain', *map(str, words)])


def test_everybody_is_listed(folder, models, capsys):
    assert explain(folder, '--fps', FPS) == 0
    said = capsys.readouterr()
    head, *rows = said.out.splitlines()
    assert head.split('  ')[0] == 'person'
    assert [row.split()[:4] for row in rows] == [
        [number, '0:00.0', '0:03.8', str(IMAGES)] for number in ('A1', 'A2')]
    assert all('SEVERE' in row for row in rows)
    assert not any(model.loaded for model in models)


def test_nobody_is_listed(folder, models, monkeypatch, capsys):
    monkeypatch.setattr(assembly, 'make_detector', lambda *_: ScriptedDetector())
    assert explain(folder) == 0
    assert capsys.readouterr().out == 'nobody was found\n'


@pytest.mark.parametrize('name', ['A2', 'person-A2'])
def test_a_page_of_one_person(folder, models, tmp_path, capsys, name):
    out = tmp_path / 'page.html'
    assert explain(folder, '--fps', FPS, '--person', name, '--out', out) == 0
    page = out.read_text()
    assert page.startswith('<!DOCTYPE html>')
    for words in ('Person A2: ', '<svg', 'SEVERE', 'data:image/jpeg;base64,', 'it is worse',
                  '“&lt;script&gt;Help&lt;/script&gt;”', 'theirs:'):
        assert words in page
    assert '<script' not in page
    assert str(out) in capsys.readouterr().err


def test_what_was_known_at_a_time(folder, models, tmp_path):
    out = tmp_path / 'page.html'
    assert explain(folder, '--fps', FPS, '--person', 'A1', '--time', '1.7', '--no-words', '--out',
                   out) == 0
    page = out.read_text()
    assert '0:01.6 of the recording' in page and '0:01.8' not in page
    # The views of the first half are light, by which nobody is in distress.
    assert '100 %' not in page.partition('Views that were judged')[2]
    assert models[0].calls == 9


def test_a_recording_without_sound_or_models(folder, models, monkeypatch, tmp_path):
    (folder / 'sound.wav').unlink()
    for name in ('make_sight_scorer', 'make_words_scorer'):
        monkeypatch.setattr(assembly, name, lambda *_: None)
    out = tmp_path / 'page.html'
    assert explain(folder, '--person', 'A1', '--out', out) == 0
    page = out.read_text()
    for words in ('Person A1: UNKNOWN', 'looks, words: not judged', 'no sound',
                  'nobody has looked at this person closely'):
        assert words in page


@pytest.mark.parametrize('words, message', [
    (('--person', '9', '--out', 'page.html'), "no person '9' in the recording up to this time; "
     'there are A1, A2'),
    (('--person', 'A1'), '--person and --out go together'),
    (('--out', 'page.html'), '--person and --out go together'),
    (('--person', 'A1', '--out', 'nowhere/page.html'), "folder 'nowhere'"),
    (('--person', 'A1', '--out', '.'), "'.' is a folder")])
def test_wrong_wishes_are_one_sentence(folder, models, monkeypatch, tmp_path, capsys, words,
                                       message):
    monkeypatch.chdir(tmp_path)
    assert explain(folder, *words) == 1
    error = capsys.readouterr().err
    assert message in error.splitlines()[-1] and 'Traceback' not in error


def test_what_has_no_images_is_refused(models, tmp_path, capsys):
    (tmp_path / 'sound.wav').write_bytes(wav_bytes(np.zeros(1600)))
    for source in (tmp_path / 'sound.wav', '0'):
        assert explain(source) == 1
        assert 'is no recording with images' in capsys.readouterr().err
