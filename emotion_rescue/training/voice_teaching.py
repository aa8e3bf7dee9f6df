"""Teaches the first layers of a wav2vec2 to hear a spectrum, before and beside the labels.

One label a clip is too little to learn from a raw waveform what a spectrum is. So a linear layer
on top of the frame features has to tell the log-mel energies of every frame, and the harmonics, by
which a pitch is known; it is thrown away after training.
"""

import numpy as np

from emotion_rescue.models.voice_input import MODEL_RATE_HZ

_BANDS = 32
_WINDOW = 512
_HOP = 320
# Spectra in one of the network's frames, which is 640 samples apart from the next.
_SPECTRA_A_FRAME = 2
_FLOOR = 1e-2
# A voice's harmonics: bins of 15.6 Hz from 62 to 1000 Hz, one spectrum a frame.
_HARMONIC_WINDOW, _HARMONIC_HOP = 1024, 640
_HARMONIC_BINS = slice(4, 65)
_HARMONICS = _HARMONIC_BINS.stop - _HARMONIC_BINS.start


class SpectrumTeacher:
    """Holds the linear layer that is to tell the spectrum, and measures how well it does."""

    def __init__(self, network):
        """Listen to the frame features of `network`, a Wav2Vec2ForSequenceClassification."""
        import torch
        self._network = network
        self._layer = torch.nn.Linear(network.config.conv_dim[-1],
                                      _SPECTRA_A_FRAME * _BANDS + _HARMONICS)
        self._features = None
        network.wav2vec2.feature_extractor.register_forward_hook(self._remember)

    def parameters(self):
        """Return the parameters of the linear layer, for the optimiser."""
        return self._layer.parameters()

    def listen(self, samples) -> None:
        """Run the first layers alone on a tensor (n, samples)."""
        self._network.wav2vec2.feature_extractor(samples)

    def loss(self, samples):
        """Return how far the last features are from the spectra of `samples` (n, samples)."""
        import torch
        told = self._layer(self._features.transpose(1, 2))
        with torch.no_grad():
            mels, tones = log_mels(samples), log_harmonics(samples)
            frames = min(told.shape[1], mels.shape[1] // _SPECTRA_A_FRAME, tones.shape[1])
            mels = mels[:, :frames * _SPECTRA_A_FRAME].reshape(len(told), frames, -1)
            wanted = torch.cat([mels, tones[:, :frames]], dim=2)
        return torch.nn.functional.mse_loss(told[:, :frames], wanted)

    def _remember(self, module, given, features):
        self._features = features


def log_mels(samples):
    """Return log energies (n, spectra, bands) of a tensor (n, samples) of unit variance."""
    import torch
    spectra = torch.stft(samples, _WINDOW, _HOP, window=torch.hann_window(_WINDOW), center=False,
                         return_complex=True).abs().square()
    energies = torch.from_numpy(_band_weights()) @ spectra
    return torch.log(energies / _WINDOW + _FLOOR).transpose(1, 2)


def log_harmonics(samples):
    """Return log energies (n, spectra, bins) below 1 kHz, each spectrum of mean 0."""
    import torch
    spectra = torch.stft(samples, _HARMONIC_WINDOW, _HARMONIC_HOP,
                         window=torch.hann_window(_HARMONIC_WINDOW), center=False,
                         return_complex=True).abs().square()[:, _HARMONIC_BINS]
    logs = torch.log(spectra / _HARMONIC_WINDOW + _FLOOR)
    return (logs - logs.mean(dim=1, keepdim=True)).transpose(1, 2)


def _band_weights():
    """Return float32 (bands, bins): triangles even on the mel scale."""
    top_mel = 2595.0 * np.log10(1.0 + MODEL_RATE_HZ / 2 / 700.0)
    edges_hz = 700.0 * (10.0 ** (np.linspace(0.0, top_mel, _BANDS + 2) / 2595.0) - 1.0)
    bins_hz = np.linspace(0.0, MODEL_RATE_HZ / 2, _WINDOW // 2 + 1)
    low, centre, high = (edges_hz[i:i + _BANDS, None] for i in range(3))
    rise, fall = (bins_hz - low) / (centre - low), (high - bins_hz) / (high - centre)
    return np.maximum(0.0, np.minimum(rise, fall)).astype(np.float32)
