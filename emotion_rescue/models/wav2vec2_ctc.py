"""Writes down what is said with a wav2vec2 that spells, letter by letter (CTC).

Connectionist temporal classification, Graves et al. 2006: one symbol a frame, of which runs are
one, and the blank symbol none.
"""

import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.words import Transcript
from emotion_rescue.models.checkpoint_folder import read_json
from emotion_rescue.models.checkpoint_folder import tensor_names
from emotion_rescue.models.checkpoint_loading import first_run_error
from emotion_rescue.models.checkpoint_loading import RUNNING_ERRORS
from emotion_rescue.models.llava_memory import free_unused
from emotion_rescue.models.voice_input import is_silent
from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.voice_input import model_samples
from emotion_rescue.models.voice_input import normalised
from emotion_rescue.models.wav2vec2_checkpoint import load_network
from emotion_rescue.models.wav2vec2_settings import check_wav2vec2
from emotion_rescue.models.wav2vec2_settings import wants_normalised

_WHAT = 'wav2vec2 checkpoint that writes down speech'
_HEAD = 'lm_head.weight'
# Attention costs memory with the square of the length, so long sound is written down in pieces.
_LONGEST_S = 20.0
# No word is shorter; also more than one frame of every wav2vec2.
_SHORTEST_S = 0.2


def is_ctc_folder(weights: str | Path) -> bool:
    """Return whether `weights` is a folder whose config.json says wav2vec2; '' is none.

    What else is wrong with it is told when it is loaded.
    """
    path = Path(weights) / 'config.json'
    if not str(weights) or not path.is_file():
        return False
    try:
        return read_json(path.parent, path.name, _WHAT).get('model_type') == 'wav2vec2'
    except WeightsError:
        return False


class CtcRecogniser:
    """A SpeechRecogniser for any Wav2Vec2ForCTC in a local folder.

    It knows its one language without a name for it, so transcripts name none. It was made for
    speech: unlike Whisper it has no answer for sound without words but a low confidence.
    """

    def __init__(self, *, weights: str | Path, device: str = 'auto', threads: int = 0):
        """Remember the settings; `load` does the work.

        Args:
            weights: folder with config.json, vocab.json and safetensors; never the network.
            device: 'cpu', 'cuda', 'cuda:N', or 'auto' for the best one present.
            threads: CPU threads of torch in this process; 0 leaves them as they are.
        """
        self._folder = Path(weights)
        self._device = device
        self._threads = threads
        self._network = self._tokenizer = None
        self._where, self._normalise = device, True

    def load(self) -> None:
        """Load the checkpoint and run it once.

        Raises:
            WeightsError: the checkpoint is missing, broken, foreign, or a pickle, its letters
                are not those of its outputs, or the device is not there or cannot run it.
            MissingPackageError: torch or transformers is not installed.
        """
        check_wav2vec2(self._folder)
        if _HEAD not in tensor_names(self._folder):
            raise WeightsError(f'{self._folder} holds a wav2vec2 that does not write ({_HEAD} is '
                               'missing); give a checkpoint that was fine-tuned with CTC')
        self._normalise = wants_normalised(self._folder)
        vocabulary = read_json(self._folder, 'vocab.json', _WHAT)
        if not all(isinstance(number, int) for number in vocabulary.values()):
            raise WeightsError(f'{self._folder / "vocab.json"} is no table of letters and '
                               'numbers; give a checkpoint for one language')
        network, self._where = load_network(self._folder, _form, self._device)
        self._tokenizer = _tokenizer(self._folder, network.config)
        if self._threads:
            import torch
            torch.set_num_threads(self._threads)
        self._network = network
        try:
            self._written(np.sin(np.arange(MODEL_RATE_HZ, dtype=np.float32)))
        except RUNNING_ERRORS as error:
            self.close()
            raise first_run_error(self._folder, self._where, error) from error

    def close(self) -> None:
        """Give the memory back."""
        if self._network is not None:
            self._network = self._tokenizer = None
            free_unused(self._where)

    def describe(self) -> str:
        """Return weights, parameters, device and bytes in one line."""
        if self._network is None:
            return f'wav2vec2 with CTC {self._folder}, not loaded'
        parameters = list(self._network.parameters())
        count = sum(p.numel() for p in parameters)
        size = sum(p.numel() * p.element_size() for p in parameters)
        return (f'wav2vec2 with CTC {self._folder}, {count / 1e6:.2f} M parameters, float32 on '
                f'{self._where}, {size / 1e6:.1f} MB')

    def transcribe(self, clip: AudioClip) -> Transcript:
        """Return what is said in `clip`: any number of channels and length, 4 to 192 kHz.

        Raises:
            InputError: samples that are not finite numbers, or an impossible rate.
            RuntimeError: used before `load`.
        """
        if self._network is None:
            raise RuntimeError('load() comes before transcribe()')
        samples = model_samples(clip)
        if len(samples) < _SHORTEST_S * MODEL_RATE_HZ or is_silent(samples):
            return Transcript()
        return self._written(samples)

    def _written(self, samples):
        count = math.ceil(len(samples) / (_LONGEST_S * MODEL_RATE_HZ))
        frames = [self._probabilities(piece) for piece in np.array_split(samples, count)]
        best = [piece.argmax(axis=1) for piece in frames]
        texts = [self._tokenizer.decode(ids.tolist(), skip_special_tokens=True) for ids in best]
        text = ' '.join(' '.join(texts).split())
        if not text:
            return Transcript()
        names = self._tokenizer
        # Not all_special_ids: there the space between words is among them.
        special = {names.pad_token_id, names.bos_token_id, names.eos_token_id, names.unk_token_id}
        emitted = np.concatenate([token_probabilities(piece, special) for piece in frames])
        return Transcript(text, confidence=math.exp(np.mean(np.log(emitted))))

    def _probabilities(self, samples):
        import torch
        if self._normalise:
            samples = normalised(samples)
        with torch.inference_mode():
            batch = torch.from_numpy(samples)[None].to(self._where)
            return self._network(batch).logits[0].float().softmax(dim=-1).cpu().numpy()


def token_probabilities(frames: np.ndarray, special: set[int]) -> np.ndarray:
    """Return the probability of each token of the greedy decoding, in its surest frame.

    Args:
        frames: (n, tokens) probabilities 0..1.
        special: numbers of the blank and of other tokens that stand for no letter.

    Returns:
        float (m,), in order.
    """
    best = frames.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    surest = np.maximum.reduceat(frames.max(axis=1), starts) if len(starts) else np.empty(0)
    return surest[~np.isin(best[starts], list(special))]


def _form():
    from transformers import Wav2Vec2ForCTC
    return Wav2Vec2ForCTC


def _tokenizer(folder, config):
    from transformers import Wav2Vec2CTCTokenizer
    try:
        tokenizer = Wav2Vec2CTCTokenizer.from_pretrained(folder, local_files_only=True)
    except (AttributeError, KeyError, OSError, TypeError, ValueError) as error:
        reason = ' '.join(str(error).split())[:200]
        raise WeightsError(f'{folder} has letters that cannot be read: {reason}') from error
    if len(tokenizer) < config.vocab_size:
        raise WeightsError(f'{folder} has {config.vocab_size} outputs, but vocab.json names '
                           f'{len(tokenizer)}; copy it from the same checkpoint')
    if tokenizer.pad_token_id != config.pad_token_id:
        raise WeightsError(f'{folder} has the blank at output {config.pad_token_id} by its '
                           f'config.json, at {tokenizer.pad_token_id} by its vocab.json; copy '
                           'both from the same checkpoint')
    return tokenizer
