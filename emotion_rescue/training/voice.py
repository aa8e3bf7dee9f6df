"""Trains the small voice model from nothing on labelled voices, and calibrates it."""

from collections.abc import Callable
from dataclasses import dataclass
import json
from pathlib import Path
import time

import numpy as np

from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.core.voice_categories import NOBODY_HEARD
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.models.voice_head import from_level
from emotion_rescue.models.voice_head import to_level
from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.voice_input import normalised
from emotion_rescue.training.voice_data import VoiceData
from emotion_rescue.training.voice_hardening import VoiceHardening
from emotion_rescue.training.voice_imbalance import class_weights
from emotion_rescue.training.voice_network import new_voice_network
from emotion_rescue.training.voice_network import VOICE_OUTPUTS
from emotion_rescue.training.voice_teaching import SpectrumTeacher

_CATEGORIES = slice(0, len(VOICE_CATEGORIES))
_DIMENSIONS = [VOICE_OUTPUTS.index(name) for name in DIMENSIONS]
_DISTRESS = VOICE_OUTPUTS.index('distress')
_NOBODY = VOICE_CATEGORIES.index(NOBODY_HEARD)
_WINDOW = 2 * MODEL_RATE_HZ
_SPECTRUM_RATE = 3e-3
_SPECTRUM_WEIGHT = 0.2
_TEMPERATURES = np.geomspace(0.3, 5.0, 60)


@dataclass(frozen=True)
class VoiceRecipe:
    """How to train; the defaults made the weights that this package ships.

    Attributes:
        spectrum_epochs: passes in which the first layers learn the spectrum alone.
        epochs: passes over the training split.
        batch: clips a step.
        rate: highest learning rate (AdamW, linear warm-up over a twentieth, then cosine).
        seed: of initialisation, order and crops.
        threads: CPU threads.
        noises: how many noises are laid over the clips.
    """

    spectrum_epochs: int = 2
    epochs: int = 10
    batch: int = 32
    rate: float = 1e-3
    seed: int = 0
    threads: int = 1
    noises: int = 240


