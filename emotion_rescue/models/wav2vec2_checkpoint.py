"""Loads a wav2vec2 sequence classifier from a local folder, or says why it cannot be one."""

from collections.abc import Callable
from dataclasses import dataclass
import os
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.checkpoint_folder import tensor_names
from emotion_rescue.models.checkpoint_loading import resolve_device
from emotion_rescue.models.wav2vec2_settings import check_wav2vec2
from emotion_rescue.models.wav2vec2_settings import read_wav2vec2_settings
from emotion_rescue.models.wav2vec2_settings import Wav2Vec2Settings

# A tensor by which each form of classifier is known.
_PLAIN_HEAD = 'classifier.weight'
_DENSE_HEAD = 'classifier.dense.weight'
# Masks random frames while training; no part of a judgement.
_TRAINING_ONLY = {'wav2vec2.masked_spec_embed'}


@dataclass(frozen=True, eq=False)
class Wav2Vec2Checkpoint:
    """What a folder holds.

    Attributes:
        network: a torch module in evaluation mode; samples (b, n) in, logits (b, outputs) out.
        settings: how it is fed and read.
        device: where the network lies, such as 'cpu'.
    """

    network: Any
    settings: Wav2Vec2Settings
    device: str


def load_wav2vec2(folder: Path, device: str = 'auto') -> Wav2Vec2Checkpoint:
    """Return the classifier of `folder`, in float32, on 'cpu', 'cuda', 'cuda:N' or 'auto'.

    Raises:
        WeightsError: the folder is missing, holds another architecture or no safetensors, is
            damaged, lacks tensors or names for its outputs, or the device is not there.
        MissingPackageError: torch or transformers is not installed.
    """
    check_wav2vec2(folder)
    names = tensor_names(folder)
    if not names & {_PLAIN_HEAD, _DENSE_HEAD}:
        raise WeightsError(f'{folder} holds a wav2vec2 without a classifier ({_PLAIN_HEAD} is '
                           'missing); give a checkpoint that was fine-tuned on emotions')
    settings = read_wav2vec2_settings(folder)
    form = _dense_form if _DENSE_HEAD in names else _plain_form
    network, device = load_network(folder, form, device)
    return Wav2Vec2Checkpoint(network, settings, device)


def load_network(folder: Path, form: Callable[[], Any], device: str = 'auto') -> tuple[Any, str]:
    """Return a wav2vec2 of any form, in float32 and evaluation mode, and where it lies.

    Args:
        folder: with config.json and safetensors.
        form: imports and returns its class in transformers.
        device: 'cpu', 'cuda', 'cuda:N' or 'auto'.

    Raises:
        WeightsError: it is damaged or lacks tensors, or the device is not there.
        MissingPackageError: torch or transformers is not installed.
    """
    # Read at import by the hub library, so it comes before the first import of transformers.
    os.environ['HF_HUB_OFFLINE'] = '1'
    network = _network(folder, form)
    device = resolve_device(device)
    return network.to(device).eval(), device


def _network(folder, form):
    try:
        form = form()
        from transformers.utils import logging
    except ImportError as error:
        raise MissingPackageError(f'{error.name}, which runs wav2vec2, is not installed; install '
                                  'emotion_rescue with its models') from error
    import torch
    logging.disable_progress_bar()
    try:
        network, info = form.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=torch.float32,
            output_loading_info=True)
    except (AttributeError, KeyError, OSError, RuntimeError, TypeError, ValueError) as error:
        reason = ' '.join(str(error).split())[:200]
        raise WeightsError(f'{folder} cannot be loaded as wav2vec2: {reason}') from error
    absent = sorted(set(info['missing_keys']) - _TRAINING_ONLY)
    if absent:  # transformers would go on with random numbers in their place
        raise WeightsError(f'{folder} lacks {len(absent)} tensors of its own architecture, such '
                           f'as {absent[0]}; copy the folder again')
    return network


def _plain_form():
    from transformers import Wav2Vec2ForSequenceClassification
    return Wav2Vec2ForSequenceClassification


def _dense_form():
    """Return the class of checkpoints like audeering's emotion model of MSP-Podcast.

    Their head, as their model card describes it: the mean of the hidden states, a dense layer
    with tanh, and an output layer, named classifier.dense and classifier.out_proj.
    """
    from torch import nn
    from transformers import Wav2Vec2Model
    from transformers import Wav2Vec2PreTrainedModel
    from transformers.modeling_outputs import SequenceClassifierOutput

    class DenseHead(nn.Module):
        def __init__(self, config):
            super().__init__()
            self.dense = nn.Linear(config.hidden_size, config.hidden_size)
            self.out_proj = nn.Linear(config.hidden_size, config.num_labels)

        def forward(self, pooled):
            return self.out_proj(self.dense(pooled).tanh())

    class Wav2Vec2WithDenseHead(Wav2Vec2PreTrainedModel):
        def __init__(self, config):
            super().__init__(config)
            self.wav2vec2 = Wav2Vec2Model(config)
            self.classifier = DenseHead(config)
            self.post_init()

        def forward(self, input_values):
            hidden = self.wav2vec2(input_values).last_hidden_state
            return SequenceClassifierOutput(logits=self.classifier(hidden.mean(dim=1)))

    return Wav2Vec2WithDenseHead
