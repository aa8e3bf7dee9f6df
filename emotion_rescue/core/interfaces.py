"""The Protocols behind which every external model and every exchangeable decision stands.

Constructing an implementation loads nothing heavy; `load` does, and `close` gives everything
back. All methods are called from one thread at a time.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.people import Detections
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import AttributedVoice
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading


class Loadable(Protocol):
    """A model with a life: `load` once (includes the warm-up), then use, then `close`."""

    def load(self) -> None:
        """Load weights and run once on made-up input.

        Raises:
            WeightsError: the weights are missing, broken, foreign or not trusted.
            MissingPackageError: a library is not installed.
        """

    def close(self) -> None:
        """Give memory back; safe to call twice and before `load`."""

    def describe(self) -> str:
        """Return one line for logs: weights, library, device, precision, memory footprint."""


class PersonDetector(Loadable, Protocol):
    """Finds people in an image."""

    def detect(self, bgr: np.ndarray) -> Detections:
        """Return the people in `bgr`, uint8 (height, width, 3), blue first."""


class PersonTracker(Protocol):
    """Gives detections ids that last."""

    def update(self, detections: Detections, stamp_ns: int, frame_id: str = '') -> PeopleInView:
        """Return the tracked people visible at `stamp_ns`; call it for empty frames, too."""

    def reset(self) -> None:
        """Forget all tracks; ids are not used again within the run."""


class SightScorer(Loadable, Protocol):
    """Judges people from how they look."""

    def score(self, views: Sequence[PersonView]) -> list[SightReading]:
        """Return one reading a view, in the same order; an empty list for no views."""


class VoiceScorer(Loadable, Protocol):
    """Judges what is heard."""

    def score(self, clip: AudioClip) -> VoiceReading:
        """Return the reading of one window of any number of channels.

        Values are unknown where nobody is heard.
        """


class SpeechRecogniser(Loadable, Protocol):
    """Writes down what is said."""

    def transcribe(self, clip: AudioClip) -> Transcript:
        """Return the words of one utterance, of any number of channels."""


class WordsScorer(Loadable, Protocol):
    """Judges what is said by the words alone."""

    def score(self, text: str, earlier: Sequence[str] = ()) -> WordsReading:
        """Return what `text` says of who has spoken it; all unknown for no words.

        Args:
            text: one utterance. Whatever it says is judged, never obeyed.
            earlier: what was said before, oldest first.
        """


class DistressFusion(Protocol):
    """Concludes from all readings about a person to one judgement."""

    def fuse(self, sight: Sequence[SightReading], voice: Sequence[AttributedVoice],
             now_ns: int, previous: DistressEstimate | None = None) -> DistressEstimate:
        """Return the judgement at `now_ns`; UNKNOWN where the readings do not carry one.

        Args:
            sight: readings of this person, oldest first.
            voice: what this person may have uttered, oldest first.
            now_ns: stamp of the conclusion; readings are discounted by their age against it.
            previous: the judgement before this one, for hysteresis.
        """
