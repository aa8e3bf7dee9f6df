"""Judges stretches of sound of any length, several at once, with a wav2vec2 classifier."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from emotion_rescue.models.voice_classifier import load_voice_classifier
from emotion_rescue.models.voice_head import VoiceAnswer
from emotion_rescue.models.voice_head import VoiceHead
from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.voice_input import normalised

# Attention costs memory with the square of the length, so long sound is judged in pieces.
_LONGEST_SAMPLES = 20 * MODEL_RATE_HZ
# Shorter sound is padded with silence; also covers the first layers of every wav2vec2.
_SHORTEST_SAMPLES = MODEL_RATE_HZ // 2
# Sound judged at once: more saves no time on a CPU, and takes memory.
_BATCH_SAMPLES = 20 * MODEL_RATE_HZ


class VoiceJudge:
    """A classifier of voices that takes sound as it comes.

    Only stretches of the same length share a batch: padding would change what a group norm over
    time makes of them.
    """

    def __init__(self, folder: Path, device: str = 'auto', backend: str = 'auto',
                 threads: int = 0):
        """Load the classifier; arguments and errors as of `load_voice_classifier`."""
        self._classifier = load_voice_classifier(folder, device, backend, threads)

    @property
    def head(self) -> VoiceHead:
        """Reads the logits."""
        return self._classifier.settings.head

    def describe(self) -> str:
        """Return weights, library, device and bytes in one line."""
        return self._classifier.describe()

    def answers(self, sounds: Sequence[np.ndarray]) -> list[VoiceAnswer]:
        """Return what is heard in each of `sounds`, float32 (n,) at 16 kHz."""
        return [self.head.read(logits) for logits in self.logits(sounds)]

    def logits(self, sounds: Sequence[np.ndarray]) -> np.ndarray:
        """Return float32 (sounds, outputs); of a long sound the mean over its pieces.

        Args:
            sounds: each float32 (n,) at 16 kHz with at least one sample.
        """
        pieces = [(owner, self._fed(piece)) for owner, sound in enumerate(sounds)
                  for piece in np.array_split(sound, -(-len(sound) // _LONGEST_SAMPLES))]
        sums = np.zeros((len(sounds), self._classifier.settings.outputs), np.float32)
        counts = np.zeros((len(sounds), 1), np.float32)
        for batch in _batches(pieces):
            told = self._classifier.logits(np.stack([piece for _, piece in batch]))
            for (owner, _), logits in zip(batch, told, strict=True):
                sums[owner] += logits
                counts[owner] += 1.0
        return sums / np.maximum(counts, 1.0)

    def _fed(self, piece):
        if self._classifier.settings.normalise:
            piece = normalised(piece)
        return np.pad(piece, (0, max(0, _SHORTEST_SAMPLES - len(piece))))


def _batches(pieces):
    """Yield lists of pieces of one length each."""
    by_length = {}
    for entry in pieces:
        by_length.setdefault(len(entry[1]), []).append(entry)
    for length, entries in by_length.items():
        size = max(1, _BATCH_SAMPLES // length)
        for start in range(0, len(entries), size):
            yield entries[start:start + size]
