"""A small wav2vec2 with one head for categories, dimensions and distress."""

import numpy as np

from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.models.voice_input import MODEL_RATE_HZ

# The order of the outputs; audeering's order of dimensions, so that nobody relies on another.
VOICE_OUTPUTS: tuple[str, ...] = (
    *VOICE_CATEGORIES, 'arousal', 'dominance', 'valence', 'distress')

_LOWEST_BAND_HZ = 80.0
_HIGHEST_BAND_HZ = 7200.0


def voice_config():
    """Return the Wav2Vec2Config: about 1 M parameters, 25 frames a second.

    wav2vec2's own extractor spends most of its time in 512 channels at 3200 frames a second.
    Here the first layer is long and strided (128 samples every 32), so that it can be a bank of
    band filters, and two narrow layers take it down to one frame every 640 samples.
    """
    from transformers import Wav2Vec2Config
    return Wav2Vec2Config(
        hidden_size=128, num_hidden_layers=4, num_attention_heads=4, intermediate_size=384,
        conv_dim=(64, 96, 128), conv_kernel=(128, 8, 5), conv_stride=(32, 4, 5),
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
    bands = mel_filters(first.out_channels, first.kernel_size[0])
    with torch.no_grad():
        first.weight.copy_(torch.from_numpy(bands)[:, None])
        # Layer norm would wipe out loudness over time; beside a bias it stays visible.
        torch.nn.init.normal_(first.bias, std=0.3)
        # The second layer begins by averaging each band, which makes an envelope of it.
        each = torch.arange(first.out_channels)
        second.weight[each, each] += 1.0 / second.kernel_size[0]
    return network


def mel_filters(count: int, length: int) -> np.ndarray:
    """Return float32 (count, length) pairs of cosine and sine under a Hann window.

    Their centres are even on the mel scale (O'Shaughnessy 1987), each filter has unit energy.
    """
    def mel(hz):
        return 2595.0 * np.log10(1.0 + hz / 700.0)
    mels = np.linspace(mel(_LOWEST_BAND_HZ), mel(_HIGHEST_BAND_HZ), count // 2)
    centres_hz = 700.0 * (10.0 ** (mels / 2595.0) - 1.0)
    t = (np.arange(length) - length / 2) / MODEL_RATE_HZ
    angle = 2.0 * np.pi * centres_hz[:, None] * t
    filters = np.concatenate([np.cos(angle), np.sin(angle)]) * np.hanning(length)
    return (filters / np.linalg.norm(filters, axis=1, keepdims=True)).astype(np.float32)
