"""Chooses the library that runs the people detector; the only place that knows both."""

from pathlib import Path

from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.interfaces import PersonDetector
from emotion_rescue.models.yolo_onnx import OnnxPersonDetector
from emotion_rescue.models.yolo_ultralytics import UltralyticsPersonDetector


def make_person_detector(weights: str | Path = '', backend: str = 'auto', device: str = 'auto', *,
                         trust_pickle: bool = False, **limits) -> PersonDetector:
    """Return a detector that is yet to be loaded.

    Args:
        weights: path of a YOLO checkpoint; empty: the default people detector.
        backend: onnxruntime or ultralytics; auto: onnxruntime for .onnx, ultralytics for the
            rest.
        device: auto, cpu, cuda, cuda:N or tensorrt.
        trust_pickle: let ultralytics unpickle a .pt that is not in the model list.
        **limits: image_size_px, confidence, iou, max_people and threads, as both detectors
            document them.

    Raises:
        ValueError: the backend is none of these.
        WeightsError: the default weights are asked for and not installed.
    """
    path = Path(weights) if str(weights) else default_weights('people')
    if backend == 'auto':
        backend = 'onnxruntime' if path.suffix.lower() == '.onnx' else 'ultralytics'
    if backend == 'onnxruntime':
        return OnnxPersonDetector(weights=path, device=device, **limits)
    if backend == 'ultralytics':
        return UltralyticsPersonDetector(weights=path, device=device, trust_pickle=trust_pickle,
                                         **limits)
    raise ValueError(f'backend is {backend!r}, expected auto, onnxruntime or ultralytics')
