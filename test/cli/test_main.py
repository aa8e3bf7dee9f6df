import pytest

from emotion_rescue import __version__
from emotion_rescue.cli import main as command
from emotion_rescue.core.errors import InputError


class FakeCommand:
    HELP = 'Does something.'
    result = 0

    @classmethod
    def add_arguments(cls, parser):
        parser.add_argument('--value', type=int, default=1)

    @classmethod
    def run(cls, args):
        if args.value == 13:
            raise InputError('value is 13, expected another number')
        return args.value


@pytest.fixture
def fake_command(monkeypatch):
    monkeypatch.setattr(command, 'COMMANDS', ('fake',))
    monkeypatch.setattr(command, 'GROUPS', {'group': ('Of fakes.', ('fake',))})
    asked = []
    monkeypatch.setattr(command, '_module', lambda name: asked.append(name) or FakeCommand)
    return asked


def exit_code(words):
    try:
        return command.main(words)
    except SystemExit as stop:
        return stop.code


@pytest.mark.parametrize(('words', 'expected'), [
    ([], 2), (['--help'], 0), (['--version'], 0), (['--nonsense'], 2), (['nonsense'], 2),
    (['group'], 0), (['group', 'nonsense'], 2), (['fake', '--nonsense'], 2),
    (['fake', '--value', 'word'], 2), (['fake', '--help'], 0), (['group', 'fake', '--help'], 0),
    (['fake', '--value', '0'], 0), (['fake', '--value', '3'], 3),
    (['group', 'fake', '--value', '4'], 4), (['fake', '--value', '13'], 1)])
def test_exit_code(fake_command, words, expected):
    assert exit_code(words) == expected


def test_an_error_is_one_sentence_without_traceback(fake_command, capsys):
    assert command.main(['fake', '--value', '13']) == 1
    captured = capsys.readouterr()
    assert captured.err == 'emotion-rescue: value is 13, expected another number\n'
    assert captured.out == ''


def test_only_the_asked_for_module_is_imported(fake_command):
    command.main(['group', 'fake'])
    assert fake_command == [['group', 'fake']]


def test_interrupt_is_said_and_has_its_own_exit_code(fake_command, monkeypatch, capsys):
    def interrupted(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(FakeCommand, 'run', interrupted)
    assert command.main(['fake']) == 130
    assert 'interrupted' in capsys.readouterr().err


def test_help_teaches(capsys):
    assert exit_code(['--help']) == 0
    text = capsys.readouterr().out
    assert 'examples:' in text
    for name in (*command.COMMANDS, *command.GROUPS):
        assert f'\n    {name}' in text


def test_version(capsys):
    assert exit_code(['--version']) == 0
    assert capsys.readouterr().out == f'emotion-rescue {__version__}\n'


ALL_COMMANDS = [
    *([name] for name in command.COMMANDS),
    *([group, name] for group, (_, names) in command.GROUPS.items() for name in names)]


@pytest.mark.parametrize('name', ALL_COMMANDS, ids=' '.join)
def test_every_listed_command_exists_and_explains_itself(name, capsys):
    assert exit_code([*name, '--help']) == 0
    text = capsys.readouterr().out
    assert text.startswith(f'usage: emotion-rescue {" ".join(name)}')
    assert command._module(name).HELP.strip()
