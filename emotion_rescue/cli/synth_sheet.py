"""`emotion-rescue synth sheet`: render one clear example of every situation on one sheet."""

import argparse
from pathlib import Path
import tempfile

HELP = 'render one clear example of every situation on one sheet'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--out', type=Path, required=True, metavar='FILE',
                        help='picture to write, .jpg or .png')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')
    parser.add_argument('--plans', type=int, default=4000, metavar='N',
                        help='scenes to choose from (default: %(default)s)')
    parser.add_argument('--max-kb', type=int, default=400, metavar='KB',
                        help='largest .jpg (default: %(default)s)')
    parser.add_argument('--work', type=Path, metavar='DIR',
                        help='folder to keep the pictures in, so that an interrupted command '
                        'goes on (default: none)')
    parser.add_argument('--jobs', type=int, metavar='N',
                        help='processes (default: one for each core)')


def run(args: argparse.Namespace) -> int:
    """Render the sheet and say where it is."""
    from emotion_rescue.cli.synth_progress import synth_progress
    from emotion_rescue.synthesis.dataset.single_threads import single_threads
    with single_threads(), synth_progress('pictures', 'bodies') as progress, \
            tempfile.TemporaryDirectory() as scratch:
        from emotion_rescue.synthesis.dataset.contact_sheet import check_picture_name
        from emotion_rescue.synthesis.dataset.contact_sheet import write_picture
        from emotion_rescue.synthesis.dataset.example_sheet import make_example_sheet
        from emotion_rescue.synthesis.dataset.image_settings import ImageSettings
        from emotion_rescue.synthesis.dataset.ordered_work import storage
        with storage(args.out.parent):
            # Nobody should wait for a sheet that cannot be written.
            check_picture_name(args.out)
            args.out.parent.mkdir(parents=True, exist_ok=True)
        progress.say('searching plans')
        sheet = make_example_sheet(
            args.work or Path(scratch), ImageSettings('test', args.seed), plans=args.plans,
            jobs=args.jobs, progress=progress.show)
        with storage(args.out.parent):
            write_picture(args.out, sheet, args.max_kb * 1000)
    print(args.out, flush=True)
    return 0
