"""Judges people from how they look, with a model of the LLaVA family."""

from collections.abc import Sequence
import gc
import logging
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.models.llava_calibration import CALIBRATION_FILE
from emotion_rescue.models.llava_calibration import read_calibration
from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_likelihood import log_likelihoods
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import read_distress
from emotion_rescue.models.llava_reading import read_emotions
from emotion_rescue.models.llava_reading import read_vad
from emotion_rescue.models.llava_reading import UNCALIBRATED_QUALITY
from emotion_rescue.models.llava_views import affect_view
from emotion_rescue.models.llava_views import VIEW_PX

_logger = logging.getLogger(__name__)


class LlavaSightScorer:
    """A SightScorer (see `core.interfaces`) that reads likelihoods off instead of free text.

    Valence, arousal and dominance are expectations over the ten level words, with their standard
    deviation. Emotions and distress are calibrated probabilities where the weights (or the
    adapter, where there is one) bring a calibration.json; without it they are unknown, and the
    quality of the readings is low.
    """

    def __init__(self, weights: str | Path, adapter: str | Path = '', precision: str = 'nf4',
                 device: str = 'auto', threads: int = 0, view_margin: float = 0.3):
        """Remember what to load; `load` does the work.

        Args:
            weights: local folder of a checkpoint (safetensors).
            adapter: local folder of a PEFT adapter for it; empty: none.
            precision: 'nf4', 'fp16' or 'fp32'; see `llava_loader.load_llava`.
            device: 'auto', 'cpu', 'cuda' or 'cuda:N'.
            threads: CPU threads of torch, for the whole process; 0: as many as cores.
            view_margin: how much is shown around a person, as a share of the box.
        """
        self._weights = Path(weights)
        self._adapter = Path(adapter) if str(adapter) else None
        self._precision, self._device, self._threads = precision, device, threads
        self._view_margin = view_margin
        self._loaded = self._tree = self._calibration = None
        self._prompt = ''

    def load(self) -> None:
        """Load weights and judge one grey picture; raises as `llava_loader.load_llava` does."""
        import torch

        if self._threads:
            torch.set_num_threads(self._threads)
        # An adapter changes the likelihoods, so the calibration of its base no longer holds.
        self._calibration = read_calibration(self._adapter or self._weights)
        if self._calibration is None:
            _logger.warning(
                '%s brings no %s: emotions and distress by looks stay unknown; fit one on '
                'labelled views with emotion_rescue.evaluation.affect_calibration.fit_calibration',
                self._adapter or self._weights, CALIBRATION_FILE)
        self._loaded = load_llava(self._weights, self._adapter, self._precision, self._device)
        try:
            self._prompt = build_prompt(self._loaded.processor)
            self._tree = build_tree(continuation_tokens(
                self._loaded.processor.tokenizer, self._prompt, continuations(self._prompt)))
            grey = np.full((VIEW_PX, VIEW_PX, 3), 127, np.uint8)
            warm = self.answer_log_likelihoods([grey])
        except (ValueError, RuntimeError, TypeError, IndexError, KeyError) as error:
            self.close()
            raise WeightsError(f'{self._weights} was loaded, but cannot judge a picture: '
                               f'{error}') from error
        if not np.isfinite(warm).all():
            self.close()
            raise WeightsError(f'{self._weights} gives numbers that are not finite in the '
                               f'precision {self._precision}; try another precision')

    def close(self) -> None:
        """Give memory back; safe to call twice and before `load`."""
        if self._loaded is None:
            return
        on_cuda = self._loaded.device.startswith('cuda')
        self._loaded = self._tree = None
        gc.collect()
        if on_cuda:
            import torch

            torch.cuda.empty_cache()

    def describe(self) -> str:
        """Return one line: weights, library, device, precision, 4-bit layers, footprint."""
        adapter = f' with adapter {self._adapter}' if self._adapter else ''
        if self._loaded is None:
            return f'LLaVA {self._weights}{adapter}: not loaded'
        config = self._loaded.model.config
        return (f'LLaVA {self._weights}{adapter}: transformers {config.model_type}, '
                f'{self._loaded.device}, {self._loaded.precision}, computing in '
                f'{str(self._loaded.model.dtype).removeprefix("torch.")}, '
                f'{self.linear_4bit_count} bitsandbytes 4-bit layers, '
                f'{self.footprint_bytes / 1e6:.1f} MB, '
                f'{"calibrated" if self._calibration else "not calibrated"}')

    @property
    def linear_4bit_count(self) -> int:
        """Number of layers of the loaded model that are bitsandbytes' Linear4bit."""
        if self._loaded is None:
            return 0
        from bitsandbytes.nn import Linear4bit

        return sum(isinstance(m, Linear4bit) for m in self._loaded.model.modules())

    @property
    def footprint_bytes(self) -> int:
        """Bytes of the loaded model's parameters and buffers."""
        return 0 if self._loaded is None else int(self._loaded.model.get_memory_footprint())

    @property
    def emotion_thresholds(self) -> np.ndarray | None:
        """Probabilities (26,) from which a category counts, NaN where unknown; None without."""
        return self._calibration.threshold if self._calibration else None

    def score(self, views: Sequence[PersonView]) -> list[SightReading]:
        """Return one reading a view, in the same order; unknown where a view shows too little.

        Raises:
            RuntimeError: not loaded, or the model failed on every single view.
        """
        if self._loaded is None:
            raise RuntimeError('load() comes before score()')
        pictures = [self._picture(view) for view in views]
        good = [i for i, picture in enumerate(pictures) if picture is not None]
        scores = self._scores_despite_failures([pictures[i].rgb for i in good])
        readings = [SightReading(view.person.person_id, view.frame.stamp_ns, quality=0.0)
                    for view in views]
        for i, row in zip(good, scores, strict=True):
            if row is not None:
                readings[i] = self._reading(views[i], row, pictures[i].quality)
        return readings

    def answer_log_likelihoods(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        """Return float64 (n, answers): log-likelihood of each of `llava_prompt.continuations`.

        Args:
            pictures: n > 0 arrays as `AffectView.rgb`.
        """
        import torch

        inputs = self._loaded.processor(
            images=list(pictures), text=[self._prompt] * len(pictures), return_tensors='pt')
        inputs = inputs.to(self._loaded.device)
        inputs['pixel_values'] = inputs['pixel_values'].to(self._loaded.model.dtype)
        with torch.inference_mode():
            scores = log_likelihoods(self._loaded.model, inputs, self._tree)
        return scores.double().cpu().numpy()

    def _picture(self, view):
        try:
            return affect_view(view.frame.bgr, view.person.xyxy, self._view_margin)
        except Exception:
            _logger.exception('person %s has a view that cannot be drawn', view.person.person_id)
            return None

    def _scores_despite_failures(self, pictures):
        """Return one row or None a picture; a batch that fails is tried again one by one."""
        try:
            return list(self.answer_log_likelihoods(pictures)) if pictures else []
        except Exception as error:
            if len(pictures) == 1:
                raise
            _logger.exception('a batch of %d views failed; trying one by one', len(pictures))
            rows = [self._score_alone(picture) for picture in pictures]
            if all(row is None for row in rows):
                raise RuntimeError(f'LLaVA failed on all of {len(rows)} views: {error}') from error
            return rows

    def _score_alone(self, picture):
        try:
            return self.answer_log_likelihoods([picture])[0]
        except Exception:
            _logger.exception('a view failed')
            return None

    def _reading(self, view, scores, quality):
        fields = split_fields(scores)
        if self._calibration is None:
            quality *= UNCALIBRATED_QUALITY
        return SightReading(
            person_id=view.person.person_id, stamp_ns=view.frame.stamp_ns,
            emotions=read_emotions(fields, self._calibration), vad=read_vad(fields),
            distress=read_distress(fields, self._calibration), quality=quality)
