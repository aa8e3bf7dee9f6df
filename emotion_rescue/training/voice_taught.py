"""Takes from a voice model the outputs that its data could not teach.

Most data sets say nothing of valence, arousal, dominance and distress, and have no noise or
knocking. An output that nothing taught gives random numbers, which would be taken for readings.
Without it, `models.voice_head` concludes distress from the categories, and says what is unknown.
"""

from collections.abc import Sequence
import copy

import numpy as np

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.voice_categories import NOBODY_HEARD
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.training.voice_data import VoiceData
from emotion_rescue.training.voice_network import VOICE_OUTPUTS


def taught_outputs(data: VoiceData) -> tuple[str, ...]:
    """Return which of `VOICE_OUTPUTS` the labels of `data` say anything of.

    Raises:
        InputError: all clips are of one category.
    """
    taught = {VOICE_CATEGORIES[i] for i in np.unique(data.category)}
    if len(taught) < 2:
        raise InputError(f'all {len(data)} clips are of one category, {", ".join(taught)}; there '
                         'is nothing to tell apart, add clips of others')
    taught |= {name for i, name in enumerate(DIMENSIONS) if not np.isnan(data.vad[:, i]).all()}
    somebody = data.category != VOICE_CATEGORIES.index(NOBODY_HEARD)
    if not np.isnan(data.distress[somebody]).all():
        taught.add('distress')
    return tuple(name for name in VOICE_OUTPUTS if name in taught)


def only_taught(network, names: Sequence[str]):
    """Return a copy of `network` with the outputs `names` alone, in the order they have there.

    Args:
        network: a Wav2Vec2ForSequenceClassification whose id2label names its outputs.
        names: among these.
    """
    import torch
    kept = [i for i, name in sorted(network.config.id2label.items()) if name in names]
    config = copy.deepcopy(network.config)
    config.id2label = {i: network.config.id2label[k] for i, k in enumerate(kept)}
    config.label2id = {name: i for i, name in config.id2label.items()}
    measured = getattr(config, 'voice_calibration', None)
    if measured:
        config.voice_calibration = {**measured, 'vad_std': {
            name: value for name, value in measured.get('vad_std', {}).items() if name in names}}
    with torch.random.fork_rng():
        smaller = type(network)(config)
    tensors = {name: value.clone() for name, value in network.state_dict().items()}
    for name in ('classifier.weight', 'classifier.bias'):
        tensors[name] = tensors[name][kept]
    smaller.load_state_dict(tensors)
    return smaller
