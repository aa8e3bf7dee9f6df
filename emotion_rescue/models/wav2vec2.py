"""Judges voices with a wav2vec2 classifier, where somebody is heard at all."""

from pathlib import Path

import numpy as np

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.models.voice_activity import SileroVoiceActivity
from emotion_rescue.models.voice_head import VoiceAnswer
from emotion_rescue.models.voice_input import is_silent
from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.voice_input import model_samples
from emotion_rescue.models.voice_input import normalised
from emotion_rescue.models.wav2vec2_checkpoint import load_wav2vec2

# Attention costs memory with the square of the length, so long sound is judged in pieces.
_LONGEST_SAMPLES = 20 * MODEL_RATE_HZ
# Shorter sound is padded with silence; also covers the first layers of every wav2vec2.
_SHORTEST_SAMPLES = MODEL_RATE_HZ // 2


class Wav2Vec2VoiceScorer:
    """A VoiceScorer for any wav2vec2 sequence classifier in a local folder.

    What the outputs mean is read from the checkpoint, see `models.voice_head`. One model may
    give categories, dimensions and distress from one head, as the default weights do.

    Classifiers call noise aroused and unhappy, so a reading is given only where somebody is
    heard: the larger of Silero's probability of speech and, where the checkpoint has a class
    'none', the probability of everything else. A scream is no speech, which is why Silero does
    not decide alone; with a checkpoint without such a class, sounds without words are missed.
    """

    def __init__(self, *, weights: str | Path, device: str = 'auto', threads: int = 0,
                 speech_threshold: float = 0.5):
        """Remember the settings; `load` does the work.

        Args:
            weights: folder with config.json and safetensors; never the network.
            device: 'cpu', 'cuda', 'cuda:N', or 'auto' for the best one present.
            threads: CPU threads of torch in this process; 0 leaves them as they are.
            speech_threshold: probability 0..1 that somebody is heard below which there is no
                reading.
        """
        self._folder = Path(weights)
        self._device = device
        self._threads = threads
        self._threshold = speech_threshold
        self._activity = SileroVoiceActivity()
        self._loaded = None

    def load(self) -> None:
        """Load the checkpoint and Silero, and run both once.

        Raises:
            WeightsError: the checkpoint is missing, broken, foreign, or a pickle.
            MissingPackageError: a library is not installed.
        """
        self._activity.load()
        self._loaded = load_wav2vec2(self._folder, self._device)
        if self._threads:
            import torch
            torch.set_num_threads(self._threads)
        warm_up = np.sin(np.arange(2 * MODEL_RATE_HZ, dtype=np.float32))
        self._activity.probability(warm_up)
        self._answer(warm_up)

    def close(self) -> None:
        """Give the memory back."""
        self._loaded = None
        self._activity.close()

    def describe(self) -> str:
        """Return weights, parameters, device and bytes in one line."""
        if self._loaded is None:
            return f'wav2vec2 {self._folder}, not loaded'
        parameters = list(self._loaded.network.parameters())
        count = sum(p.numel() for p in parameters)
        size = sum(p.numel() * p.element_size() for p in parameters)
        return (f'wav2vec2 {self._folder}, {count / 1e6:.2f} M parameters, float32 on '
                f'{self._loaded.device}, {size / 1e6:.1f} MB')

    def score(self, clip: AudioClip) -> VoiceReading:
        """Return what is heard in `clip`: any number of channels and length, 4 to 192 kHz.

        Raises:
            InputError: samples that are not finite numbers, or an impossible rate.
            RuntimeError: used before `load`.
        """
        if self._loaded is None:
            raise RuntimeError('load() comes before score()')
        where = {'stamp_ns': clip.stamp_ns, 'duration_s': clip.duration_s,
                 'frame_id': clip.frame_id}
        samples = model_samples(clip)
        if is_silent(samples):
            # A microphone that is off says nothing of who is there.
            return VoiceReading(**where)
        answer = self._answer(samples)
        heard = float(np.fmax(self._activity.probability(samples), answer.somebody))
        if heard < self._threshold:
            return VoiceReading(**where, speech_probability=heard)
        return VoiceReading(**where, speech_probability=heard, emotions=answer.emotions,
                            vad=answer.vad, distress=answer.distress)

    def _answer(self, samples) -> VoiceAnswer:
        pieces = np.array_split(samples, -(-len(samples) // _LONGEST_SAMPLES))
        return self._loaded.head.read(np.mean([self._logits(piece) for piece in pieces], axis=0))

    def _logits(self, samples):
        import torch
        if self._loaded.normalise:
            samples = normalised(samples)
        samples = np.pad(samples, (0, max(0, _SHORTEST_SAMPLES - len(samples))))
        batch = torch.from_numpy(samples)[None].to(self._loaded.device)
        with torch.inference_mode():
            return self._loaded.network(batch).logits[0].float().cpu().numpy()
