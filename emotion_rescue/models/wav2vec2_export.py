"""Writes a wav2vec2 classifier as model.onnx beside its weights, once it gives the same answers.

Length and number of the stretches of sound stay free. torch's exporter by tracing is used: the
newer one, by torch.export, needs the package onnxscript.
"""

from collections.abc import Callable
import os
from pathlib import Path
import warnings

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.onnx_session import open_session
from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.voice_input import normalised
from emotion_rescue.models.wav2vec2_checkpoint import load_wav2vec2
from emotion_rescue.models.wav2vec2_onnx import DIGEST_KEY
from emotion_rescue.models.wav2vec2_onnx import INPUT_NAME
from emotion_rescue.models.wav2vec2_onnx import ONNX_NAME
from emotion_rescue.models.wav2vec2_onnx import OUTPUT_NAME
from emotion_rescue.models.wav2vec2_onnx import weights_digest

# Largest difference of a logit between torch and ONNX Runtime, relative to logits beyond 1.
TOLERANCE = 1e-4
_OPSET = 17
# One file of protobuf holds 2 GiB.
_LARGEST_BYTES = 2_000_000_000
# (stretches, samples) on which both have to agree; the one that is traced is none of them.
_TRIED = ((1, MODEL_RATE_HZ // 2), (1, 2 * MODEL_RATE_HZ), (3, 20011), (2, 5 * MODEL_RATE_HZ + 7))
_TRACED = (2, MODEL_RATE_HZ)


def export_wav2vec2(folder: Path, say: Callable[[str], None] = lambda text: None
                    ) -> tuple[Path, float]:
    """Write FOLDER/model.onnx, whole or not at all; one that is there is replaced.

    Args:
        folder: with config.json and safetensors; any wav2vec2 sequence classifier.
        say: told what goes on.

    Returns:
        Path of the file, and the largest difference of a logit that was found.

    Raises:
        WeightsError: the checkpoint cannot be loaded, is too large, or the file would give other
            answers than torch does.
        MissingPackageError: torch, transformers, onnx or onnxruntime is not installed.
        UnfinishedError: no room or no right to write.
    """
    loaded = load_wav2vec2(folder, 'cpu')
    size = sum(p.numel() * p.element_size() for p in loaded.network.parameters())
    if size > _LARGEST_BYTES:
        raise WeightsError(f'{folder} has {size / 1e9:.1f} GB of parameters, and an .onnx file '
                           f'holds {_LARGEST_BYTES / 1e9:.0f} GB; run it with the backend torch')
    out, part = folder / ONNX_NAME, folder / f'.{ONNX_NAME}.part'
    try:
        say(f'writing {size / 1e6:.1f} MB')
        _write(loaded.network, weights_digest(folder), part)
        say('comparing with torch')
        difference = _difference(loaded, part)
        if not difference <= TOLERANCE:
            raise WeightsError(f'{folder} gives other answers through ONNX Runtime than through '
                               f'torch (by {difference:.2g}); run it with the backend torch')
        with part.open('rb') as file:
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as error:
        raise UnfinishedError(f'{out} cannot be written ({error}); make room there, or copy the '
                              'checkpoint to where you may write') from error
    finally:
        part.unlink(missing_ok=True)
    return out, difference


def _write(network, digest, path):
    import torch
    try:
        import onnx
    except ImportError as error:
        raise MissingPackageError('writing .onnx files needs the package onnx; '
                                  'pip install -r requirements/development.txt') from error

    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, samples):
            return self.network(samples).logits

    with warnings.catch_warnings():
        # That tracing is the older way, and that shapes seen while tracing might be kept; whether
        # any was is what the comparison on other lengths finds out.
        warnings.simplefilter('ignore')
        torch.onnx.export(
            Logits().eval(), (torch.randn(_TRACED),), str(path), dynamo=False,
            opset_version=_OPSET, input_names=[INPUT_NAME], output_names=[OUTPUT_NAME],
            dynamic_axes={INPUT_NAME: {0: 'stretches', 1: 'length'},
                          OUTPUT_NAME: {0: 'stretches'}})
    model = onnx.load(path)
    entry = model.metadata_props.add()
    entry.key, entry.value = DIGEST_KEY, digest
    onnx.save(model, path)


def _difference(loaded, path):
    import torch
    session = open_session(path, 'cpu')
    rng, worst = np.random.default_rng(0), 0.0
    for shape in _TRIED:
        samples = normalised(rng.standard_normal(shape))
        with torch.inference_mode():
            wanted = loaded.network(torch.from_numpy(samples)).logits.numpy()
        given, = session.run([OUTPUT_NAME], {INPUT_NAME: samples})
        scale = np.maximum(1.0, np.abs(wanted))
        worst = max(worst, float(np.max(np.abs(given - wanted) / scale)))
    return worst
