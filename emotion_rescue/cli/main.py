"""The `emotion-rescue` command: finds the subcommand, parses, calls it, reports errors.

A subcommand is a module of this folder with `HELP` (text; its first line is the summary),
`add_arguments(parser)` and `run(args) -> int`. The module of `synth images` is `synth_images`.
Only the module of the command that was asked for is imported, so that every command starts fast.
"""

import argparse
import importlib
import sys

from emotion_rescue import __version__
from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.core.errors import MissingPackageError

PROGRAM = 'emotion-rescue'
COMMANDS: tuple[str, ...] = (
    'demo', 'run', 'replay', 'explain', 'listen', 'ask', 'models', 'parameters')
# Group -> (what it is for, its commands).
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    'synth': ('Make synthetic survivors to learn from.',
              ('images', 'clips', 'voices', 'sheet', 'stills')),
    'train': ('Train the default weights.', ('detector', 'affect', 'voice', 'text',
                                           'fusion')),
    'evaluate': ('Measure how well weights do.',
                 ('affect', 'bearing', 'detector', 'distress', 'labels', 'noise', 'reaction',
                  'speech', 'text', 'voice')),
    'benchmark': ('Measure speed and memory on this machine.',
                  ('perception', 'load', 'affect', 'voice', 'hearing', 'scheduler',
                   'endurance')),
}
DESCRIPTION = """\
Finds people in a rescue robot's images, judges from how they look, move and sound how much
distress they are in, and publishes it over ROS 2."""
EXAMPLES = """\
examples:
  emotion-rescue demo                          the whole chain on example pictures and voices
  emotion-rescue run --image-topic /camera/image_raw
                                               start all nodes and judge a live camera
  emotion-rescue replay walk.mp4 --every-frame judge a recording, frame by frame
  emotion-rescue COMMAND --help                what a command does and its options"""


def main(argv: list[str] | None = None) -> int:
    """Run the command line `argv` (default: this process' own) and return its exit code.

    0: done; 1: failed, with one sentence on stderr; 2: wrong usage; 130: interrupted.
    """
    words = sys.argv[1:] if argv is None else argv
    if not words:
        _overview().print_help()
        return 2
    try:
        return _dispatch(words)
    except EmotionRescueError as error:
        print(f'{PROGRAM}: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f'{PROGRAM}: interrupted', file=sys.stderr)
        return 130


def _dispatch(words):
    if words[0] in COMMANDS:
        return _run_command(words[:1], words[1:])
    if words[0] not in GROUPS:
        # Only options are left to parse here: --help, --version, or a mistake.
        _overview().parse_args(words)
        return 2
    _, commands = GROUPS[words[0]]
    if len(words) > 1 and words[1] in commands:
        return _run_command(words[:2], words[2:])
    _group_overview(words[0]).parse_args(words[1:] or ['--help'])
    return 2


def _run_command(name, arguments):
    module = _module(name)
    parser = argparse.ArgumentParser(
        prog=' '.join([PROGRAM, *name]), description=module.HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    module.add_arguments(parser)
    return module.run(parser.parse_args(arguments)) or 0


def _module(name):
    path = f'emotion_rescue.cli.{"_".join(name)}'
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as error:
        if error.name is None:
            raise
        if error.name == path:
            raise MissingPackageError(
                f'the command {" ".join(name)!r} is not part of this installation') from error
        raise MissingPackageError(
            f'the command {" ".join(name)!r} needs the Python package '
            f'{error.name.partition(".")[0]!r}, which is not installed here; run it through '
            'scripts/run, which installs what is missing') from error


def _overview():
    parser = argparse.ArgumentParser(
        prog=PROGRAM, description=DESCRIPTION, epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--version', action='version', version=f'{PROGRAM} {__version__}')
    summaries = {name: _summary([name]) for name in COMMANDS}
    summaries |= {group: f'{text} ({", ".join(names)})' for group, (text, names) in GROUPS.items()}
    _add_choices(parser, summaries)
    return parser


def _group_overview(group):
    text, commands = GROUPS[group]
    parser = argparse.ArgumentParser(prog=f'{PROGRAM} {group}', description=text)
    _add_choices(parser, {name: _summary([group, name]) for name in commands})
    return parser


def _add_choices(parser, summaries):
    subparsers = parser.add_subparsers(title='commands', metavar='COMMAND', required=True)
    for name, summary in summaries.items():
        subparsers.add_parser(name, help=summary, add_help=False)


def _summary(name):
    try:
        return _module(name).HELP.strip().partition('\n')[0]
    except MissingPackageError as error:
        return f'(not available: {error})'


if __name__ == '__main__':
    sys.exit(main())
