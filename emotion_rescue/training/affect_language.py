"""Teaches projector and language model to answer, with the vision tower as it is.

The loss is the negative log-likelihood of the answers by the very function that scores people
later. An answer that is between two levels is shared between both words; an emotions list begins
with each of its categories equally often; 'yes' and 'no' share by how much distress there is.
"""

from collections.abc import Callable
from collections.abc import Sequence

import numpy as np

from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.vad import LEVEL_WORDS
from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_likelihood import log_likelihoods
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_tower import one_copy_each
from emotion_rescue.training.affect_tower import patch_features
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.best_epoch import train_to_best


def answer_targets(samples: Sequence[AffectSample]) -> np.ndarray:
    """Return float32 (n, answers): the share of each continuation; every field sums to 1 or 0."""
    targets = np.zeros((len(samples), sum(map(len, FIELDS.values()))), np.float32)
    fields = split_fields(targets)
    for i, sample in enumerate(samples):
        for name, level in zip(DIMENSIONS, sample.vad, strict=True):
            low = min(int(level), len(LEVEL_WORDS) - 1)
            fields[name][i, low - 1:low + 1] = low + 1 - level, level - low
        fields[EMOTIONS_FIELD][i] = sample.emotions / max(1, sample.emotions.sum())
        fields[DISTRESS_FIELD][i] = 1 - sample.distress, sample.distress
    return targets


class AnswerTeacher:
    """Trains what comes after the tower."""

    def __init__(self, model, processor):
        """Take a LLaVA model and its processor; projector and language model are changed."""
        self._model = model
        prompt = build_prompt(processor)
        tokenizer = processor.tokenizer
        self._tree = build_tree(
            continuation_tokens(tokenizer, prompt, continuations(prompt)))
        image = processor.image_token
        patches = model.config.vision_config.image_size // model.config.vision_config.patch_size
        self._prompt_ids = tokenizer(prompt.replace(image, image * patches ** 2))['input_ids']

    def log_likelihoods(self, features):
        """Return (n, answers) from `patch_features` of n views."""
        import torch
        from transformers.modeling_outputs import BaseModelOutputWithPooling

        tokens = self._model.model.multi_modal_projector(features.float())
        ids = torch.tensor(self._prompt_ids).expand(len(features), -1)
        return log_likelihoods(self._model, {
            'input_ids': ids, 'attention_mask': torch.ones_like(ids),
            'mm_encoder_outputs': {
                'image': BaseModelOutputWithPooling(pooler_output=list(tokens))}}, self._tree)

    def teach(self, views, targets, val_views, val_targets, schedule: Schedule,
              report: Callable[[str], None]) -> None:
        """Train, and leave the model at its best epoch on val.

        Args:
            views: uint8 tensor (n * copies, 3, h, w); each epoch takes one copy of everybody.
            targets: float tensor (n, answers), from `answer_targets`.
            val_views: uint8 tensor (m, 3, h, w).
            val_targets: float tensor (m, answers).
            schedule: how long and how fast.
            report: told each epoch's figures.
        """
        import torch

        tower = self._model.model.vision_tower.requires_grad_(False).eval()
        features, val_features = _all_features(tower, views), _all_features(tower, val_views)
        copies = len(views) // len(targets)

        def loss(chosen, rng):
            rows = one_copy_each(chosen, copies, rng)
            return _loss(self.log_likelihoods(features[rows]), targets[chosen])

        def evaluate():
            parts = val_features.split(schedule.batch)
            scores = torch.cat([self.log_likelihoods(part) for part in parts])
            return _loss(scores, val_targets).item(), ''

        train_to_best(self._model, len(targets), loss, evaluate, schedule, report)
        tower.requires_grad_(True)


def _loss(scores, targets):
    return -(scores * targets).sum(dim=1).mean() / len(FIELDS)


def _all_features(tower, views, batch=128):
    """Return float16 (n, patches, width), half the memory of float32."""
    import torch

    with torch.inference_mode():
        parts = [patch_features(tower, part).half() for part in views.split(batch)]
    return torch.cat(parts).clone()
