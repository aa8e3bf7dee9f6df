import argparse
import json

import pytest

from emotion_rescue.cli import evaluate_noise
from emotion_rescue.cli.main import main
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.evaluation import noise_trials
from emotion_rescue.evaluation.noise_trials import NoiseTrial
from emotion_rescue.pipeline import assembly


class Scorer:
    def __init__(self):
        self.closed = False

    def load(self):
        pass

    def describe(self):
        return 'the scorer of the test'

    def close(self):
        self.closed = True


def run(*words):
    parser = argparse.ArgumentParser()
    evaluate_noise.add_arguments(parser)
    return evaluate_noise.run(parser.parse_args([str(word) for word in words]))


@pytest.fixture
def asked(monkeypatch):
    """Return what is measured: (kind, minutes) of each trial; nothing is loaded or heard."""
    asked = []

    def trial(kind, minutes, make_engine):
        asked.append((kind, minutes))
        return NoiseTrial(kind, minutes, 2, 1, 0, 1, 0.6, 1, DistressLevel.MODERATE)

    monkeypatch.setattr(noise_trials, 'noise_trial', trial)
    monkeypatch.setattr(assembly, 'make_voice_scorer', lambda settings: Scorer())
    monkeypatch.setattr(assembly, 'make_words_scorer', lambda settings, say: None)
    return asked


@pytest.mark.parametrize('words, problem', [
    (['--minutes', 0], '0 minutes cannot be heard; give 1 or more'),
    (['--minutes', -3], '-3 minutes cannot be heard'),
    (['--kinds', ''], "not ''"),
    (['--kinds', 'siren', 'violin'], "engine, .*, clatter, not 'violin'")])
def test_what_cannot_be_heard_is_refused_before_anything_is_loaded(asked, words, problem):
    with pytest.raises(InputError, match=problem):
        run(*words)
    assert asked == []


@pytest.mark.parametrize('threads, problem', [
    (-1, 'threads is -1, expected at least 0'), (65, 'threads is 65, expected at most 64')])
def test_threads_that_no_machine_has_are_refused(asked, threads, problem):
    with pytest.raises(SettingsError, match=problem):
        run('--threads', threads)
    assert asked == []


@pytest.mark.parametrize('words', [
    ['--minutes', 'many'], ['--minutes', '1.5'], ['--kinds'], ['--threads', 'x'], ['--loud']])
def test_wrong_words_are_refused(asked, words):
    with pytest.raises(SystemExit):
        run(*words)
    assert asked == []


@pytest.mark.parametrize('content, problem', [
    (None, 'there is no folder'), ('', 'has no config.json'),
    ('{"model_type": "llama"}', "of the type 'llama', expected wav2vec2"),
    ('{"model_type": "wav2vec2"}', 'weights')])
def test_weights_that_are_none_are_named(tmp_path, content, problem):
    folder = tmp_path / 'weights'
    if content is not None:
        folder.mkdir()
    if content:
        (folder / 'config.json').write_text(content)
    with pytest.raises(WeightsError, match=problem) as caught:
        run('--no-words', '--weights', folder)
    assert str(folder) in str(caught.value)


def test_weights_that_lack_end_the_command_with_one_sentence(tmp_path, capsys):
    assert main(['evaluate', 'noise', '--no-words', '--weights', str(tmp_path / 'none')]) == 1
    out, err = capsys.readouterr()
    assert err.startswith('emotion-rescue: there is no folder') and err.count('\n') == 1


@pytest.mark.parametrize('name', ['', 'file/new.json'])
def test_a_file_that_cannot_be_written_is_told_before_the_hours_of_measuring(
        asked, tmp_path, name):
    (tmp_path / 'file').touch()
    with pytest.raises(InputError, match='cannot be written'):
        run('--json', tmp_path / name)
    assert asked == []


def test_the_scorer_is_freed_though_a_trial_fails(asked, monkeypatch):
    made = Scorer()
    monkeypatch.setattr(assembly, 'make_voice_scorer', lambda settings: made)

    def fail(*_):
        raise InputError('no noise')

    monkeypatch.setattr(noise_trials, 'noise_trial', fail)
    with pytest.raises(InputError, match='no noise'):
        run()
    assert made.closed


def test_figures_are_printed_and_written_once_for_each_kind(asked, tmp_path, capsys):
    figures = tmp_path / 'new/noise.json'
    assert run('--kinds', 'drill', 'siren', 'drill', '--minutes', 3, '--json', figures) == 0
    assert asked == [('drill', 3), ('siren', 3)]
    assert '| **all** | 6 | 4 | 2 | 0 | 2 | 0.60 | 2 | MODERATE |' in capsys.readouterr().out
    trials = json.loads(figures.read_text())['trials']
    assert [(t['kind'], t['highest_level']) for t in trials] == [
        ('drill', 'MODERATE'), ('siren', 'MODERATE')]
