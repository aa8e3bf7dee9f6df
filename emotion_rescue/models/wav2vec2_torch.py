"""Runs a wav2vec2 classifier through torch and transformers."""

from pathlib import Path

import numpy as np

from emotion_rescue.models.wav2vec2_checkpoint import load_wav2vec2
from emotion_rescue.models.wav2vec2_settings import Wav2Vec2Settings


class TorchWav2Vec2:
    """A loaded classifier; the slower of the two forms, which every checkpoint has."""

    def __init__(self, folder: Path, device: str = 'auto', threads: int = 0):
        """Load it.

        Args:
            folder: with config.json and safetensors.
            device: cpu, cuda, cuda:N, or auto for the best one present.
            threads: CPU threads of torch in this process; 0 leaves them as they are.

        Raises:
            WeightsError: as `load_wav2vec2`.
            MissingPackageError: torch or transformers is not installed.
        """
        self._folder = folder
        self._loaded = load_wav2vec2(folder, device)
        if threads:
            import torch
            torch.set_num_threads(threads)

    @property
    def settings(self) -> Wav2Vec2Settings:
        """How it is fed and read."""
        return self._loaded.settings

    def logits(self, samples: np.ndarray) -> np.ndarray:
        """Return float32 (b, outputs) for float32 samples (b, n) as the settings want them."""
        import torch
        with torch.inference_mode():
            batch = torch.from_numpy(samples).to(self._loaded.device)
            return self._loaded.network(batch).logits.float().cpu().numpy()

    def describe(self) -> str:
        """Return weights, parameters, library, device and bytes in one line."""
        parameters = list(self._loaded.network.parameters())
        count = sum(p.numel() for p in parameters)
        size = sum(p.numel() * p.element_size() for p in parameters)
        return (f'wav2vec2 {self._folder}, {count / 1e6:.2f} M parameters through torch, float32 '
                f'on {self._loaded.device}, {size / 1e6:.1f} MB')
