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
SILERO_STEP = 512
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

    def stream(self) -> 'SileroStream':
        """Return a listener to one stream of sound, which uses this model while it is loaded.

        Raises:
            RuntimeError: used before `load`.
        """
        if self._session is None:
            raise RuntimeError('load() comes before stream()')
        return SileroStream(self._session)

    def _steps(self, samples):
        whole = max(1, -(-len(samples) // SILERO_STEP)) * SILERO_STEP
        return self.stream().feed(np.pad(samples, (0, whole - len(samples))))


class SileroStream:
    """Silero over a stream of sound: what came before is remembered."""

    step = SILERO_STEP

    def __init__(self, session):
        """Take the opened model; `SileroVoiceActivity.stream` makes one."""
        self._session = session
        self._rate = np.array(MODEL_RATE_HZ, np.int64)
        self.reset()

    def reset(self) -> None:
        """Forget what was heard, as where sound is missing."""
        self._state = np.zeros(_STATE_SHAPE, np.float32)
        # What the model is fed again of the past, then samples that do not fill a step yet.
        self._held = np.zeros(_CONTEXT, np.float32)

    def feed(self, samples: np.ndarray) -> np.ndarray:
        """Return the probability of speech of every step that `samples` complete.

        Args:
            samples: the next ones, float32 (n,) at 16 kHz, finite.

        Returns:
            float32 (steps,), 0..1; a step is SILERO_STEP samples.
        """
        held = np.concatenate([self._held, samples.astype(np.float32)])
        starts = range(0, len(held) - _CONTEXT - SILERO_STEP + 1, SILERO_STEP)
        probabilities = np.empty(len(starts), np.float32)
        for i, start in enumerate(starts):
            output, self._state = self._session.run(None, {
                'input': held[None, start:start + _CONTEXT + SILERO_STEP],
                'state': self._state, 'sr': self._rate})
            probabilities[i] = output[0, 0]
        # A copy, for a view would keep all of a long chunk.
        self._held = held[len(starts) * SILERO_STEP:].copy()
        return probabilities


def _model_path():
    spec = find_spec('silero_vad')
    folders = spec.submodule_search_locations if spec else ()
    for folder in folders:
        path = Path(folder) / 'data' / 'silero_vad.onnx'
        if path.is_file():
            return path
    raise MissingPackageError('silero-vad, which tells speech from noise, is not installed; '
                              'run: pip install silero-vad')