def train_voice(train: VoiceData, val: VoiceData, out: Path, recipe: VoiceRecipe,
                report: Callable[[str], None]):
    """Train, keep the best epoch on `val`, calibrate there and save a checkpoint to `out`.

    Returns:
        The trained network, as saved.
    """
    import torch
    from transformers.utils import logging
    logging.disable_progress_bar()
    torch.set_num_threads(recipe.threads)
    network = new_voice_network(recipe.seed)
    report(f'{sum(p.numel() for p in network.parameters())} parameters, {len(train)} clips')
    teacher = SpectrumTeacher(network)
    rng = np.random.default_rng(recipe.seed)
    weights = torch.from_numpy(class_weights(train.category))
    hardening = VoiceHardening(_WINDOW, noises=recipe.noises)
    _teach_spectrum(network, teacher, train, hardening, recipe, rng, report)
    steps = recipe.epochs * (len(train) // recipe.batch)
    optimiser = torch.optim.AdamW(
        [*network.parameters(), *teacher.parameters()], recipe.rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=max(steps, 1) + 1, pct_start=0.05)
    best, best_loss, begin = None, np.inf, time.monotonic()
    for epoch in range(recipe.epochs):
        taught = _epoch(network, teacher, train, weights, hardening, recipe.batch, optimiser,
                        schedule, rng)
        logits = voice_logits(network, val)
        loss = _loss(torch.from_numpy(logits), val, np.arange(len(val)), weights).item()
        if loss < best_loss:
            best_loss = loss
            best = {name: value.clone() for name, value in network.state_dict().items()}
            network.config.voice_calibration = calibration(logits, val)
            save_voice(network, out)  # what is interrupted leaves the best so far
        passed = time.monotonic() - begin
        report(f'epoch {epoch + 1} of {recipe.epochs}: loss {taught:.3f}, val {loss:.3f}, '
               f'{passed:.0f} s, {passed / (epoch + 1) * (recipe.epochs - epoch - 1):.0f} s left')
    network.load_state_dict(best)
    return network


def voice_logits(network, data: VoiceData, batch: int = 64) -> np.ndarray:
    """Return float32 (n, outputs): what `network` says of whole clips."""
    import torch
    network.eval()
    with torch.inference_mode():
        return np.concatenate([
            network(torch.from_numpy(normalised(data.samples[i:i + batch] / 32768.0))
                    ).logits.numpy()
            for i in range(0, len(data), batch)])


def calibration(logits: np.ndarray, data: VoiceData) -> dict:
    """Return what `VoiceCalibration` takes, measured on `data`."""
    said = (data.category != _NOBODY) & ~np.isnan(data.distress)
    errors = to_level(logits[:, _DIMENSIONS]) - data.vad
    return {
        'temperature': _best_temperature(lambda t: _category_nll(logits[:, _CATEGORIES] / t,
                                                                 data.category)),
        'distress_temperature': 1.0 if not said.any() else _best_temperature(
            lambda t: _binary_nll(logits[said, _DISTRESS] / t, data.distress[said])),
        'vad_std': {name: float(np.sqrt(np.nanmean(errors[:, i] ** 2)))
                    for i, name in enumerate(DIMENSIONS) if not np.isnan(errors[:, i]).all()}}


def save_voice(network, out: Path) -> None:
    """Write config.json, model.safetensors (fp16) and preprocessor_config.json."""
    import torch
    out.mkdir(parents=True, exist_ok=True)
    with torch.random.fork_rng():  # saving must not change how training goes on
        copy = type(network)(network.config)
    copy.load_state_dict(network.state_dict())
    copy.half().save_pretrained(out)
    (out / 'preprocessor_config.json').write_text(json.dumps({
        'feature_extractor_type': 'Wav2Vec2FeatureExtractor', 'feature_size': 1,
        'sampling_rate': MODEL_RATE_HZ, 'do_normalize': True, 'padding_value': 0.0,
        'padding_side': 'right', 'return_attention_mask': False}, indent=2) + '\n')


def _teach_spectrum(network, teacher, data, hardening, recipe, rng, report):
    import torch
    first_layers = network.wav2vec2.feature_extractor
    optimiser = torch.optim.AdamW([*first_layers.parameters(), *teacher.parameters()],
                                  _SPECTRUM_RATE)
    for epoch in range(recipe.spectrum_epochs):
        losses = []
        for chosen in _batches(len(data), recipe.batch, rng):
            samples = _hardened(data, hardening, chosen, rng)
            teacher.listen(samples)
            loss = teacher.loss(samples)
            _step(loss, optimiser, first_layers)
            losses.append(loss.item())
        report(f'spectrum {epoch + 1} of {recipe.spectrum_epochs}: loss {np.mean(losses):.3f}')


def _epoch(network, teacher, data, weights, hardening, batch, optimiser, schedule, rng):
    network.train()
    losses = []
    for chosen in _batches(len(data), batch, rng):
        samples = _hardened(data, hardening, chosen, rng)
        loss = _loss(network(samples).logits, data, chosen, weights)
        _step(loss + _SPECTRUM_WEIGHT * teacher.loss(samples), optimiser, network)
        schedule.step()
        losses.append(loss.item())
    return float(np.mean(losses)) if losses else float('nan')


def _hardened(data, hardening, chosen, rng):
    import torch
    return torch.from_numpy(hardening.windows(data.samples[chosen],
                                              data.category[chosen] == _NOBODY, rng))


def _batches(count, size, rng):
    order = rng.permutation(count)
    return [order[i:i + size] for i in range(0, count - size + 1, size)]


def _step(loss, optimiser, module):
    import torch
    optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(module.parameters(), 1.0)
    optimiser.step()


def _loss(logits, data, chosen, weights):
    """Return the loss of the chosen clips; what is not known of a clip teaches nothing.

    Rare categories count more, by `weights`.
    """
    import torch
    from torch.nn import functional
    levels = torch.from_numpy(from_level(data.vad[chosen]))
    distress = torch.from_numpy(np.where(data.category[chosen] == _NOBODY, np.nan,
                                         data.distress[chosen]).astype(np.float32))
    category = functional.cross_entropy(
        logits[:, _CATEGORIES], torch.from_numpy(data.category[chosen]), weights,
        label_smoothing=0.02)
    vad = _mean_where_known(
        lambda told, true: (told - true) ** 2, logits[:, _DIMENSIONS], levels)
    cry = _mean_where_known(
        lambda told, true: functional.binary_cross_entropy_with_logits(
            told, true, reduction='none'), logits[:, _DISTRESS], distress)
    return category + 5.0 * vad + cry


def _mean_where_known(loss, told, true):
    known = ~true.isnan()
    # A batch without anything known has nothing to say; its mean would be NaN.
    return loss(told[known], true[known]).sum() / max(1, int(known.sum()))


def _best_temperature(loss):
    return float(min(_TEMPERATURES, key=loss))


def _category_nll(logits, category):
    logits = logits - logits.max(axis=1, keepdims=True)
    chosen = logits[np.arange(len(logits)), category]
    return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - chosen))


def _binary_nll(logits, target):
    return float(np.mean(np.logaddexp(0.0, logits) - target * logits))
