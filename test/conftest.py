"""What all tests share: skips that name what is missing, and pictures of real people."""

import importlib.util
import os
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parents[1]
# No test reaches for the network, installs a package, or is heard on another machine.
os.environ.update(YOLO_OFFLINE='1', YOLO_AUTOINSTALL='false', HF_HUB_OFFLINE='1',
                  TRANSFORMERS_OFFLINE='1', ROS_AUTOMATIC_DISCOVERY_RANGE='LOCALHOST')
# A busy machine is no reason to fail.
hypothesis.settings.register_profile('patient', deadline=None)
hypothesis.settings.load_profile('patient')


def pytest_collection_modifyitems(items):
    """Skip what needs ROS or a GPU where there is none."""
    missing = [name for name in ('rclpy', 'vision_msgs', 'emotion_rescue_msgs')
               if importlib.util.find_spec(name) is None]
    for item in items:
        if missing and item.get_closest_marker('ros'):
            item.add_marker(pytest.mark.skip(
                reason=f'{", ".join(missing)} not importable; run the tests by scripts/test'))
        if item.get_closest_marker('gpu') and not _cuda():
            item.add_marker(pytest.mark.skip(reason='no CUDA device'))


def _cuda():
    import torch
    return torch.cuda.is_available()


@pytest.fixture(scope='session')
def photographs():
    """Return name -> path of the photographs of people that come with ultralytics."""
    spec = importlib.util.find_spec('ultralytics')
    if spec is None:
        pytest.skip('ultralytics is not installed')
    folder = Path(spec.origin).parent / 'assets'
    return {name: folder / f'{name}.jpg' for name in ('bus', 'zidane')}


@pytest.fixture(scope='session')
def outside_detector():
    """Return the path of a COCO detector that is no part of this package, as an outside judge."""
    path = ROOT.parent / 'shared' / 'models' / 'yolov8n_int8.tflite'
    if not path.is_file():
        pytest.skip(f'{path.name} (a COCO detector, not part of this package) is not there')
    return path
