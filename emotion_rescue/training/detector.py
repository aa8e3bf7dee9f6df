"""Trains the small people detector with ultralytics, from nothing, and exports it to ONNX."""

from collections.abc import Callable
import os
from pathlib import Path

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError

IMAGE_SIZE_PX = 320
# YOLO11n is 0.50 deep and 0.25 wide; this much narrower its ONNX file stays below 7 MB.
_DEPTH, _WIDTH, _MAX_CHANNELS = 0.50, 0.1875, 1024
_OPSET = 17
_DESCRIPTION = 'YOLO11, one class (person), trained on synthetic survivors by emotion_rescue'
# Rendered people differ from photographed ones most in colour, size and sharpness, so these vary
# most; mosaics put people before backgrounds that were not rendered for them.
_AUGMENTATION = {
    'hsv_h': 0.05, 'hsv_s': 0.8, 'hsv_v': 0.5, 'degrees': 8.0, 'translate': 0.15, 'scale': 0.7,
    'fliplr': 0.5, 'mosaic': 1.0, 'mixup': 0.05, 'close_mosaic': 1, 'bgr': 0.05,
}
# A CPU manages tens of epochs at most, of which few should be spent on warming up; for the same
# reason every batch is a step (nbs), where ultralytics would collect several.
_SCHEDULE = {'warmup_epochs': 1.0, 'cos_lr': True, 'patience': 0}


def train_detector(data: Path, out: Path, *, epochs: int = 30, hours: float | None = None,
                   start: Path | None = None, image_size_px: int = IMAGE_SIZE_PX,
                   threads: int = 2, batch: int = 16, seed: int = 0,
                   say: Callable[[str], None] = print) -> Path:
    """Train on `data`/train, keep the best epoch by `data`/val, and return the ONNX file.

    Args:
        data: folder that `synth images` wrote, with train and val.
        out: folder for people.onnx and, below it, what ultralytics writes while training.
        epochs: passes over the pictures.
        hours: train for this long instead; the learning rate is spread over it.
        start: checkpoint (.pt) of an earlier training to go on from; a .pt can run code, so only
            one's own.
        image_size_px: side of the training pictures; smaller is faster and finds less far away.
        threads: CPU threads.
        batch: pictures in a step.
        seed: of weights and augmentation.
        say: takes a line of progress.

    Raises:
        InputError: `data` lacks a split.
        MissingPackageError: ultralytics, onnx or onnxslim is not installed.
    """
    _check_splits(Path(data))
    yolo_class = _import_yolo()
    out = Path(out).resolve()
    out.mkdir(parents=True, exist_ok=True)
    model = yolo_class(str(start or _write_architecture(out)), task='detect')
    model.add_callback('on_train_start', lambda _: _use_threads(threads))
    model.add_callback('on_fit_epoch_end', lambda trainer: _say_epoch(trainer, say))
    model.train(
        data=str(_write_data_yaml(Path(data), out)), epochs=epochs, time=hours,
        imgsz=image_size_px, batch=batch, nbs=batch, pretrained=start is not None, seed=seed,
        deterministic=True, device='cpu', workers=0, amp=False, cache='ram', plots=False,
        project=str(out), name='run', exist_ok=True, verbose=False, **_SCHEDULE, **_AUGMENTATION)
    return export_detector(out / 'run/weights/best.pt', out / 'people.onnx')


def export_detector(checkpoint: Path, onnx: Path) -> Path:
    """Write `checkpoint` (.pt of one's own training) as ONNX with free height and width."""
    model = _import_yolo()(str(checkpoint), task='detect')
    written = model.export(format='onnx', imgsz=IMAGE_SIZE_PX, dynamic=True, simplify=True,
                           opset=_OPSET, device='cpu', half=False)
    _strip(written, onnx)
    return onnx


def _strip(written, onnx):
    """Copy an exported model without what differs from run to run and machine to machine."""
    import onnx as library
    model = library.load(written)
    for entry in model.metadata_props:
        if entry.key == 'description':
            # ultralytics names the path of the training data here.
            entry.value = _DESCRIPTION
    # Shape hints are optional, and with free height and width they take 0.5 to 1.2 MB, more or
    # less by the hash seed of the process that exports.
    del model.graph.value_info[:]
    library.save(model, onnx)


def _check_splits(data):
    for split in ('train', 'val'):
        if not (data / split / 'images').is_dir():
            raise InputError(f'{data} has no pictures in {split}/images; make them with '
                             f'emotion-rescue synth images --split {split} --out {data}')


def _import_yolo():
    # Without these, ultralytics would look for updates and install packages by itself.
    os.environ.setdefault('YOLO_OFFLINE', 'true')
    os.environ.setdefault('YOLO_AUTOINSTALL', 'false')
    try:
        import onnx  # noqa: F401 asked for before hours of training, not after
        import onnxslim  # noqa: F401
        from ultralytics import YOLO
    except ImportError as error:
        raise MissingPackageError(
            f'training the detector needs the package {error.name}; '
            'pip install -r requirements/development.txt') from error
    return YOLO


def _write_architecture(out):
    """Write YOLO11 as ultralytics ships it, with one class and our own width; return the file."""
    from ultralytics.utils import ROOT
    from ultralytics.utils import YAML
    layers = YAML.load(ROOT / 'cfg/models/11/yolo11.yaml')
    layers['nc'] = 1
    layers['scales'] = {'n': [_DEPTH, _WIDTH, _MAX_CHANNELS]}
    path = out / 'yolo11n-people.yaml'
    YAML.save(path, layers)
    return path


def _write_data_yaml(data, out):
    from ultralytics.utils import YAML
    path = out / 'data.yaml'
    YAML.save(path, {'path': str(data.resolve()), 'train': 'train/images', 'val': 'val/images',
                     'names': {0: 'person'}})
    return path


def _use_threads(threads):
    import torch
    # ultralytics leaves one core free on a CPU, which here would be half the machine.
    torch.set_num_threads(threads)


def _say_epoch(trainer, say):
    if trainer.epoch >= trainer.epochs:
        return  # The best epoch once more, after the last one.
    metrics = trainer.metrics or {}
    recall, precision, ap50 = (metrics.get(f'metrics/{name}(B)', float('nan'))
                               for name in ('recall', 'precision', 'mAP50'))
    say(f'epoch {trainer.epoch + 1}/{trainer.epochs}: recall {recall:.3f}, '
        f'precision {precision:.3f}, AP50 {ap50:.3f}')
