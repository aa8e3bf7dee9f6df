import argparse

import pytest
from speech_engines import needs_engines

from emotion_rescue.cli import synth_voices
from emotion_rescue.cli import train_voice
from emotion_rescue.core.errors import InputError


def run(command, *words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


@needs_engines
def test_voices_are_written_and_their_place_is_told(tmp_path, capsys):
    assert run(synth_voices, '--out', tmp_path, '--count', 3, '--split', 'val', '--jobs', 1,
               '--microphones', 2) == 0
    out, err = capsys.readouterr()
    assert str(tmp_path / 'val') in out and '3 of 3 clips' in err
    assert len(list((tmp_path / 'val' / 'clips').iterdir())) == 3


@pytest.mark.parametrize('words', [[], ['--out', 'x', '--split', 'all'],
                                   ['--out', 'x', '--count', 'many']])
def test_wrong_words_are_refused(words):
    with pytest.raises(SystemExit):
        run(synth_voices, *words)


def test_training_without_data_says_how_to_make_it(tmp_path):
    with pytest.raises(InputError, match='emotion-rescue synth voices'):
        run(train_voice, '--data', tmp_path, '--out', tmp_path / 'weights')
