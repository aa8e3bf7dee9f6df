"""The messages on the wire: type hashes of vision_msgs, and constants that match core."""

import json
import os
from pathlib import Path

import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Modality
from emotion_rescue.core.readings import Responsiveness

pytestmark = pytest.mark.ros

# Of vision_msgs 4 as released in ROS 2 Jazzy and Kilted.
VISION_MSGS = {
    'Detection2DArray': '214274120007f4a683866481336b70310268cfa107aebe9d594a6acf75bda968',
    'Detection2D': '0d12b69df5c593b3455b7346fac8205437a7d4bcb09b9e0e0b2dde787ded38ea',
    'BoundingBox2D': '008eacbb0cf8f26e83795547bed013eec3675485ef386ec056d80eaaf1c1ce2f',
    'ObjectHypothesisWithPose':
        '41c12344c0396c48b81df12467c192d99b2a0eb1463c5c37194e4223251c80bc',
    'ObjectHypothesis': '51da43cec11c01957a64d1e05a24acd18aae7745ec30b74348ad5f6d634f7f90',
    'Pose2D': 'b0b5d1d7b4c20dd4fcde3ed1d4b289a919290572007d67a97043814db25d3648',
    'Point2D': 'eab0e83f44ab4de92ceaf76dd7d0e7638f2bdd1d16ffbe16c7a136c48e407247',
}


def type_hash(package, name):
    for prefix in os.environ['AMENT_PREFIX_PATH'].split(os.pathsep):
        path = Path(prefix) / 'share' / package / 'msg' / f'{name}.json'
        if path.is_file():
            entries = json.loads(path.read_text())['type_hashes']
            return next(e['hash_string'] for e in entries
                        if e['type_name'] == f'{package}/msg/{name}')
    pytest.fail(f'{package} is not in AMENT_PREFIX_PATH')


@pytest.mark.parametrize(('name', 'expected'), VISION_MSGS.items())
def test_vision_msgs_is_the_real_one_on_the_wire(name, expected):
    assert type_hash('vision_msgs', name) == f'RIHS01_{expected}'


def test_constants_of_messages_are_those_of_core():
    messages = pytest.importorskip('emotion_rescue_msgs.msg')
    emotion, distress, evidence = (
        messages.PersonEmotion, messages.PersonDistress, messages.Evidence)
    for index, name in enumerate(CATEGORY_NAMES):
        assert getattr(emotion, name.upper().replace('/', '_')) == index
    assert len(CATEGORY_NAMES) == emotion.CATEGORY_COUNT == len(emotion().probability)
    for level in DistressLevel:
        assert getattr(distress, f'LEVEL_{level.name}') == level
    assert [distress.RESPONSIVENESS_UNKNOWN, distress.RESPONSIVE, distress.UNRESPONSIVE] == list(
        Responsiveness)
    for modality in Modality:
        assert getattr(evidence, modality.name) == modality
