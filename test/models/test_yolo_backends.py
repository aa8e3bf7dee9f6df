"""Both libraries that run a detector find the same people in the same file.

Where nothing else is said the weights are random and tiny: mechanics, not what a detector knows.
"""

import subprocess
import sys

import numpy as np
import pytest

from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.person_detector import make_person_detector
from emotion_rescue.models.yolo_onnx import OnnxPersonDetector
from emotion_rescue.models.yolo_ultralytics import UltralyticsPersonDetector

pytest.importorskip('onnxruntime')
cv2 = pytest.importorskip('cv2')
FORMS = ('fixed', 'free', 'end_to_end', 'thinned', 'half')


@pytest.fixture(scope='session')
def pictures(photographs):
    bus, zidane = (cv2.imread(str(photographs[name])) for name in ('bus', 'zidane'))
    return {'high': bus, 'wide': zidane, 'low': np.ascontiguousarray(zidane[300:400]),
            'tiny': np.ascontiguousarray(bus[:7, :5]), 'input': cv2.resize(bus, (160, 160))}


def both(path, **limits):
    detectors = [kind(weights=path, **limits)
                 for kind in (OnnxPersonDetector, UltralyticsPersonDetector)]
    for detector in detectors:
        detector.load()
    return detectors


def assert_same(first, second):
    assert first.image_size_px == second.image_size_px
    # Random weights give many boxes in a grey border nearly one score. Which of those that overlap
    # is kept hangs on the last bits, which differ between processors: a box in twenty may lack
    # its partner, on either side, so that the counts may differ as well.
    apart_px = np.abs(first.xyxy[:, None] - second.xyxy).max(axis=2)
    same = (apart_px <= 1.0) & (np.abs(first.score[:, None] - second.score) <= 1e-3)
    most = max(len(first), len(second))
    assert np.count_nonzero(~same.any(axis=1)) <= most / 20
    assert np.count_nonzero(~same.any(axis=0)) <= most / 20


@pytest.mark.parametrize('form', FORMS)
def test_same_people_in_every_picture(form, tiny_yolo, pictures):
    direct, library = both(tiny_yolo(form), confidence=0.2)
    counts = [len(direct.detect(picture)) for picture in pictures.values()]
    assert max(counts) > 1, 'the random weights should find something to compare'
    for picture in pictures.values():
        assert_same(direct.detect(picture), library.detect(picture))


@pytest.mark.parametrize('limits', [
    {'confidence': 0.99}, {'confidence': 0.05, 'iou': 0.3}, {'confidence': 0.05, 'iou': 0.95},
    {'confidence': 0.05, 'max_people': 3}])
@pytest.mark.parametrize('form', ['fixed', 'end_to_end'])
def test_same_people_within_all_limits(form, limits, tiny_yolo, pictures):
    direct, library = both(tiny_yolo(form), **limits)
    found = direct.detect(pictures['input'])
    assert_same(found, library.detect(pictures['input']))
    assert len(found) <= limits.get('max_people', 100)
    assert (found.score > limits['confidence']).all()


@pytest.mark.parametrize('size_px', [32, 90, 320])
def test_same_people_at_any_size_of_a_free_input(size_px, tiny_yolo, pictures):
    direct, library = both(tiny_yolo('free'), confidence=0.1, image_size_px=size_px)
    for picture in pictures.values():
        assert_same(direct.detect(picture), library.detect(picture))


def test_boxes_lie_within_the_picture_best_first(tiny_yolo, pictures):
    direct, _ = both(tiny_yolo('fixed'), confidence=0.05)
    for picture in pictures.values():
        found = direct.detect(picture)
        assert found.xyxy.dtype == found.score.dtype == np.float32
        assert (found.xyxy >= 0).all()
        assert (found.xyxy[:, 2:] <= picture.shape[1::-1]).all()
        assert (np.diff(found.score) <= 0).all()


def test_a_view_into_a_larger_picture_is_the_picture(tiny_yolo, pictures):
    direct, _ = both(tiny_yolo('fixed'), confidence=0.05)
    view = pictures['high'][100:600, 600:100:-1]
    assert_same(direct.detect(view), direct.detect(view.copy()))


@pytest.mark.parametrize('kind', [OnnxPersonDetector, UltralyticsPersonDetector])
def test_the_life_of_a_detector(kind, tiny_yolo, pictures):
    detector = kind(weights=tiny_yolo('fixed'))
    detector.close()
    assert 'not loaded' in detector.describe()
    with pytest.raises(RuntimeError, match='load'):
        detector.detect(pictures['wide'])
    detector.load()
    assert 'fixed.onnx' in detector.describe() and '\n' not in detector.describe()
    detector.close()
    detector.close()
    assert 'not loaded' in detector.describe()


@pytest.mark.parametrize('form', ['no_person', 'posed'])
@pytest.mark.parametrize('backend', ['onnxruntime', 'ultralytics'])
def test_weights_for_something_else_are_refused(form, backend, tiny_yolo):
    detector = make_person_detector(tiny_yolo(form), backend)
    with pytest.raises(WeightsError, match='person|pose'):
        detector.load()


def test_a_pickle_runs_once_the_user_trusts_it(tiny_yolo, pictures):
    path = tiny_yolo('pickle')
    with pytest.raises(WeightsError, match='pickle.*trust_pickle'):
        make_person_detector(path).load()
    trusted = make_person_detector(path, trust_pickle=True, confidence=0.2)
    trusted.load()
    assert len(trusted.detect(pictures['wide']))


def test_onnx_runtime_needs_neither_torch_nor_ultralytics(tiny_yolo):
    code = ('import sys, numpy\n'
            'from emotion_rescue.models.person_detector import make_person_detector\n'
            'detector = make_person_detector(sys.argv[1]); detector.load()\n'
            'detector.detect(numpy.zeros((48, 64, 3), numpy.uint8))\n'
            'sys.exit(any(name in sys.modules for name in ("torch", "ultralytics")))')
    done = subprocess.run([sys.executable, '-c', code, tiny_yolo('fixed')], timeout=60)
    assert done.returncode == 0


def test_same_people_with_the_default_weights(pictures):
    direct, library = both(default_weights('people'), confidence=0.05)
    for picture in pictures.values():
        first, second = direct.detect(picture), library.detect(picture)
        assert len(first) == len(second)
        np.testing.assert_allclose(first.xyxy, second.xyxy, atol=1.0)
        np.testing.assert_allclose(first.score, second.score, atol=1e-3)


def test_people_in_photographs_as_an_outside_judge_sees_them(outside_detector, photographs):
    pytest.importorskip('ai_edge_litert')
    from ultralytics import YOLO

    detector = make_person_detector(outside_detector, confidence=0.25)
    detector.load()
    judge = YOLO(str(outside_detector), task='detect')
    for name, count in (('bus', 4), ('zidane', 2)):
        picture = cv2.imread(str(photographs[name]))
        found = detector.detect(picture)
        expected = judge.predict(picture, conf=0.25, classes=[0], verbose=False)[0].boxes
        assert len(found) == count
        np.testing.assert_allclose(found.xyxy, expected.xyxy.numpy(), atol=1.0)
