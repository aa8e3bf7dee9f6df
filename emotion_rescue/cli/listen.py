"""`emotion-rescue listen`: print live what a microphone or a recording lets hear."""

import argparse
from contextlib import ExitStack
from functools import partial
from pathlib import Path
import threading
import time

from emotion_rescue.cli.benchmark_results import keep_figures
from emotion_rescue.cli.heard_lines import heard_entry
from emotion_rescue.cli.heard_lines import heard_line
from emotion_rescue.cli.heard_lines import summary_lines
from emotion_rescue.cli.replay import positive
from emotion_rescue.cli.replay import seconds
from emotion_rescue.cli.replay import stopped_by_signals
from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.settings import MicrophoneSettings

HELP = """\
Print what is heard: tone of voice, words and what they say, as it comes.

SOURCE is a file of sound (WAV, FLAC, MP3, Ogg), a video or bag with sound, or a microphone by
number or a part of its name; "default" is the system's. Only bags need ROS. A file is heard as
fast as the models are, a microphone until Ctrl-C.

A line has the time since the begin, what the voice sounds like with the probability of distress
in it, or the words in quotes with that of what they say. Nothing is printed of noise.

examples:
  emotion-rescue listen call.mp3
  emotion-rescue listen default
  emotion-rescue listen 2 --microphones "0 0.1 0.6; 0 -0.1 0.6"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument('source', metavar='SOURCE', help='file, number or name of a microphone')
    parser.add_argument('--start', type=seconds, default=0.0, metavar='S',
                        help='seconds of a file to leave out at the begin')
    parser.add_argument('--duration', type=positive, metavar='S', help='seconds to hear (all)')
    parser.add_argument('--weights', type=Path, metavar='DIR',
                        help='wav2vec2 classifier (default: the small one of this package)')
    parser.add_argument('--speech-weights', type=Path, metavar='DIR',
                        help='speech recogniser (default: Whisper tiny.en, where installed)')
    parser.add_argument('--words-weights', type=Path, metavar='DIR',
                        help='language model (default: SmolLM2, where installed)')
    parser.add_argument('--words-adapter', type=Path, metavar='DIR',
                        help='PEFT adapter for it')
    parser.add_argument('--no-words', action='store_true', help='tone of voice alone')
    parser.add_argument('--microphones', default='', metavar='PLACES',
                        help='as microphones_xyz_m of the distress node: tells directions')
    parser.add_argument('--threads', type=int, default=0, metavar='N',
                        help='CPU threads (default: as many as cores)')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write all that was heard there')


def run(args: argparse.Namespace) -> int:
    """Listen to the end, or to Ctrl-C; return 0, or 130 when interrupted."""
    from emotion_rescue.pipeline.assembly import make_engine
    from emotion_rescue.pipeline.assembly import make_voice_scorer
    from emotion_rescue.pipeline.assembly import make_words_scorer
    say = partial(print, flush=True)
    # Opened first: a wrong name should not cost the time of loading models.
    items = _recorded(args)
    if items is None:
        _require_microphone(args.source)
    settings = DistressSettings(
        voice_weights=str(args.weights or ''), speech_weights=str(args.speech_weights or ''),
        words_weights=str(args.words_weights or ''), threads=args.threads,
        words_adapter=str(args.words_adapter or ''), words_enabled=not args.no_words,
        microphones_xyz_m=args.microphones, lockstep=items is not None)
    heard, status = [], StatusLine(lambda text: None)

    def tell(reading):
        if reading.heard:
            heard.append(reading)
            status.end()
            say(heard_line(reading, begin_ns[0]))

    begin_ns = [0]
    stop = threading.Event()
    with ExitStack() as exits:
        scorers = []
        for scorer in (make_voice_scorer(settings), make_words_scorer(settings, say)):
            scorers.append(scorer)
            if scorer is not None:
                scorer.load()
                exits.callback(scorer.close)
                say(scorer.describe())
        engine = make_engine(settings, None, *scorers, tell)
        exits.enter_context(stopped_by_signals(stop))
        engine.start()
        exits.callback(engine.stop)
        if items is None:
            length_s = _listen_to_microphone(args, engine, begin_ns, stop, status, say)
        else:
            length_s = _listen_to_recording(items, engine, begin_ns, stop, status)
        engine.end_sound()
        status.end()
    for line in summary_lines(heard, length_s):
        say(line)
    keep_figures({'source': args.source, 'length_s': length_s,
                  'heard': [heard_entry(r, begin_ns[0]) for r in heard]}, args.json)
    return 130 if stop.is_set() and items is not None else 0


def _recorded(args):
    """Return the sound of a recording, or None where the source is a microphone."""
    if not Path(args.source).exists():
        return None
    from emotion_rescue.pipeline.open_recording import open_recording
    from emotion_rescue.pipeline.recording import AUDIO
    recording = open_recording(args.source)
    if AUDIO not in recording.kinds:
        raise InputError(f'{args.source!r} has no sound')
    print(recording.describe(), flush=True)
    return recording.items(args.start, args.duration)


def _require_microphone(source):
    from emotion_rescue.nodes.sound_card import input_devices
    from emotion_rescue.nodes.sound_card import port_audio
    sound = port_audio()
    try:
        sound.query_devices(int(source) if source.isdecimal() else
                            None if source == 'default' else source, 'input')
    except (ValueError, sound.PortAudioError):
        raise InputError(f'{source!r} is no file and no microphone of this machine; its input '
                         f'devices: {", ".join(input_devices(sound)) or "none"}') from None


def _listen_to_recording(items, engine, begin_ns, stop, status):
    from emotion_rescue.nodes.recorded_sound import sound_of
    end_ns, begun = 0, False
    for clip in sound_of(items):
        if not begun:
            begin_ns[0], begun = clip.stamp_ns, True
        engine.on_audio(clip)
        end_ns = clip.end_ns
        status.show(lambda end_ns=end_ns: f'{(end_ns - begin_ns[0]) / NS_PER_S:.0f} s heard')
        if stop.is_set():
            break
    return (end_ns - begin_ns[0]) / NS_PER_S if begun else 0.0


def _listen_to_microphone(args, engine, begin_ns, stop, status, say):
    from emotion_rescue.core.microphone_places import microphone_places
    from emotion_rescue.nodes.level_meter import LevelMeter
    from emotion_rescue.nodes.sound_capture import SoundCapture
    from emotion_rescue.nodes.sound_card import PortAudioStream
    settings = MicrophoneSettings(
        device='' if args.source == 'default' else args.source,
        channels=max(1, len(microphone_places(args.microphones))))
    meter = LevelMeter()
    begin_ns[0] = time.time_ns()

    def take(block):
        meter.add(block.samples)
        engine.on_audio(AudioClip(block.samples, block.sample_rate_hz, block.stamp_ns,
                                  settings.frame_id), block.first_sample)

    capture = SoundCapture(
        partial(PortAudioStream, settings.device, settings.sample_rate_hz, settings.channels,
                settings.chunk_s),
        take, time.time_ns, chunk_s=settings.chunk_s, retry_s=settings.retry_s,
        say=lambda sentence, lost: say(sentence))
    end_s = time.monotonic() + (args.duration or float('inf'))
    try:
        while not stop.wait(0.1) and time.monotonic() < end_s:
            status.show(lambda: f'{meter.level.rms_dbfs:.0f} dBFS' if not capture.problem
                        else capture.problem)
    finally:
        capture.close()
    return (time.time_ns() - begin_ns[0]) / NS_PER_S
