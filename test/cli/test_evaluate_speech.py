import argparse
import json

import numpy as np
import pytest

from emotion_rescue.cli import evaluate_speech
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation import transcription
from emotion_rescue.synthesis.dataset.voices import wav_bytes


def run(*words):
    parser = argparse.ArgumentParser()
    evaluate_speech.add_arguments(parser)
    return evaluate_speech.run(parser.parse_args([str(word) for word in words]))


def test_a_folder_without_voices_says_how_to_make_them(tmp_path):
    with pytest.raises(InputError, match='emotion-rescue synth voices'):
        run('--data', tmp_path)


def test_figures_are_printed_and_written(tmp_path, monkeypatch, capsys):
    (tmp_path / 'a.wav').write_bytes(wav_bytes(np.zeros(100)))
    (tmp_path / 'voices.jsonl').write_text(json.dumps({
        'clip': 'a.wav', 'text': 'Over here.', 'language': 'en', 'noise': None, 'speaker': 'a',
        'engine': 'flite', 'tone': 'calm', 'register': 'man', 'topic': 'reply', 'room': 'hall',
        'distance_m': 3.0}))
    monkeypatch.setattr(transcription, 'whisper', lambda threads: lambda samples: 'Over there.')
    assert run('--data', tmp_path, '--json', tmp_path / 'new/figures.json') == 0
    out, err = capsys.readouterr()
    assert 'WER  50.0 %' in out and '1 of 1 clips' in err
    figures = json.loads((tmp_path / 'new/figures.json').read_text())
    assert figures['word_error_rate'] == 0.5 and figures['clips'] == 1


@pytest.mark.parametrize('words', [[], ['--data', 'x', '--threads', 'many']])
def test_wrong_words_are_refused(words):
    with pytest.raises(SystemExit):
        run(*words)
