"""Runs a wav2vec2 classifier through ONNX Runtime: no torch, no transformers, and faster.

`emotion-rescue models export-voice` makes the file model.onnx beside the weights, see
`models.wav2vec2_export`. It remembers which weights it was made from, so that weights which were
trained anew are never judged by their forerunners.
"""

import hashlib
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.checkpoint_folder import weight_files
from emotion_rescue.models.onnx_session import open_session
from emotion_rescue.models.wav2vec2_settings import read_wav2vec2_settings
from emotion_rescue.models.wav2vec2_settings import Wav2Vec2Settings
from emotion_rescue.models.weights_manifest import sha256_of

ONNX_NAME = 'model.onnx'
INPUT_NAME, OUTPUT_NAME = 'samples', 'logits'
# In the file's metadata: the checksum of what it was made from.
DIGEST_KEY = 'weights_sha256'
EXPORT_HINT = 'run "emotion-rescue models export-voice --weights FOLDER" again'


class OnnxWav2Vec2:
    """A classifier in an ONNX Runtime session."""

    def __init__(self, folder: Path, device: str = 'auto', threads: int = 0):
        """Open FOLDER/model.onnx.

        Args:
            folder: with config.json and model.onnx. Where it holds safetensors, too, model.onnx
                has to be of these.
            device: cpu, cuda, cuda:N or tensorrt; auto takes CUDA where it works, else the CPU.
            threads: CPU threads; 0: as many as this process may use.

        Raises:
            WeightsError: model.onnx is missing, broken, no classifier of sound or of other
                weights; the folder is incomplete; or the device is not there.
            MissingPackageError: onnxruntime is not installed.
        """
        self._path = folder / ONNX_NAME
        self.settings: Wav2Vec2Settings = read_wav2vec2_settings(folder)
        if not self._path.is_file():
            raise WeightsError(f'{folder} has no {ONNX_NAME}; run "emotion-rescue models '
                               'export-voice --weights FOLDER", or set the backend to torch')
        self._session = open_session(self._path, device, threads)
        self._check(folder)

    def logits(self, samples: np.ndarray) -> np.ndarray:
        """Return float32 (b, outputs) for float32 samples (b, n) as the settings want them."""
        return self._session.run([OUTPUT_NAME], {INPUT_NAME: np.ascontiguousarray(samples)})[0]

    def describe(self) -> str:
        """Return weights, library, device and bytes in one line."""
        provider = self._session.get_providers()[0].removesuffix('ExecutionProvider').lower()
        return (f'wav2vec2 {self._path.parent} through ONNX Runtime, float32 on {provider}, '
                f'{self._path.stat().st_size / 1e6:.1f} MB')

    def _check(self, folder):
        ends = [[(end.name, len(end.shape)) for end in both]
                for both in (self._session.get_inputs(), self._session.get_outputs())]
        if ends != [[(INPUT_NAME, 2)], [(OUTPUT_NAME, 2)]]:
            raise WeightsError(f'{self._path} is no classifier of sound made by this package; '
                               f'{EXPORT_HINT}')
        count = self._session.get_outputs()[0].shape[1]
        if count != self.settings.outputs:
            raise WeightsError(f'{self._path} has {count} outputs and config.json names '
                               f'{self.settings.outputs}; {EXPORT_HINT}')
        made_from = self._session.get_modelmeta().custom_metadata_map.get(DIGEST_KEY)
        if any(folder.glob('*.safetensors')) and made_from != weights_digest(folder):
            raise StaleOnnxError(f'{self._path} was made from other weights than those beside '
                                 f'it; {EXPORT_HINT}')


class StaleOnnxError(WeightsError):
    """A model.onnx that was made from other weights than those beside it."""


def weights_digest(folder: Path) -> str:
    """Return one checksum of all safetensors of the checkpoint in `folder`.

    Raises:
        WeightsError: there are none, or they are incomplete.
    """
    sums = ''.join(sha256_of(path) for path in weight_files(folder))
    return hashlib.sha256(sums.encode()).hexdigest()
