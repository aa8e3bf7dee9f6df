import argparse
import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from emotion_rescue.cli import listen
from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.voice.soundtrack import demo_soundtrack

soundfile = pytest.importorskip('soundfile')
pytest.importorskip('av')


def parse(*words):
    parser = argparse.ArgumentParser()
    listen.add_arguments(parser)
    return parser.parse_args([str(word) for word in words])


@pytest.fixture
def no_microphones(monkeypatch):
    """Stand in for a machine without a sound card."""
    def query(device=None, kind=None):
        if kind is None:
            return []
        raise ValueError(f'No input device matching {device!r}')
    monkeypatch.setitem(sys.modules, 'sounddevice', SimpleNamespace(
        query_devices=query, PortAudioError=RuntimeError))


@pytest.mark.parametrize('source', ['nowhere.wav', '3', 'default'])
def test_what_is_neither_file_nor_microphone_is_said_before_models_load(no_microphones, source):
    with pytest.raises(InputError, match=f"'{source}' is no file and no microphone.*none"):
        listen.run(parse(source))


def test_a_folder_of_pictures_has_no_sound(tmp_path):
    import cv2
    cv2.imwrite(str(tmp_path / '0.png'), np.zeros((48, 64, 3), np.uint8))
    with pytest.raises(InputError, match='has no sound'):
        listen.run(parse(tmp_path))


def test_a_file_is_heard_with_the_default_voice_model(tmp_path, capsys):
    pytest.importorskip('transformers')
    pytest.importorskip('silero_vad')
    track = demo_soundtrack(12.0)
    soundfile.write(tmp_path / 'call.flac', track.samples, track.sample_rate_hz)
    assert listen.run(parse(tmp_path / 'call.flac', '--no-words', '--threads', 1,
                            '--json', tmp_path / 'heard.json')) == 0
    told = capsys.readouterr().out
    assert '12.0 s of sound, 1 channel at 16000 Hz' in told
    figures = json.loads((tmp_path / 'heard.json').read_text())
    assert figures['length_s'] == pytest.approx(12.0)
    at_s = [entry['at_s'] for entry in figures['heard']]
    # Somebody screams at 7 s; the demo is silent until 1 s.
    assert any(5.0 <= t <= 8.0 for t in at_s) and at_s == sorted(at_s)
    assert f'a voice in {len(at_s)} windows' in told


def test_silence_is_not_heard(tmp_path, capsys):
    pytest.importorskip('transformers')
    pytest.importorskip('silero_vad')
    soundfile.write(tmp_path / 'still.wav', np.zeros(5 * 16000, np.float32), 16000)
    assert listen.run(parse(tmp_path / 'still.wav', '--no-words', '--threads', 1)) == 0
    assert 'a voice in 0 windows, 0 utterances' in capsys.readouterr().out
