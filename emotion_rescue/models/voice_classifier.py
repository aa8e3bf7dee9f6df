"""Chooses the library that runs a wav2vec2 classifier; the only place that knows both."""

import logging
from pathlib import Path
from typing import Protocol

import numpy as np

from emotion_rescue.models.onnx_session import cuda_is_built_in
from emotion_rescue.models.wav2vec2_onnx import ONNX_NAME
from emotion_rescue.models.wav2vec2_onnx import OnnxWav2Vec2
from emotion_rescue.models.wav2vec2_onnx import StaleOnnxError
from emotion_rescue.models.wav2vec2_settings import Wav2Vec2Settings
from emotion_rescue.models.wav2vec2_torch import TorchWav2Vec2

VOICE_BACKENDS: tuple[str, ...] = ('auto', 'torch', 'onnxruntime')

_log = logging.getLogger(__name__)


class VoiceClassifier(Protocol):
    """A loaded wav2vec2 classifier."""

    @property
    def settings(self) -> Wav2Vec2Settings:
        """How it is fed and read."""

    def logits(self, samples: np.ndarray) -> np.ndarray:
        """Return float32 (b, outputs) for float32 samples (b, n) as the settings want them."""

    def describe(self) -> str:
        """Return weights, library, device and bytes in one line."""


def load_voice_classifier(folder: Path, device: str = 'auto', backend: str = 'auto',
                          threads: int = 0) -> VoiceClassifier:
    """Load the classifier in `folder`.

    Args:
        folder: with config.json, and safetensors or model.onnx.
        device: cpu, cuda, cuda:N, or auto for the best one present.
        backend: torch or onnxruntime; auto: onnxruntime where there is a model.onnx of these
            weights and ONNX Runtime can use the device, else torch.
        threads: CPU threads; 0: as many as cores.

    Raises:
        ValueError: the backend is none of these.
        WeightsError: what is asked for is missing, broken or foreign.
        MissingPackageError: a library is not installed.
    """
    if backend == 'torch':
        return TorchWav2Vec2(folder, device, threads)
    if backend == 'onnxruntime':
        return OnnxWav2Vec2(folder, device, threads)
    if backend != 'auto':
        raise ValueError(f'backend is {backend!r}, expected {", ".join(VOICE_BACKENDS)}')
    if not (folder / ONNX_NAME).is_file():
        return TorchWav2Vec2(folder, device, threads)
    if device.startswith('cuda') and not cuda_is_built_in():
        return TorchWav2Vec2(folder, device, threads)
    try:
        return OnnxWav2Vec2(folder, device, threads)
    except StaleOnnxError as error:
        _log.warning('%s; until then it runs through torch, which is slower', error)
        return TorchWav2Vec2(folder, device, threads)
