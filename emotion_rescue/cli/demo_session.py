"""The demo from the start of its nodes to its last file. Needs rclpy."""

import argparse
from collections.abc import Callable
import contextlib
import os
import threading
import time
from typing import Any

from emotion_rescue.cli.bring_up import LOCKSTEP
from emotion_rescue.cli.demo_observer import DemoObserver
from emotion_rescue.cli.demo_observer import OVERLAY
from emotion_rescue.cli.demo_people import table
from emotion_rescue.cli.demo_results import people_of
from emotion_rescue.cli.demo_results import stamp_check
from emotion_rescue.cli.demo_results import versions
from emotion_rescue.cli.demo_results import voices_of
from emotion_rescue.cli.demo_results import weights_used
from emotion_rescue.cli.demo_results import write_json
from emotion_rescue.cli.demo_video import FilmWriter
from emotion_rescue.cli.node_commands import default_params_file
from emotion_rescue.cli.node_commands import NAMESPACE
from emotion_rescue.cli.node_commands import node_process
from emotion_rescue.cli.replay_session import ReplaySession
from emotion_rescue.core.errors import NodeError
from emotion_rescue.core.setting_field import setting_defaults
from emotion_rescue.core.settings import NODE_SETTINGS
from emotion_rescue.nodes.replay_player import Played
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import COMPRESSED_IMAGE
from emotion_rescue.pipeline.recording import IMAGE
from emotion_rescue.pipeline.recording import Recording
from emotion_rescue.pipeline.recording_bag import BagRecording
from emotion_rescue.pipeline.recording_timeline import images_last
from emotion_rescue.pipeline.recording_timeline import played

_IMAGE_DEADLINE_S = 60.0


def run_demo(args: argparse.Namespace, recording: Recording, stop: threading.Event,
             say: Callable[[str], None]) -> None:
    """Run the demo with the options of cli/demo.py.

    Raises:
        NodeError: a node failed or did not keep up.
    """
    begin_s = time.monotonic()
    say(f'input: {recording.describe()}')
    parameters = _parameters(args, recording)
    film = FilmWriter(args.out / 'overlay.mp4', AUDIO in recording.kinds)
    with film, ReplaySession(recording, NAMESPACE, say, stop, every_frame=True) as session:
        say(f'starting {", ".join(parameters)} (the models take a moment to load)')
        session.start(node_process(
            name, NAMESPACE, default_params_file(), values,
            log_level='error' if name == 'recorder' else 'warn')
            for name, values in parameters.items())
        with _window(args.headless) as show:
            observer = DemoObserver(session.node, session.image_topic, film, show)
            session.wait_until_ready(_needs(recording, session.image_topic))
            ready_s = time.monotonic()
            say(f'ready after {ready_s - begin_s:.0f} s; every image waits for its judgement')
            session.wait_for_each_image((), _IMAGE_DEADLINE_S, observer.missing)
            result = session.play(images_last(played(recording, 0.0, args.duration_s)))
            played_s = time.monotonic()
            observer.finish()
    timings = {'ready_s': ready_s - begin_s, 'play_s': played_s - ready_s,
               'total_s': time.monotonic() - begin_s, 'recording_s': result.elapsed_s,
               'images_per_s': result.images / (played_s - ready_s)}
    _report(args, recording, observer, result, parameters, timings, say)


def _parameters(args, recording) -> dict[str, dict[str, Any]]:
    raw = IMAGE in recording.kinds
    form = {'image_transport': 'raw' if raw else 'compressed'}
    perception = {'weights': os.path.abspath(args.detector)} if args.detector else {}
    distress = {'sight_weights': os.path.abspath(args.weights)} if args.weights else {}
    return {
        'perception': LOCKSTEP['perception'] | form | perception,
        'distress': LOCKSTEP['distress'] | form | distress,
        'overlay': LOCKSTEP['overlay'] | form,
        'recorder': LOCKSTEP['recorder'] | {
            'folder': str((args.out / 'bag').resolve()),
            'images': 'compressed' if _has_jpeg(recording) else 'all'}}


def _has_jpeg(recording):
    # Images of a bag are passed on as they are; of everything else there is JPEG, too.
    return COMPRESSED_IMAGE in recording.kinds or not isinstance(recording, BagRecording)


def _needs(recording, image_topic):
    recorded = COMPRESSED_IMAGE if _has_jpeg(recording) else image_topic
    needs = {topic: {'recorder'} for topic in ('emotions', 'vad', OVERLAY)}
    needs['distress'] = {'recorder', 'overlay'}
    needs['detections'] = {'recorder', 'distress', 'overlay'}
    needs[image_topic] = {'perception', 'distress', 'overlay'}
    needs[recorded] = needs.get(recorded, set()) | {'recorder'}
    if AUDIO in recording.kinds:
        needs[AUDIO] = {'distress', 'recorder'}
    return needs


@contextlib.contextmanager
def _window(headless):
    """Give a function that shows images, in a window where there is a display."""
    if headless or not (os.environ.get('DISPLAY') or os.environ.get('WAYLAND_DISPLAY')):
        yield lambda bgr: None
        return
    import cv2

    def show(bgr):
        cv2.imshow('emotion_rescue', bgr)
        cv2.waitKey(1)

    try:
        yield show
    finally:
        cv2.destroyAllWindows()


def _report(args, recording, observer, result: Played, parameters, timings, say):
    check = stamp_check(observer.derived_stamps, observer.image_stamps)
    write_json(args.out / 'results.json', {
        'input': recording.describe(), 'people': people_of(observer),
        'voices': voices_of(observer), 'counts': {'played': result.images, **observer.counts},
        'stamps': check, 'settings': {
            name: setting_defaults(NODE_SETTINGS[name]) | values
            for name, values in parameters.items()},
        'weights': weights_used(args.detector, args.weights), 'versions': versions(),
        'timings': timings})
    say('')
    say(table(observer.people.people))
    say('')
    say(f'{result.images} images in {timings["play_s"]:.0f} s '
        f'({timings["images_per_s"]:.1f} a second); written to {args.out}: overlay.mp4, bag, '
        'results.json')
    if not check['all_belong']:
        raise NodeError('some messages carry a stamp that no published image has: '
                        f'{check["without_published_image"]}; this is a defect, please report it')
