"""People by a YOLO detector through ultralytics, in whatever form it loads."""

import logging
import os
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.people import Detections
from emotion_rescue.models.weights_file import check_weights_file
from emotion_rescue.models.weights_trust import check_pickle_trust

# Forms that ultralytics loads and that are one file. A .yaml (untrained) is not among them.
FILE_ENDINGS = ('.onnx', '.pt', '.tflite', '.engine', '.torchscript', '.mnn', '.pb')
# Forms that are a folder end in one of these, such as yolo11n_openvino_model.
FOLDER_ENDINGS = ('_model', '.mlpackage')
_WARM_UP_SHAPE = (480, 640, 3)


class UltralyticsPersonDetector:
    """Finds people with a detector that ultralytics loads.

    Nothing is downloaded or installed by it, and a .pt (a pickle, which can run code) is opened
    only when it is in the model list or the user trusts it.
    """

    def __init__(self, *, weights: str | Path, device: str = 'auto', image_size_px: int = 0,
                 confidence: float = 0.25, iou: float = 0.7, max_people: int = 100,
                 threads: int = 0, trust_pickle: bool = False):
        """Remember what to load.

        Args:
            weights: the checkpoint, a file or a folder.
            device: auto, cpu, cuda, cuda:N or tensorrt (for an .engine).
            image_size_px: longer side of the input; 0: the size the weights were made for. A
                model of fixed size runs at that size whatever is asked.
            confidence: smallest score, 0..1 (exclusive).
            iou: overlap above which two boxes are one person, 0..1.
            max_people: most people in one image.
            threads: CPU threads of torch, for the whole process; 0: leave them as they are.
            trust_pickle: open a .pt that is not in the model list.
        """
        self._path = Path(weights)
        self._device = device
        self._image_size_px = image_size_px
        self._limits = {'conf': confidence, 'iou': iou, 'max_det': max_people}
        self._threads = threads
        self._trust_pickle = trust_pickle
        self._model = None

    def load(self) -> None:
        """Open the weights and run once on a grey image.

        Raises:
            WeightsError: missing, broken, not trusted, or without a class 'person'.
            MissingPackageError: ultralytics, or the library of this form, is not installed.
        """
        self._check_file()
        yolo = _import_yolo()
        self._ask = {**self._limits, 'device': self._torch_device(), 'verbose': False,
                     'save': False}
        try:
            self._open(yolo)
        except (ImportError, ModuleNotFoundError) as error:
            self.close()
            raise MissingPackageError(f'{self._path.name} needs a package that is not installed: '
                                      f'{error}') from error
        except Exception as error:
            self.close()
            if isinstance(error, WeightsError):
                raise
            reason = ' '.join(str(error).split())[:200]
            raise WeightsError(
                f'{self._path} cannot be opened as a YOLO detector (truncated, or another '
                f'architecture?); copy or export it again; ultralytics says: {reason}') from error

    def close(self) -> None:
        """Give the model back."""
        self._model = None

    def describe(self) -> str:
        """Return weights, library, device and input size in one line."""
        if self._model is None:
            return f'{self._path.name}: not loaded'
        network = self._model.predictor.model
        return (f'{self._path.name} through ultralytics ({network.format}) on {network.device}, '
                f'{"float16" if network.fp16 else "float32"}, '
                f'{_size_bytes(self._path) / 1e6:.1f} MB')

    def detect(self, bgr: np.ndarray) -> Detections:
        """Return the people in `bgr`, uint8 (height, width, 3), blue first."""
        if self._model is None:
            raise RuntimeError('load() the detector before detect()')
        boxes = self._model.predict(np.ascontiguousarray(bgr), **self._ask)[0].boxes
        return Detections(
            boxes.xyxy.cpu().numpy().astype(np.float32, copy=False),
            boxes.conf.cpu().numpy().astype(np.float32, copy=False),
            (bgr.shape[1], bgr.shape[0]))

    def _open(self, yolo):
        self._model = yolo(str(self._path), task='detect')
        # The first run opens the exported forms; only then are task, names and size known.
        self._warm_up()
        network = self._model.predictor.model
        _check_task(getattr(network, 'task', None) or self._model.task, self._path)
        self._ask['classes'] = [_person_index(network.names, self._path)]
        size = self._image_size_px or getattr(network, 'imgsz', None)
        if size:
            self._ask['imgsz'] = size
        self._warm_up()

    def _warm_up(self):
        self.detect(np.full(_WARM_UP_SHAPE, 114, np.uint8))

    def _check_file(self):
        path = self._path
        if not (path.is_dir() and path.name.endswith(FOLDER_ENDINGS)):
            check_weights_file(path, FILE_ENDINGS)
        check_pickle_trust(path, self._trust_pickle)

    def _torch_device(self):
        import torch

        if self._threads:
            torch.set_num_threads(self._threads)
        kind, _, index = self._device.partition(':')
        if kind not in ('auto', 'cpu', 'cuda', 'tensorrt') or (index and not index.isdigit()):
            raise WeightsError(
                f'device {self._device!r} is none of auto, cpu, cuda, cuda:N and tensorrt')
        if kind == 'tensorrt' and self._path.suffix != '.engine':
            raise WeightsError(f'device tensorrt runs an .engine through ultralytics, not '
                               f'{self._path.name}; export one, or give the .onnx to the backend '
                               'onnxruntime')
        if kind == 'cpu' or (kind == 'auto' and not torch.cuda.is_available()):
            return 'cpu'
        if not torch.cuda.is_available():
            raise WeightsError(f'device {self._device!r} was asked for, but torch finds no CUDA '
                               'device; set device to auto or cpu')
        return f'cuda:{index or 0}'


def _check_task(task, path):
    if task != 'detect':
        raise WeightsError(f'{path} is a YOLO model for {task!r}, but finding people needs one '
                           "for 'detect'; choose detection weights")


def _person_index(names, path):
    for index, name in names.items():
        if name == 'person':
            return int(index)
    shown = ', '.join(map(str, list(names.values())[:5]))
    raise WeightsError(f"{path} has no class 'person' (its {len(names)} classes begin with "
                       f'{shown}); choose weights that were trained on people')


def _import_yolo():
    # Before the import: ultralytics reads these once, and would otherwise reach for the network.
    os.environ['YOLO_OFFLINE'] = '1'
    os.environ['YOLO_AUTOINSTALL'] = 'false'
    try:
        from ultralytics import YOLO
        from ultralytics.utils import LOGGER
    except ImportError as error:
        raise MissingPackageError(
            'this form of detector needs the package ultralytics; install it, or export the '
            f'weights to .onnx, which ONNX Runtime runs without it ({error})') from error
    LOGGER.setLevel(logging.ERROR)
    return YOLO


def _size_bytes(path):
    files = path.rglob('*') if path.is_dir() else (path,)
    return sum(file.stat().st_size for file in files if file.is_file())
