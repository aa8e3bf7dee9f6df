"""Judges voices with a wav2vec2 classifier, where somebody is heard at all."""

from collections.abc import Sequence
import logging
import math
from pathlib import Path

import numpy as np

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.models.voice_activity import SileroVoiceActivity
from emotion_rescue.models.voice_input import is_silent
from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.voice_input import model_samples
from emotion_rescue.models.voice_judge import VoiceJudge

_logger = logging.getLogger(__name__)


class Wav2Vec2VoiceScorer:
    """A VoiceScorer for any wav2vec2 sequence classifier in a local folder.

    What the outputs mean is read from the checkpoint, see `models.voice_head`. One model may
    give categories, dimensions and distress from one head, as the default weights do.

    Classifiers call noise aroused and unhappy, so a reading is given only where somebody is
    heard: the larger of Silero's probability of speech and, where the checkpoint has a class
    'none', the probability of everything else. A scream is no speech, which is why Silero does
    not decide alone; with a checkpoint without such a class, sounds without words are missed.
    """

    def __init__(self, *, weights: str | Path, device: str = 'auto', backend: str = 'auto',
                 threads: int = 0, speech_threshold: float = 0.5):
        """Remember the settings; `load` does the work.

        Args:
            weights: folder with config.json, and safetensors or model.onnx; never the network.
            device: 'cpu', 'cuda', 'cuda:N', or 'auto' for the best one present.
            backend: 'torch' or 'onnxruntime'; 'auto' is onnxruntime where there is a model.onnx.
            threads: CPU threads; 0: as many as cores.
            speech_threshold: probability 0..1 that somebody is heard below which there is no
                reading.
        """
        self._folder = Path(weights)
        self._device = device
        self._backend = backend
        self._threads = threads
        self._threshold = speech_threshold
        self._activity = SileroVoiceActivity()
        self._judge = None

    def load(self) -> None:
        """Load the checkpoint and Silero, and run both once.

        Raises:
            WeightsError: the checkpoint is missing, broken, foreign, or a pickle.
            MissingPackageError: a library is not installed.
        """
        self._activity.load()
        self._judge = VoiceJudge(self._folder, self._device, self._backend, self._threads)
        warm_up = np.sin(np.arange(2 * MODEL_RATE_HZ, dtype=np.float32))
        self._activity.probability(warm_up)
        self._judge.answers([warm_up])

    def close(self) -> None:
        """Give the memory back."""
        self._judge = None
        self._activity.close()

    def describe(self) -> str:
        """Return weights, library, device and bytes in one line."""
        if self._judge is None:
            return f'wav2vec2 {self._folder}, not loaded'
        return self._judge.describe()

    def score(self, clip: AudioClip) -> VoiceReading:
        """Return what is heard in `clip`: any number of channels and length, 4 to 192 kHz.

        Raises:
            InputError: samples that are not finite numbers, or an impossible rate.
            RuntimeError: used before `load`.
        """
        return self.score_many([clip])[0]

    def score_many(self, clips: Sequence[AudioClip]) -> list[VoiceReading]:
        """Return what is heard in each of `clips`; those of one length are judged at once.

        Raises:
            InputError: samples that are not finite numbers, or an impossible rate.
            RuntimeError: used before `load`.
        """
        if self._judge is None:
            raise RuntimeError('load() comes before score()')
        sounds = [model_samples(clip) for clip in clips]
        # A microphone that is off says nothing of who is there.
        heard = [i for i, sound in enumerate(sounds) if not is_silent(sound)]
        answers = dict(zip(heard, self._judge.answers([sounds[i] for i in heard]), strict=True))
        return [self._reading(clip, sounds[i], answers.get(i)) for i, clip in enumerate(clips)]

    def _reading(self, clip, samples, answer):
        where = {'stamp_ns': clip.stamp_ns, 'duration_s': clip.duration_s,
                 'frame_id': clip.frame_id}
        if answer is None:
            return VoiceReading(**where)
        heard = float(np.fmax(self._activity.probability(samples), answer.somebody))
        if not heard >= self._threshold:  # NaN is not heard
            return VoiceReading(**where, speech_probability=heard)
        if not all(map(math.isfinite, answer.emotions.values())):
            # Silero alone says that somebody is heard; how it sounds stays unknown.
            _logger.warning('the voice model %s answers with numbers that are not finite; what '
                            'it says of this sound is left out; copy the weights again',
                            self._folder)
            return VoiceReading(**where, speech_probability=heard)
        return VoiceReading(**where, speech_probability=heard, emotions=answer.emotions,
                            vad=answer.vad, distress=answer.distress)
