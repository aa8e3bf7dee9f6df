"""From a stream of sound to readings of voices: the tone of windows, the words of utterances."""

from collections.abc import Callable
import logging
import threading

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.interfaces import VoiceScorer
from emotion_rescue.pipeline.audio_ring import AudioWindows
from emotion_rescue.pipeline.sound_line import SoundLine
from emotion_rescue.pipeline.sound_line import Told
from emotion_rescue.pipeline.worker import Worker

_log = logging.getLogger(__name__)

# Sound that may wait for a slow model before the oldest is given up: windows half a minute long
# at the most, and what is said in some breaths.
WAITING_WINDOWS = 8
WAITING_UTTERANCES = 4


class Hearing:
    """Thread-safe; each model has a line of waiting sound, and live a thread of its own.

    Attributes:
        tone: the line of windows; None where nothing judges the tone.
        said: the line of utterances; None where nothing judges words.
        refused: stretches of sound that could not be cut.
    """

    def __init__(self, windows: AudioWindows | None, voice: VoiceScorer | None,
                 utterances: AudioWindows | None, words: VoiceScorer | None, told: Told,
                 lockstep: bool):
        """Put it together; scorers are loaded and closed by whoever made them.

        Args:
            windows: cuts the sound for `voice`.
            voice: judges the tone of windows.
            utterances: cuts the sound for `words`.
            words: judges what is said in utterances.
            told: called with each reading, from the thread that made it.
            lockstep: judge within `listen`.
        """
        self.refused = 0
        self._lockstep = lockstep
        self._listening = threading.Lock()

        def line(name, scorer, cutter, most):
            return None if scorer is None or cutter is None else SoundLine(
                name, scorer.score, told, most_waiting=most, lockstep=lockstep)

        self.tone = line('voice', voice, windows, WAITING_WINDOWS)
        self.said = line('words', words, utterances, WAITING_UTTERANCES)
        self._cuts = [(cutter, line) for cutter, line in ((windows, self.tone),
                                                          (utterances, self.said)) if line]

    def __bool__(self):
        """Return whether anything listens."""
        return bool(self._cuts)

    def start(self) -> list[Worker]:
        """Return the started threads; none in lockstep."""
        return [worker for _, line in self._cuts if (worker := line.start())]

    def listen(self, clip: AudioClip, first_sample: int | None, jumped: bool) -> None:
        """Take the next sound, whose first sample has a number or None.

        Args:
            clip: sound.
            first_sample: its number since capture began, or None.
            jumped: whether time has jumped back before it.
        """
        # Cutting a long chunk takes a while, for which whoever looks need not wait.
        with self._listening:
            for cutter, line in self._cuts:
                if jumped:
                    line.clear()
                self._cut(cutter, line, lambda cutter=cutter: cutter.push(clip, first_sample))

    def finish(self) -> None:
        """Judge what waits and what was begun to be said, as at the end of a recording."""
        with self._listening:
            for cutter, line in self._cuts:
                self._cut(cutter, line, getattr(cutter, 'finish', list))
                line.work()

    def renew(self, stamp_ns: int) -> None:
        """Note that time has jumped back to `stamp_ns`."""
        for _, line in self._cuts:
            line.renew(stamp_ns)

    def _cut(self, cutter: AudioWindows, line: SoundLine, cut: Callable[[], list[AudioClip]]):
        try:
            line.put(cut())
        except InputError as error:
            self.refused += 1
            _log.warning('%s', error)
        except Exception:  # noqa: BLE001 (a broken detector of speech must not end the node)
            self.refused += 1
            _log.exception('sound could not be cut; it begins anew')
            cutter.reset()
        if self._lockstep:
            line.work()
