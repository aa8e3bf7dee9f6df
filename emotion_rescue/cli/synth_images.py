"""`emotion-rescue synth images`: render labelled pictures of synthetic survivors."""

import argparse
from pathlib import Path
import re

HELP = 'render labelled pictures of synthetic survivors (needs anny, mujoco and EGL)'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder to write to; each split has a folder of its own there')
    parser.add_argument('--split', choices=('train', 'val', 'test'), default='train',
                        help='bodies, scenes and surfaces of one split are in no other '
                        '(default: %(default)s)')
    parser.add_argument('--count', type=int, default=1000, metavar='N',
                        help='pictures in the split when done; those that exist are kept '
                        '(default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')
    parser.add_argument('--size', type=size, metavar='WxH',
                        help='of each picture in pixels (default: 640x480, close-ups 160x160)')
    parser.add_argument('--scene', default='', metavar='NAME[,NAME]',
                        help='only these scenes, such as street,tunnel (default: all)')
    parser.add_argument('--backgrounds', action='store_true',
                        help='write each picture without anybody, too')
    parser.add_argument('--depth', action='store_true', help='write depth images, too')
    parser.add_argument('--close-ups', action='store_true',
                        help='one large head a picture, from which train affect learns faces; '
                        'they go to a folder of their own beside the split')
    parser.add_argument('--jobs', type=int, metavar='N',
                        help='processes (default: one for each core)')


def size(text: str) -> tuple[int, int]:
    """Return width and height of text such as '640x480'."""
    match = re.fullmatch(r'(\d{1,5})x(\d{1,5})', text)
    if not match:
        raise argparse.ArgumentTypeError(f'{text!r} is no size; write it as 640x480')
    return int(match[1]), int(match[2])


def run(args: argparse.Namespace) -> int:
    """Render the pictures and say where they are."""
    # Loaded now that there is something to do.
    from emotion_rescue.cli.synth_progress import synth_progress
    from emotion_rescue.synthesis.dataset.single_threads import single_threads
    with single_threads(), synth_progress(
            'pictures', 'bodies (a minute the first time)') as progress:
        from emotion_rescue.synthesis.dataset.image_settings import ImageSettings
        from emotion_rescue.synthesis.dataset.images import write_images
        width, height = args.size or ((160, 160) if args.close_ups else (640, 480))
        settings = ImageSettings(
            split=args.split, seed=args.seed, width_px=width, height_px=height,
            places=tuple(filter(None, args.scene.split(','))), backgrounds=args.backgrounds,
            depth=args.depth, close_ups=args.close_ups)
        folder = write_images(args.out, settings, args.count, jobs=args.jobs,
                              progress=progress.show, report=progress.say)
    print(folder, flush=True)
    return 0
