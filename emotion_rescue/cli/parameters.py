"""`emotion-rescue parameters`: every parameter of every node, as a table or as a file."""

from emotion_rescue.core.setting_table import parameters_markdown
from emotion_rescue.core.setting_table import parameters_yaml

HELP = 'print every parameter with its default, range and meaning'


def add_arguments(parser):
    """Declare the options of this command."""
    parser.add_argument('--yaml', action='store_true',
                        help='as a ROS parameter file to copy and edit, instead of a table')


def run(args) -> int:
    """Print the parameters; returns the exit status."""
    print(parameters_yaml() if args.yaml else parameters_markdown(), end='' if args.yaml else '\n')
    return 0
