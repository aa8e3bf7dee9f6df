"""Whether somebody speaks: Silero's voice activity model, from its wheel, with ONNX Runtime.

https://github.com/snakers4/silero-vad (MIT). The file is found without importing the wheel's
code, which would load torch and change its number of threads.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.models.voice_input import MODEL_RATE_HZ

# Geometry of the model at 16 kHz: samples of a step, and of the past that it is fed again.
_STEP = 512
_CONTEXT = 64
_STATE_SHAPE = (2, 1, 128)
# A voice must last this long in total within a window: clicks last one step.
_LASTING_STEPS = 8


class SileroVoiceActivity:
    """Tells speech from other sounds; screams and moans often are no speech to it."""

    def __init__(self):
        self._session = None

    def load(self) -> None:
        """Open the model.

        Raises:
            MissingPackageError: silero-vad or onnxruntime is not installed.
        """
        path = _model_path()
        try:
            import onnxruntime
        except ImportError:
            raise MissingPackageError('onnxruntime, which runs voice activity detection, is not '
                                      'installed; run: pip install onnxruntime') from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=['CPUExecutionProvider'])

    def close(self) -> None:
        """Give the model back."""
        self._session = None

    def probability(self, samples: np.ndarray) -> float:
        """Return 0..1 that `samples`, float32 (n,) at 16 kHz, hold a quarter second of speech."""
        steps = self._steps(samples)
        return float(np.sort(steps)[-min(_LASTING_STEPS, len(steps))])

    def _steps(self, samples):
        whole = max(1, -(-len(samples) // _STEP)) * _STEP
        padded = np.pad(samples, (_CONTEXT, whole - len(samples))).astype(np.float32)
        state, rate = np.zeros(_STATE_SHAPE, np.float32), np.array(MODEL_RATE_HZ, np.int64)
        probabilities = []
        for start in range(0, whole, _STEP):
            chunk = padded[None, start:start + _CONTEXT + _STEP]
            output, state = self._session.run(
                None, {'input': chunk, 'state': state, 'sr': rate})
            probabilities.append(output[0, 0])
        return np.array(probabilities)


def _model_path():
    spec = find_spec('silero_vad')
    folders = spec.submodule_search_locations if spec else ()
    for folder in folders:
        path = Path(folder) / 'data' / 'silero_vad.onnx'
        if path.is_file():
            return path
    raise MissingPackageError('silero-vad, which tells speech from noise, is not installed; '
                              'run: pip install silero-vad')
