"""How a synthetic voice was made to sound, which its labels alone would take long to teach.

The emotion of a voice is one number of many causes; its pitch, melody and effort are what a
listener concludes it from. Beside the labels, a linear layer on what the classifier sees has to
tell these as well (learning with privileged information, Vapnik and Vashist 2009); it is thrown
away after training, and of recorded data sets, where nobody knows them, it asks nothing.
"""

import numpy as np

from emotion_rescue.synthesis.voice.speakers import speaker_named
from emotion_rescue.synthesis.voice.speech import tone_at

# Logarithms where a listener hears ratios.
PROSODY: tuple[str, ...] = ('log2_f0', 'log2_tract', 'log2_pitch', 'melody', 'log2_rate',
                            'log2_speed', 'tilt_db', 'breath', 'tremor', 'jitter')


def prosody(name: str, tone: str, intensity: float) -> np.ndarray:
    """Return float32 (len(PROSODY),) of what the speaker `name` says in a tone.

    `log2_pitch` and `log2_speed` are relative to the speaker at rest; f0 and rate are what sounds.

    Args:
        name: of a synthetic speaker.
        tone: one of `speech.TONES`.
        intensity: 0..1.
    """
    who, part = speaker_named(name), tone_at(tone, intensity)
    return np.array([
        np.log2(who.f0_hz * part.pitch), np.log2(who.tract), np.log2(part.pitch), part.melody,
        np.log2(who.rate * part.rate), np.log2(part.rate), part.tilt_db,
        min(0.5, who.breath + part.breath), part.tremor, who.jitter + part.jitter], np.float32)


class ProsodyTeacher:
    """Holds the linear layer that is to tell the prosody, and measures how well it does."""

    def __init__(self, network, known: np.ndarray):
        """Listen to what the classifier of `network` is given.

        Args:
            network: a Wav2Vec2ForSequenceClassification.
            known: float32 (n, len(PROSODY)) of the training data, NaN where it is unknown; it
                gives each figure its unit.
        """
        import torch
        self._layer = torch.nn.Linear(network.classifier.in_features, len(PROSODY))
        heard = known[~np.isnan(known).any(axis=1)]
        self._mean = heard.mean(axis=0) if len(heard) else np.zeros(len(PROSODY), np.float32)
        spread = heard.std(axis=0) if len(heard) else np.ones(len(PROSODY), np.float32)
        self._spread = np.maximum(spread, 1e-6)
        self._given = None
        network.classifier.register_forward_hook(self._remember)

    def parameters(self):
        """Return the parameters of the linear layer, for the optimiser."""
        return self._layer.parameters()

    def loss(self, known: np.ndarray):
        """Return the mean squared error of what was heard last, in units of the spread.

        Args:
            known: float32 (n, len(PROSODY)) of these clips, NaN where it is unknown.
        """
        import torch
        told = self._layer(self._given)
        wanted = torch.from_numpy((known - self._mean) / self._spread)
        heard = ~wanted.isnan()
        # Of clips of which nothing is known, the mean would be NaN.
        return ((told[heard] - wanted[heard]) ** 2).sum() / max(1, int(heard.sum()))

    def _remember(self, module, given, told):
        self._given = given[0]
