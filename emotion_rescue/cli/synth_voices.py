"""`emotion-rescue synth voices`: write labelled synthetic voices."""

import argparse
from pathlib import Path

HELP = 'write labelled synthetic voices (needs espeak-ng, flite, pyworld and pyroomacoustics)'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument('--out', type=Path, required=True, metavar='DIR',
                        help='folder to write to; each split has a folder of its own there')
    parser.add_argument('--split', choices=('train', 'val', 'test'), default='train',
                        help='speakers, sentences and noises of one split are in no other '
                        '(default: %(default)s)')
    parser.add_argument('--count', type=int, default=1000, metavar='N',
                        help='voices in the split when done; those that exist are kept; each of '
                        'the test split is written without noise, at 5 dB and at 0 dB '
                        '(default: %(default)s)')
    parser.add_argument('--seed', type=int, default=0, help='default: %(default)s')
    parser.add_argument('--microphones', type=int, default=1, metavar='N',
                        help='channels, 1 to 4 (default: %(default)s)')
    parser.add_argument('--recorded', type=float, default=0.0, metavar='SHARE',
                        help="share 0..1 of speakers whose speech comes from people's recordings, "
                        'with other pitch, throat and emotion each; needs the Debian packages '
                        'asterisk-core-sounds-{en,es,fr,it,ru}-g722 (default: %(default)s)')
    parser.add_argument('--jobs', type=int, metavar='N',
                        help='processes (default: one for each core)')


def run(args: argparse.Namespace) -> int:
    """Write the voices and say where they are."""
    # Loaded now that there is something to do.
    from emotion_rescue.cli.synth_progress import synth_progress
    from emotion_rescue.synthesis.dataset.single_threads import single_threads
    with single_threads(), synth_progress('clips', 'voices') as progress:
        from emotion_rescue.synthesis.dataset.voices import VoiceSettings
        from emotion_rescue.synthesis.dataset.voices import write_voices
        settings = VoiceSettings(args.split, args.seed, args.microphones, args.recorded)
        folder = write_voices(args.out, settings, args.count, jobs=args.jobs,
                              progress=progress.show)
    print(folder, flush=True)
    return 0
