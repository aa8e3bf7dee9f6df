"""From an utterance to what was said and what the words say."""

from collections import deque
from dataclasses import replace
import time

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.interfaces import SpeechRecogniser
from emotion_rescue.core.interfaces import WordsScorer
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.models.spoken_text import EARLIER_TURNS
from emotion_rescue.pipeline.guarded_scorer import GuardedScorer
from emotion_rescue.pipeline.guarded_scorer import ScorerHealth

# For how long what is said is the same talk.
TURNS_S = 30.0


class SpokenWords:
    """A VoiceScorer of utterances: a speech recogniser, then a language model on its words.

    The language model is called only where there are words, and only while there is time. Where
    it fails, words are still published.

    Attributes:
        unjudged: utterances whose words were understood and not judged: too late, or it failed.
    """

    def __init__(self, recogniser: SpeechRecogniser, scorer: WordsScorer | None, *,
                 budget_s: float = 0.0):
        """Take the models, which `load` loads.

        Args:
            recogniser: writes down.
            scorer: judges what was written down; None: words are only quoted.
            budget_s: where writing down took longer, in seconds, the words are not judged; 0: they
                always are.
        """
        self.unjudged = 0
        self._recogniser, self._scorer, self._budget_s = recogniser, scorer, budget_s
        self._judge = scorer and GuardedScorer('words judge', lambda said: scorer.score(*said))
        self._late = False
        self._turns: deque[tuple[int, str]] = deque(maxlen=EARLIER_TURNS)

    def load(self) -> None:
        """Load both models.

        Raises:
            WeightsError: weights are missing, broken or foreign.
            MissingPackageError: a library is not installed.
        """
        self._recogniser.load()
        if self._scorer is not None:
            self._scorer.load()

    def close(self) -> None:
        """Close both models."""
        self._recogniser.close()
        if self._scorer is not None:
            self._scorer.close()

    def describe(self) -> str:
        """Return one line about both models."""
        scorer = self._scorer.describe() if self._scorer else 'no language model judges the words'
        return f'{self._recogniser.describe()}; {scorer}'

    def score(self, clip: AudioClip) -> VoiceReading:
        """Return the words of one utterance, and what they say; nothing known of no words."""
        begun_s = time.monotonic()
        transcript = self._recogniser.transcribe(clip)
        reading = VoiceReading(clip.stamp_ns, clip.duration_s, clip.frame_id,
                               transcript=transcript)
        if not transcript.text:
            return reading
        earlier = self._earlier(clip)
        self._turns.append((clip.end_ns, transcript.text))
        if self._judge is None:
            return reading
        self._late = bool(self._budget_s) and time.monotonic() - begun_s > self._budget_s
        words = None
        if not self._late and self._judge.may_try(clip.end_ns):
            words = self._judge.score((transcript.text, earlier), clip.end_ns)
        self.unjudged += words is None
        return replace(reading, words=words)

    @property
    def problem(self) -> str:
        """Why words are not judged now; '' where they are, or where nothing is to judge them."""
        if self._late:
            return f'writing them down takes longer than {self._budget_s:g} s'
        health = self._judge.health() if self._judge else ScorerHealth()
        return health.last_error if health.failures_in_a_row else ''

    def _earlier(self, clip):
        """Return what was said shortly before; nothing where time has jumped back."""
        since_ns = clip.stamp_ns - round(TURNS_S * NS_PER_S)
        # What was cut in two begins where the first part ends.
        return [text for end_ns, text in self._turns
                if since_ns <= end_ns <= clip.stamp_ns + NS_PER_S // 10]
