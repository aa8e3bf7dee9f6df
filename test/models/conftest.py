"""Tiny checkpoints with random weights: they test mechanics, never what a model knows."""

import json
from pathlib import Path
import shutil

import pytest


@pytest.fixture(scope='session')
def tiny_llava(tmp_path_factory):
    """Return the folder of a LLaVA of 0.2 M random parameters; do not change it."""
    pytest.importorskip('transformers')
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    folder = tmp_path_factory.mktemp('tiny_llava')
    model, processor = build_llava(LlavaSizes(
        image_px=32, patch_px=16, vision_width=64, vision_layers=2, text_width=64, text_layers=2))
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


@pytest.fixture
def llava_copy(tiny_llava, tmp_path):
    """Return a copy of the tiny checkpoint that a test may damage."""
    return shutil.copytree(tiny_llava, tmp_path / 'llava')


@pytest.fixture(scope='session')
def tiny_adapter(tiny_llava, tmp_path_factory):
    """Return the folder of a LoRA adapter for the tiny LLaVA, with random weights."""
    pytest.importorskip('peft')
    return _save_adapter(tiny_llava, tmp_path_factory.mktemp('adapter'))


@pytest.fixture(scope='session')
def foreign_adapter(tmp_path_factory):
    """Return an adapter for a LLaVA with more layers than the tiny one."""
    pytest.importorskip('peft')
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    base = tmp_path_factory.mktemp('other_llava')
    model, _ = build_llava(LlavaSizes(
        image_px=32, patch_px=16, vision_width=64, vision_layers=2, text_width=64, text_layers=3))
    model.save_pretrained(base)
    return _save_adapter(base, tmp_path_factory.mktemp('foreign_adapter'))


def _save_adapter(base, folder):
    from peft import get_peft_model
    from peft import LoraConfig
    import torch
    from transformers import AutoModelForImageTextToText

    torch.manual_seed(1)
    model = AutoModelForImageTextToText.from_pretrained(base, local_files_only=True)
    adapted = get_peft_model(model, LoraConfig(
        r=4, target_modules=['q_proj', 'v_proj'], init_lora_weights=False))
    adapted.save_pretrained(folder)
    config = json.loads((folder / 'adapter_config.json').read_text())
    assert config['peft_type'] == 'LORA'
    return folder


@pytest.fixture(scope='session')
def tiny_yolo(photographs, tmp_path_factory):
    """Return a function: form -> path of a YOLO with random weights in that form.

    Forms: fixed (11, 160x160), free (v8, any size), end_to_end (26), thinned (overlaps removed
    within), half (11, fp16 input), no_person, posed (11 for keypoints), pickle (.pt). The classes
    are dog, person, cat.
    """
    pytest.importorskip('ultralytics')
    folder = tmp_path_factory.mktemp('tiny_yolo')
    made = {}

    def path_of(form):
        if form not in made:
            made[form] = _export_yolo(form, folder, photographs['zidane'])
        return made[form]

    return path_of


def _export_yolo(form, folder, photograph):
    config = {'free': 'yolov8', 'end_to_end': 'yolo26', 'posed': 'yolo11-pose'}.get(form, 'yolo11')
    names = ['dog', 'bird', 'cat'] if form == 'no_person' else ['dog', 'person', 'cat']
    model = _random_yolo(config, names, folder, photograph)
    path = folder / f'{form}.{"pt" if form == "pickle" else "onnx"}'
    if form == 'pickle':
        model.save(path)
        return path
    exported = model.export(format='onnx', imgsz=160, dynamic=form == 'free', verbose=False,
                            nms={'end_to_end': False, 'thinned': True}.get(form))
    shutil.move(exported, path)
    if form == 'half':
        _take_halves(path)
    return path


def _take_halves(path):
    """Give the ONNX model at `path` an input of fp16, as older exports with half=True have."""
    import onnx

    model = onnx.load(path)
    entry = model.graph.input[0]
    for node in model.graph.node:
        node.input[:] = ['single' if name == entry.name else name for name in node.input]
    entry.type.tensor_type.elem_type = onnx.TensorProto.FLOAT16
    model.graph.node.insert(0, onnx.helper.make_node(
        'Cast', [entry.name], ['single'], to=onnx.TensorProto.FLOAT))
    onnx.save(model, path)


def _random_yolo(config, names, folder, photograph):
    import cv2
    import torch
    import ultralytics
    import yaml

    ultralytics.utils.LOGGER.setLevel('ERROR')
    torch.manual_seed(0)
    source = next(Path(ultralytics.__file__).parent.glob(f'cfg/models/*/{config}.yaml'))
    narrow = yaml.safe_load(source.read_text()) | {'nc': 3, 'scales': {'n': [0.33, 0.125, 256]}}
    file = folder / f'{config.replace("-", "n-") if "-" in config else config + "n"}.yaml'
    file.write_text(yaml.safe_dump(narrow))
    yolo = ultralytics.YOLO(str(file), verbose=False)
    yolo.model.names = dict(enumerate(names))
    image = torch.from_numpy(cv2.resize(cv2.imread(str(photograph)), (160, 160)))
    with torch.no_grad():
        # Statistics of a real picture and loud class weights: scores and boxes then differ.
        yolo.model.train()
        for _ in range(20):
            yolo.model(image.permute(2, 0, 1)[None].repeat(2, 1, 1, 1) / 255)
        head = yolo.model.eval().model[-1]
        for branch in (head.cv3, getattr(head, 'one2one_cv3', None) or ()):
            for layers in branch:
                layers[-1].weight.normal_(0, 0.5)
                layers[-1].bias.fill_(-1.0)
    return yolo
