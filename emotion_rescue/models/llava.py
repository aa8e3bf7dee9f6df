"""Judges people from how they look, and answers questions, with a model of the LLaVA family."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.sight_serving import SightServing
from emotion_rescue.models.checkpoint_loading import go_offline
from emotion_rescue.models.head_finder import read_head_finder
from emotion_rescue.models.llava_batches import Batches
from emotion_rescue.models.llava_description import describe_loaded
from emotion_rescue.models.llava_description import footprint_bytes
from emotion_rescue.models.llava_description import linear_4bit_count
from emotion_rescue.models.llava_memory import free_unused
from emotion_rescue.models.llava_pictures import asked_picture
from emotion_rescue.models.llava_pictures import person_picture
from emotion_rescue.models.llava_reading import reading_of
from emotion_rescue.models.llava_reading import unread
from emotion_rescue.models.llava_start import find_calibration
from emotion_rescue.models.llava_start import start_session

_BYTES_PER_MB = 1_000_000


class LlavaSightScorer:
    """A SightScorer (see `core.interfaces`) that reads likelihoods off instead of free text.

    Valence, arousal and dominance are expectations over the ten level words, with their standard
    deviation. Emotions and distress are calibrated probabilities where the weights (or the
    adapter, where there is one) bring a calibration.json; without it they are unknown, and the
    quality of the readings is low. Free questions are answered by the same loaded model.
    """

    def __init__(self, weights: str | Path, adapter: str | Path = '', precision: str = 'nf4',
                 device: str = 'auto', threads: int = 0, view_margin: float = 0.1, *,
                 batch: int = 4, budget_s: float = 0.0, cache_mb: int = 64):
        """Remember what to load; `load` does the work.

        Args:
            weights: local folder of a checkpoint (safetensors).
            adapter: local folder of a PEFT adapter for it; empty: none.
            precision: 'nf4', 'fp16' or 'fp32'; see `llava_loader.load_llava`.
            device: 'auto', 'cpu', 'cuda' or 'cuda:N'.
            threads: CPU threads of torch, for the whole process; 0: as many as cores.
            view_margin: how much is shown around a person, as a share of the box.
            batch: most views in one forward pass; fewer while memory does not suffice.
            budget_s: wall-clock seconds for one call of `score`; 0: as long as it takes.
            cache_mb: most memory for features of pictures seen lately, in MB.
        """
        self._weights = Path(weights)
        self._adapter = Path(adapter) if str(adapter) else None
        self._precision, self._device, self._threads = precision, device, threads
        self._view_margin, self._cache_mb = view_margin, cache_mb
        self._session = self._calibration = self._heads = None
        self._batches = Batches(lambda pictures: self.answer_log_likelihoods(pictures),
                                lambda: self._session.release(), largest=batch, budget_s=budget_s)

    def load(self) -> None:
        """Load weights and judge one grey picture; raises as `llava_start.start_session` does."""
        go_offline()
        import torch

        if self._threads:
            torch.set_num_threads(self._threads)
        self._calibration = find_calibration(self._weights, self._adapter)
        self._heads = read_head_finder(self._adapter or self._weights)
        self._session = start_session(self._weights, self._adapter, self._precision,
                                      self._device, self._cache_mb * _BYTES_PER_MB)

    def close(self) -> None:
        """Give memory back; safe to call twice and before `load`."""
        if self._session is None:
            return
        device = self._session.loaded.device
        self._session = None
        free_unused(device)

    def describe(self) -> str:
        """Return one line: weights, library, device, precision, 4-bit layers, footprint."""
        adapter = f' with adapter {self._adapter}' if self._adapter else ''
        session = self._session
        if session is None:
            return f'LLaVA {self._weights}{adapter}: not loaded'
        return (f'LLaVA {self._weights}{adapter}: {describe_loaded(session.loaded)}, '
                f'{"calibrated" if self._calibration else "not calibrated"}'
                f'{", finds heads" if self._heads else ""}')

    @property
    def linear_4bit_count(self) -> int:
        """Number of layers of the loaded model that are bitsandbytes' Linear4bit."""
        return linear_4bit_count(self._session.loaded) if self._session else 0

    @property
    def footprint_bytes(self) -> int:
        """Bytes of the loaded model's parameters and buffers."""
        return footprint_bytes(self._session.loaded) if self._session else 0

    @property
    def emotion_thresholds(self) -> np.ndarray | None:
        """Probabilities (26,) from which a category counts, NaN where unknown; None without."""
        return self._calibration.threshold if self._calibration else None

    def serving(self) -> SightServing:
        """Return how it gets along with memory and time; any thread may ask."""
        memory, session = self._batches.memory, self._session
        return SightServing(
            memory.size, memory.largest, memory.halvings, memory.unread, memory.short,
            self._batches.postponed, self._batches.time.seconds,
            *(session.features.runs, session.features.reuses) if session else (0, 0))

    def score(self, views: Sequence[PersonView]) -> list[SightReading]:
        """Return one reading a view, in the same order.

        It is unknown where a view shows too little, failed, or did not fit into memory even
        alone; and it is not judged (see `SightReading.judged`) where the time was up before.

        Raises:
            RuntimeError: not loaded, or the model failed on every single view.
        """
        if self._session is None:
            raise RuntimeError('load() comes before score()')
        pictures = [person_picture(view, self._view_margin, self._heads) for view in views]
        good = [i for i, picture in enumerate(pictures) if picture is not None]
        rows = self._batches.rows([pictures[i].rgb for i in good])
        late = set(good[len(rows):])
        readings = [unread(view, judged=i not in late) for i, view in enumerate(views)]
        for i, row in zip(good, rows, strict=False):
            if row is not None:
                readings[i] = reading_of(
                    views[i], row, pictures[i].quality, self._calibration)
        return readings

    def answer_log_likelihoods(self, pictures: Sequence[np.ndarray]) -> np.ndarray:
        """Return float64 (n, answers): log-likelihood of each of `llava_prompt.continuations`.

        Args:
            pictures: n > 0 arrays as `AffectView.rgb`, all in one batch.
        """
        return self._session.log_likelihoods(pictures)

    def ask(self, about: np.ndarray | PersonView, question: str, *, max_new_tokens: int = 64,
            max_seconds: float = 10.0) -> str:
        """Return the model's answer to a free question; may be ''.

        Args:
            about: an image, uint8 (height, width, 3), blue first; or one person in one.
            question: in plain words.
            max_new_tokens: longest answer.
            max_seconds: wall time after which no further token is begun.

        Raises:
            InputError: the question is empty, too long or not allowed, or too little of the
                person is in the image.
            MemoryShortError: memory does not suffice.
            RuntimeError: not loaded.
        """
        if self._session is None:
            raise RuntimeError('load() comes before ask()')
        return self._session.ask(asked_picture(about, self._view_margin, self._heads),
                                 question, max_new_tokens=max_new_tokens,
                                 max_seconds=max_seconds)
