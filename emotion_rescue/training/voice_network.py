"""A small wav2vec2 with one head for categories, dimensions and distress."""

import numpy as np

from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.models.voice_input import MODEL_RATE_HZ

# The order of the outputs; audeering's order of dimensions, so that nobody relies on another.
VOICE_OUTPUTS: tuple[str, ...] = (
    *VOICE_CATEGORIES, 'arousal', 'dominance', 'valence', 'distress')

# Bands of the first layer. Below, a pitch is heard by its harmonics: narrow bands, evenly spaced;
# above, as the ear does.
_LOWEST_BAND_HZ = 60.0
_HARMONICS_HZ, _HARMONIC_STEP_HZ = 1300.0, 25.0
_HIGHEST_BAND_HZ = 7200.0
_BANDS = 96
_KERNEL = 640
# High bands want less time, so that consonants stay apart.
_HIGH_KERNEL = 200


def voice_config():
    """Return the Wav2Vec2Config: about 1 M parameters, 25 frames a second.

    wav2vec2's own extractor spends most of its time in 512 channels at 3200 frames a second.
    Here the first layer is long and strided (640 samples every 128), so that it can be a bank of
    band filters which tell harmonics apart, and two narrow layers take it down to one frame every
    640 samples.
    """
    from transformers import Wav2Vec2Config
    return Wav2Vec2Config(
        hidden_size=128, num_hidden_layers=4, num_attention_heads=4, intermediate_size=384,
        conv_dim=(2 * _BANDS, 128, 128), conv_kernel=(_KERNEL, 7, 3), conv_stride=(128, 5, 1),
        conv_bias=True, feat_extract_norm='layer', do_stable_layer_norm=True,
        num_conv_pos_embeddings=32, num_conv_pos_embedding_groups=8,
        classifier_proj_size=128, vocab_size=32, apply_spec_augment=False, layerdrop=0.0,
        hidden_dropout=0.1, attention_dropout=0.0, feat_proj_dropout=0.0, final_dropout=0.0,
        id2label=dict(enumerate(VOICE_OUTPUTS)),
        label2id={name: i for i, name in enumerate(VOICE_OUTPUTS)})


def new_voice_network(seed: int):
    """Return an untrained Wav2Vec2ForSequenceClassification that starts from a filter bank."""
    import torch
    from transformers import Wav2Vec2ForSequenceClassification
    torch.manual_seed(seed)
    network = Wav2Vec2ForSequenceClassification(voice_config())
    first, second = (layer.conv for layer in network.wav2vec2.feature_extractor.conv_layers[:2])
    bands = band_filters()
    with torch.no_grad():
        first.weight.copy_(torch.from_numpy(bands)[:, None])
        # Layer norm would wipe out loudness over time; beside a bias it stays visible.
        torch.nn.init.normal_(first.bias, std=0.3)
        # The second layer begins by averaging both phases of a band, which makes an envelope.
        for band in range(min(_BANDS, second.out_channels)):
            second.weight[band, [band, band + _BANDS]] += 1.0 / second.kernel_size[0]
    return network


def band_centres_hz() -> np.ndarray:
    """Return (bands,): every 25 Hz, then even on the mel scale (O'Shaughnessy 1987)."""
    low_hz = np.arange(_LOWEST_BAND_HZ, _HARMONICS_HZ, _HARMONIC_STEP_HZ)
    mels = np.linspace(_mel(_HARMONICS_HZ), _mel(_HIGHEST_BAND_HZ), _BANDS - len(low_hz))
    return np.concatenate([low_hz, 700.0 * (10.0 ** (mels / 2595.0) - 1.0)])


def band_filters() -> np.ndarray:
    """Return float32 (2 * bands, 640) pairs of cosine and sine under a Hann window, energy 1."""
    centres_hz = band_centres_hz()
    t = (np.arange(_KERNEL) - _KERNEL / 2) / MODEL_RATE_HZ
    angle = 2.0 * np.pi * centres_hz[:, None] * t
    length = np.where(centres_hz < _HARMONICS_HZ, _KERNEL, _HIGH_KERNEL) / MODEL_RATE_HZ
    window = 0.5 + 0.5 * np.cos(2.0 * np.pi * np.clip(t / length[:, None], -0.5, 0.5))
    filters = np.concatenate([np.cos(angle) * window, np.sin(angle) * window])
    return (filters / np.linalg.norm(filters, axis=1, keepdims=True)).astype(np.float32)


def _mel(hz):
    return 2595.0 * np.log10(1.0 + hz / 700.0)
