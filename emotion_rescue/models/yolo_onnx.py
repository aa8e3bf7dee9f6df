"""People by a YOLO detector through ONNX Runtime: no torch, no ultralytics."""

import ast
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.people import Detections
from emotion_rescue.models.letterbox import Letterbox
from emotion_rescue.models.onnx_session import open_session
from emotion_rescue.models.weights_file import check_weights_file
from emotion_rescue.models.yolo_output import YoloOutput

# What ultralytics takes for weights that can run at any size and do not say a favourite.
_FREE_SIZE_PX = 640
_WARM_UP_SHAPE = (480, 640, 3)


class OnnxPersonDetector:
    """Finds people with a YOLO detector that ultralytics exported to ONNX.

    Which output is 'person', the stride and the input size are read from the metadata which
    ultralytics writes into the file. Raw (v8, 11) and end-to-end (v10, 26) outputs, fixed and
    free input sizes, fp32 and fp16 inputs are understood.
    """

    def __init__(self, *, weights: str | Path, device: str = 'auto', image_size_px: int = 0,
                 confidence: float = 0.25, iou: float = 0.7, max_people: int = 100,
                 threads: int = 0):
        """Remember what to load.

        Args:
            weights: the .onnx file.
            device: auto, cpu, cuda, cuda:N or tensorrt.
            image_size_px: longer side of the input; 0: the size the weights were made for. A
                model of fixed size runs at that size whatever is asked.
            confidence: smallest score, 0..1 (exclusive).
            iou: overlap above which two boxes are one person, 0..1.
            max_people: most people in one image.
            threads: CPU threads; 0: as many as this process may use.
        """
        self._path = Path(weights)
        self._device = device
        self._image_size_px = image_size_px
        self._limits = {'confidence': confidence, 'iou': iou, 'max_people': max_people}
        self._threads = threads
        self._session = None
        self._letterbox = None

    def load(self) -> None:
        """Open the weights and run once on a grey image.

        Raises:
            WeightsError: missing, broken, no YOLO detector, or without a class 'person'.
            MissingPackageError: onnxruntime is not installed.
        """
        check_weights_file(self._path, ('.onnx',))
        session = open_session(self._path, self._device, self._threads)
        metadata = _detector_metadata(session, self._path)
        self._input = session.get_inputs()[0]
        self._dtype = np.float16 if 'float16' in self._input.type else np.float32
        self._stride = int(float(metadata.get('stride', 32)))
        self._fixed_wh = _fixed_size(self._input.shape)
        self._limit_wh = self._fixed_wh or self._free_size(metadata)
        self._output = YoloOutput(
            person=_person_index(metadata, self._path),
            end_to_end=_is_end_to_end(session, metadata), **self._limits)
        self._session = session
        self._letterbox = None
        try:
            self.detect(np.full(_WARM_UP_SHAPE, 114, np.uint8))
        except Exception as error:
            self.close()
            raise WeightsError(
                f'{self._path} does not run as a YOLO detector ({error}); export it again with '
                'ultralytics, task detect') from error

    def close(self) -> None:
        """Give the session and its buffers back."""
        self._session = None
        self._letterbox = None

    def describe(self) -> str:
        """Return weights, library, device, precision and input size in one line."""
        if self._session is None:
            return f'{self._path.name}: not loaded'
        provider = self._session.get_providers()[0].removesuffix('ExecutionProvider')
        size = 'x'.join(map(str, self._limit_wh))
        return (f'{self._path.name} through ONNX Runtime on {provider}, '
                f'{np.dtype(self._dtype).name}, {"" if self._fixed_wh else "up to "}{size} px, '
                f'{self._path.stat().st_size / 1e6:.1f} MB')

    def detect(self, bgr: np.ndarray) -> Detections:
        """Return the people in `bgr`, uint8 (height, width, 3), blue first."""
        if self._session is None:
            raise RuntimeError('load() the detector before detect()')
        image_wh = bgr.shape[1], bgr.shape[0]
        if self._letterbox is None or self._letterbox.image_wh != image_wh:
            self._letterbox = self._letterbox_for(image_wh)
        tensor = self._letterbox.fill(np.ascontiguousarray(bgr))
        output = self._session.run(None, {self._input.name: tensor})[0]
        boxes, scores = self._output.people(output)
        return Detections(self._letterbox.to_image(boxes), scores, image_wh)

    def _letterbox_for(self, image_wh):
        stride = None if self._fixed_wh else self._stride
        return Letterbox(image_wh, self._limit_wh, stride, self._dtype)

    def _free_size(self, metadata):
        if self._image_size_px:
            height = width = self._image_size_px
        else:
            height, width = ast.literal_eval(metadata.get('imgsz', str([_FREE_SIZE_PX] * 2)))
        return tuple(-(-side // self._stride) * self._stride for side in (width, height))


def _detector_metadata(session, path):
    metadata = session.get_modelmeta().custom_metadata_map
    shape = session.get_inputs()[0].shape
    if 'names' not in metadata or len(session.get_inputs()) != 1 or len(shape) != 4:
        raise WeightsError(
            f'{path} is an ONNX model but no YOLO detector exported by ultralytics (inputs '
            f'{[i.name for i in session.get_inputs()]}, no class names in its metadata); export '
            'one with "yolo export format=onnx"')
    task = metadata.get('task', 'detect')
    if task != 'detect':
        raise WeightsError(f'{path} is a YOLO model for {task!r}, but finding people needs one '
                           "for 'detect'; choose detection weights")
    return metadata


def _person_index(metadata, path):
    names = ast.literal_eval(metadata['names'])
    names = dict(enumerate(names)) if isinstance(names, list | tuple) else names
    for index, name in names.items():
        if name == 'person':
            return int(index)
    shown = ', '.join(map(str, list(names.values())[:5]))
    raise WeightsError(f"{path} has no class 'person' (its {len(names)} classes begin with "
                       f'{shown}); choose weights that were trained on people')


def _fixed_size(shape):
    height, width = shape[2:]
    return (width, height) if isinstance(width, int) and isinstance(height, int) else None


def _is_end_to_end(session, metadata):
    return metadata.get('end2end') == 'True' or session.get_outputs()[0].shape[-1] == 6
