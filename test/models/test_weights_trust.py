"""Files that cannot be, or must not be, opened are refused in one sentence."""

from pathlib import Path
import pickle

import pytest

from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models import weights_trust
from emotion_rescue.models.person_detector import make_person_detector
from emotion_rescue.models.weights_manifest import read_manifest
from emotion_rescue.models.weights_manifest import seal
from emotion_rescue.models.weights_manifest import sha256_of

CONTENTS = {
    'empty.onnx': b'', 'empty.pt': b'', 'empty.tflite': b'',
    'text.onnx': b'this is no model\n' * 9, 'text.tflite': b'this is no model\n' * 9,
    'text.engine': b'this is no model\n' * 9, 'text.torchscript': b'this is no model\n' * 9,
    'pointer.onnx': b'version https://git-lfs.github.com/spec/v1\noid sha256:0\n',
    'untrained.yaml': b'nc: 1\n', 'model': b'no ending', 'model.safetensors': b'{}'}


def refusal(path, **options):
    with pytest.raises(EmotionRescueError) as caught:
        make_person_detector(path, **options).load()
    text = str(caught.value)
    assert str(path) in text or Path(path).name in text
    assert '\n' not in text and len(text) < 600
    return text


@pytest.mark.parametrize('name', CONTENTS)
def test_what_is_no_model_is_refused(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(CONTENTS[name])
    refusal(path)


@pytest.mark.parametrize('backend', ['onnxruntime', 'ultralytics'])
def test_text_named_onnx_is_refused_by_both(backend, tmp_path):
    path = tmp_path / 'text.onnx'
    path.write_bytes(CONTENTS['text.onnx'])
    refusal(path, backend=backend)


@pytest.mark.parametrize('name', ['none.onnx', 'yolo11n.pt', 'yolov8n.tflite', 'yolo26n.engine'])
def test_a_missing_file_is_said_and_never_fetched(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert 'there are no weights' in refusal(tmp_path / name)
    assert 'there are no weights' in refusal(name)
    assert not list(tmp_path.iterdir())


def test_a_folder_named_as_a_file_is_refused(tmp_path):
    (tmp_path / 'people.onnx').mkdir()
    assert 'folder' in refusal(tmp_path / 'people.onnx')


@pytest.mark.parametrize('backend', ['onnxruntime', 'ultralytics'])
@pytest.mark.parametrize('share', [0.01, 0.5, 0.99])
def test_truncated_weights_are_refused(backend, share, tiny_yolo, tmp_path):
    whole = tiny_yolo('fixed').read_bytes()
    path = tmp_path / 'truncated.onnx'
    path.write_bytes(whole[:int(len(whole) * share)])
    refusal(path, backend=backend)


def test_a_model_that_classifies_is_refused(tmp_path):
    onnx = pytest.importorskip('onnx')
    pytest.importorskip('onnxruntime')
    shapes = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, 3, 8, 8])
              for name in ('image', 'classes')]
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node('Softmax', ['image'], ['classes'])], 'g', shapes[:1], shapes[1:])
    path = tmp_path / 'classifier.onnx'
    onnx.save(onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid('', 17)], ir_version=8), path)
    assert 'no YOLO detector' in refusal(path)


class Intruder:
    def __reduce__(self):
        return Path.touch, (Path('intruder_was_here'),)


def test_a_pickle_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / 'yolo11n.pt'
    path.write_bytes(pickle.dumps(Intruder()))
    text = refusal(path)
    assert 'trust_pickle' in text and sha256_of(path) in text
    assert not (tmp_path / 'intruder_was_here').exists()
    with pytest.raises(WeightsError):
        weights_trust.check_pickle_trust(path.with_suffix('.pt'))


def test_a_pickle_in_the_model_list_may_be_opened(tmp_path, monkeypatch):
    path = tmp_path / 'known.pt'
    path.write_bytes(b'known')
    seal(tmp_path, trust=(path,))
    monkeypatch.setattr(weights_trust, 'read_manifest', lambda: read_manifest(tmp_path))
    weights_trust.check_pickle_trust(path)
    path.write_bytes(b'exchanged')
    with pytest.raises(WeightsError, match='pickle'):
        weights_trust.check_pickle_trust(path)


@pytest.mark.parametrize('device', ['gpu', 'cuda:x', '', 'cuda0'])
@pytest.mark.parametrize('backend', ['onnxruntime', 'ultralytics'])
def test_an_unknown_device_is_said(device, backend, tiny_yolo):
    with pytest.raises(WeightsError, match='device'):
        make_person_detector(tiny_yolo('fixed'), backend, device).load()


def test_a_device_that_is_not_there_is_said(tiny_yolo):
    ort = pytest.importorskip('onnxruntime')
    if 'CUDAExecutionProvider' in ort.get_available_providers():
        pytest.skip('this ONNX Runtime has CUDA')
    for device in ('cuda', 'cuda:1', 'tensorrt'):
        with pytest.raises(WeightsError, match='onnxruntime-gpu'):
            make_person_detector(tiny_yolo('fixed'), 'onnxruntime', device).load()


def test_an_unknown_backend_is_said():
    with pytest.raises(ValueError, match='darknet'):
        make_person_detector('people.onnx', 'darknet')
