"""`emotion-rescue synth clips`: film labelled clips of synthetic survivors, with sound."""

import argparse
from pathlib import Path

from emotion_rescue.cli.synth_images import size

HELP = 'film labelled clips of synthetic survivors, with sound (needs all of images and voices)'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder to write to; each split has a folder of its own there')
    parser.add_argument('--split', choices=('train', 'val', 'test'), default='train',
                        help='bodies, scenes, surfaces, speakers and sentences of one split are '
                        'in no other (default: %(default)s)')
    parser.add_argument('--count', type=int, default=100, metavar='N',
                        help='clips in the split when done; those that exist are kept '
                        '(default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')
    parser.add_argument('--seconds', type=float, default=4.0, metavar='S',
                        help='length of each clip (default: %(default)s)')
    parser.add_argument('--rate-hz', type=float, default=5.0, metavar='HZ',
                        help='pictures a second (default: %(default)s)')
    parser.add_argument('--size', type=size, default=(640, 480), metavar='WxH',
                        help='of each picture in pixels (default: 640x480)')
    parser.add_argument('--microphones', type=int, default=4, metavar='N',
                        help='channels, 1 to 4 (default: %(default)s)')
    parser.add_argument('--sway', action='store_true',
                        help='let the camera move slowly, as on a robot that stands on rubble')
    parser.add_argument('--situation', default='', metavar='NAME',
                        help='let somebody in each clip be in this situation, such as '
                        'unconscious (default: any)')
    parser.add_argument('--onset', type=float, metavar='S',
                        help='let the state of one person of each clip change so many seconds '
                        'after the beginning: in three clips of five from calm to distress, else '
                        'back, or to lying unconscious; "evaluate reaction" measures how soon '
                        'the robot follows (default: states do not change)')
    parser.add_argument('--jobs', type=int, metavar='N',
                        help='processes (default: one for each core)')


def run(args: argparse.Namespace) -> int:
    """Film the clips and say where they are."""
    # Loaded now that there is something to do.
    from emotion_rescue.cli.synth_progress import synth_progress
    from emotion_rescue.synthesis.dataset.single_threads import single_threads
    with single_threads(), synth_progress(
            'clips', 'bodies (a minute the first time)') as progress:
        from emotion_rescue.synthesis.dataset.clip_settings import ClipSettings
        from emotion_rescue.synthesis.dataset.clips import write_clips
        width, height = args.size
        settings = ClipSettings(
            split=args.split, seed=args.seed, seconds=args.seconds, rate_hz=args.rate_hz,
            width_px=width, height_px=height, microphones=args.microphones, sway=args.sway,
            onset_s=args.onset, situation=args.situation)
        folder = write_clips(args.out, settings, args.count, jobs=args.jobs,
                             progress=progress.show)
    print(folder, flush=True)
    return 0
