"""The mechanics of training the detector, on painted rectangles; nothing useful is learnt."""

import importlib.util

import cv2
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.counted_people import TruePeople
from emotion_rescue.evaluation.detection import measure_detector
from emotion_rescue.models.yolo_onnx import OnnxPersonDetector
from emotion_rescue.training.detector import train_detector

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        any(importlib.util.find_spec(name) is None for name in ('ultralytics', 'onnxslim')),
        reason='ultralytics or onnxslim is not installed')]
_SIZE_LIMIT_BYTES = 7_000_000


def _paint(folder, count):
    for name in ('images', 'labels'):
        (folder / name).mkdir(parents=True)
    for i in range(count):
        bgr = np.random.default_rng(i).integers(0, 80, (48, 64, 3)).astype(np.uint8)
        bgr[8:40, 20:36] = 230
        cv2.imwrite(str(folder / f'images/{i}.jpg'), bgr)
        (folder / f'labels/{i}.txt').write_text('0 0.4375 0.5 0.25 0.6667\n')


def test_missing_pictures_are_named(tmp_path):
    with pytest.raises(InputError, match='synth images --split train'):
        train_detector(tmp_path, tmp_path / 'out', epochs=1)


def test_a_trained_detector_is_small_and_runs_without_torch(tmp_path):
    for split in ('train', 'val'):
        _paint(tmp_path / 'data' / split, 2)
    said = []
    weights = train_detector(tmp_path / 'data', tmp_path / 'out', epochs=1, batch=2,
                             image_size_px=64, threads=1, say=said.append)
    assert weights.stat().st_size < _SIZE_LIMIT_BYTES
    assert str(tmp_path).encode() not in weights.read_bytes()
    assert said[0].startswith('epoch 1/1: recall ')
    figures = measure_detector(
        OnnxPersonDetector(weights=weights, threads=1),
        [(np.zeros(shape, np.uint8), TruePeople())
         for shape in ((48, 64, 3), (64, 48, 3), (480, 640, 3))])
    assert figures.images == 3
    assert figures.people == 0
