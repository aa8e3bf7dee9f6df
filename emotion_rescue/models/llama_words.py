"""Judges people from what they say, with a language model of the Llama family."""

from collections.abc import Sequence
import logging
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.words import WordsReading
from emotion_rescue.models.checkpoint_loading import go_offline
from emotion_rescue.models.llama_loader import load_llama
from emotion_rescue.models.llama_loader import SMOLLM2
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_calibration import CALIBRATION_FILE
from emotion_rescue.models.llava_calibration import read_calibration
from emotion_rescue.models.llava_description import describe_loaded
from emotion_rescue.models.llava_description import footprint_bytes
from emotion_rescue.models.llava_memory import free_unused
from emotion_rescue.models.llava_prompt import DISTRESS_FIELD
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import distress_log_odds
from emotion_rescue.models.llava_reading import read_distress
from emotion_rescue.models.llava_reading import read_emotions
from emotion_rescue.models.llava_reading import read_vad
from emotion_rescue.models.spoken_text import has_words
from emotion_rescue.models.spoken_text import mostly_latin
from emotion_rescue.models.spoken_text import sentences
from emotion_rescue.models.spoken_text import spoken_words
from emotion_rescue.models.words_likelihood import WordsLikelihood
from emotion_rescue.models.words_prompt import words_prompt

_logger = logging.getLogger(__name__)


class LlamaWordsScorer:
    """A WordsScorer (see `core.interfaces`) that reads likelihoods off instead of free text.

    It is the same scoring as that of images: valence, arousal and dominance are expectations over
    ten level words, emotions and distress calibrated probabilities where the adapter (or the
    weights) bring a calibration.json. What was said can move these numbers, and nothing else: no
    text is ever generated, so nothing that it demands can be done.
    """

    def __init__(self, weights: str | Path = '', adapter: str | Path = '',
                 precision: str = 'fp16', device: str = 'auto', threads: int = 0,
                 latin_only: bool = True):
        """Remember what to load; `load` does the work.

        Args:
            weights: local folder of a checkpoint (safetensors); '': SmolLM2 from its package.
            adapter: local folder of a PEFT adapter for it; '': none.
            precision: 'nf4', 'fp16' or 'fp32'; see `llama_loader.load_llama`. 'fp16' is bfloat16
                on the CPU: several times as fast as float32 where the CPU multiplies it (AMX,
                AVX-512 BF16), slower elsewhere.
            device: 'auto', 'cpu', 'cuda' or 'cuda:N'.
            threads: CPU threads of torch, for the whole process; 0: as they are.
            latin_only: text in another script stays unjudged, for models that know none.
        """
        self._weights = Path(weights) if str(weights) else None
        self._adapter = Path(adapter) if str(adapter) else None
        self._precision, self._device, self._threads = precision, device, threads
        self._latin_only = latin_only
        self._loaded = self._prompt = self._likelihood = self._calibration = None

    def load(self) -> None:
        """Load weights and judge one utterance.

        Raises:
            WeightsError: the weights, adapter or calibration are missing, broken or foreign.
            MissingPackageError: a library, or SmolLM2's package, is not installed.
        """
        go_offline()
        import torch

        if self._threads:
            torch.set_num_threads(self._threads)
        calibration = self._find_calibration()
        loaded = load_llama(self._weights, self._adapter, self._precision, self._device)
        try:
            self._prompt = words_prompt(loaded.tokenizer)
            self._likelihood = WordsLikelihood(loaded.model, self._prompt)
            self._loaded, self._calibration = loaded, calibration
            warm = self.answer_log_likelihoods('Is anybody there?')
        except (ValueError, RuntimeError, TypeError, IndexError, KeyError) as error:
            self.close()
            raise WeightsError(f'{self._name} was loaded, but cannot judge a text: '
                               f'{error}') from error
        if not np.isfinite(warm).all():
            self.close()
            raise WeightsError(f'{self._name} gives numbers that are not finite in the precision '
                               f'{self._precision}; use another')

    def close(self) -> None:
        """Give memory back; safe to call twice and before `load`."""
        device = self._loaded.device if self._loaded else ''
        self._loaded = self._prompt = self._likelihood = self._calibration = None
        if device:
            free_unused(device)

    def describe(self) -> str:
        """Return one line: weights, library, device, precision, footprint."""
        adapter = f' with adapter {self._adapter}' if self._adapter else ''
        if self._loaded is None:
            return f'words by {self._name}{adapter}: not loaded'
        return (f'words by {self._name}{adapter}: {describe_loaded(self._loaded)}, '
                f'{"calibrated" if self._calibration else "not calibrated"}')

    @property
    def footprint_bytes(self) -> int:
        """Bytes of the loaded model's parameters and buffers."""
        return footprint_bytes(self._loaded) if self._loaded else 0

    @property
    def calibration(self) -> Calibration | None:
        """That of the loaded weights; None without one, or not loaded."""
        return self._calibration

    @property
    def emotion_thresholds(self) -> np.ndarray | None:
        """Probabilities (26,) from which a category counts, NaN where unknown; None without."""
        return self._calibration.threshold if self._calibration else None

    def score(self, text: str, earlier: Sequence[str] = ()) -> WordsReading:
        """Return what `text` says of who has spoken it.

        Args:
            text: one utterance. Of a long one the end is read.
            earlier: what was said before, oldest first; the last three are read.

        Returns:
            All unknown where there are no words, or none in a script that the model knows.

        Raises:
            RuntimeError: not loaded.
        """
        plain = spoken_words(text)
        if not has_words(plain) or (self._latin_only and not mostly_latin(plain)):
            return WordsReading()
        fields = split_fields(self.answer_log_likelihoods(text, earlier))
        return WordsReading(read_emotions(fields, self._calibration), read_vad(fields),
                            read_distress(fields, self._calibration))

    def answer_log_likelihoods(self, text: str, earlier: Sequence[str] = ()) -> np.ndarray:
        """Return float64 (answers,): log-likelihood of each of `llava_prompt.continuations`.

        Of several sentences each is read by itself, too, and the answers about distress are those
        of the worst: neither "but I am fine", nor an order to find somebody well, nor small talk
        takes away what else was said.

        Args:
            text: as in `score`.
            earlier: as in `score`.

        Raises:
            RuntimeError: not loaded.
        """
        if self._loaded is None:
            raise RuntimeError('load() comes before score()')
        whole = self._read(text, earlier).copy()
        parts = [self._read(part, earlier) for part in sentences(spoken_words(text))]
        worst = max((whole, *parts), key=lambda read: distress_log_odds(split_fields(read)))
        split_fields(whole)[DISTRESS_FIELD][:] = split_fields(worst)[DISTRESS_FIELD]
        return whole

    def _read(self, text, earlier):
        return self._likelihood.log_likelihoods(
            self._prompt.tokens(self._loaded.tokenizer, text, earlier))

    @property
    def _name(self):
        return str(self._weights or SMOLLM2)

    def _find_calibration(self):
        folder = self._adapter or self._weights
        calibration = None if folder is None else read_calibration(folder)
        if calibration is None:
            _logger.warning('%s brings no %s: emotions and distress by words stay unknown; make '
                            'an adapter that has one with: emotion-rescue train text',
                            folder or SMOLLM2, CALIBRATION_FILE)
        return calibration
