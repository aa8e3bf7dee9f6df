"""Perception keeps its rate, whatever happens to the models that judge distress."""

import os
from pathlib import Path
import subprocess
import sys
import time

import numpy as np
import pytest

from emotion_rescue.core.people import Detections
from fakes import grey_image
from fakes import ScriptedDetector
from fakes import SECOND_NS

pytestmark = pytest.mark.ros

pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')

from sensor_msgs.msg import Image
from vision_msgs.msg import Detection2DArray

from emotion_rescue.nodes.image_messages import image_from_frame
from emotion_rescue.nodes.perception import PerceptionNode
from emotion_rescue.nodes.stamps import nanoseconds
from ros_bench import status_where
from ros_bench import wait_until

TEST = Path(__file__).resolve().parents[1]
ONE = Detections(np.array([[10, 10, 30, 40]], np.float32), np.array([0.9], np.float32))
RATE_HZ, IMAGES = 10.0, 30
# Half a second of the camera's time for each image: a judge that sleeps is late soon.
STAMP_STEP_NS = SECOND_NS // 2
LOADING_S = 60.0
KINDS = {
    'slow': 'was not judged for',
    'failing': 'the sight scorer failed',
    'missing': '/nowhere/affect',
}


@pytest.fixture
def distress_process(ros):
    """Return a function that starts the distress node of a kind beside this process."""
    started = []

    def start(kind):
        started.append(subprocess.Popen(
            [sys.executable, str(TEST / 'distress_process.py'), kind, '--ros-args',
             '-r', f'__ns:={ros.namespace}', '-p', 'voice_enabled:=false',
             '-p', 'image_reliability:=reliable', '-p', 'sight_weights:=/nowhere/affect'],
            env={**os.environ, 'PYTHONPATH': os.pathsep.join(
                [str(TEST.parent), os.environ.get('PYTHONPATH', '')])}))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def feed(camera, detections, first):
    """Publish images at a steady rate, each answered before the next; return the rate in Hz."""
    begin_s = time.monotonic()
    before = len(detections.messages)
    for number in range(IMAGES):
        wait_until(lambda number=number: time.monotonic() >= begin_s + number / RATE_HZ, 'a turn')
        camera.publish(image_from_frame(grey_image((first + number) * STAMP_STEP_NS)))
        detections.wait_count(before + number + 1)
    elapsed_s = time.monotonic() - begin_s
    stamps = [nanoseconds(m.header.stamp) for m in detections.messages[before:]]
    assert stamps == [(first + n) * STAMP_STEP_NS for n in range(IMAGES)]
    return IMAGES / elapsed_s


@pytest.mark.parametrize('kind', KINDS)
def test_perception_keeps_its_rate(ros, distress_process, kind):
    ros.active(lambda **options: PerceptionNode(
        detector_factory=lambda settings: ScriptedDetector([ONE]), **options),
        {'image_reliability': 'reliable'})
    detections, diagnostics = ros.inbox(Detection2DArray, 'detections'), ros.diagnostics()
    camera = ros.publisher(Image, 'image')
    wait_until(lambda: ros.node.count_publishers('detections'), 'detections')
    alone_hz = feed(camera, detections, 1)

    distress_process(kind)
    if kind == 'missing':
        diagnostics.wait(status_where(lambda s, v: s.level == b'\x02', 'distress'), 'the failure',
                         LOADING_S)
    else:
        wait_until(lambda: camera.get_subscription_count() == 2, 'the distress node', LOADING_S)
    beside_hz = feed(camera, detections, 1 + IMAGES)
    status = diagnostics.wait(status_where(lambda s, v: KINDS[kind] in s.message, 'distress'),
                              'what is wrong', LOADING_S)
    assert status.level in (b'\x01', b'\x02')
    assert beside_hz >= 0.9 * alone_hz
