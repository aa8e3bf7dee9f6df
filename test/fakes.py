"""Implementations of core.interfaces that do what a test tells them; for tests only."""

from collections.abc import Sequence
import threading

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import Detections
from emotion_rescue.core.people import PeopleInView
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.vad import Vad

SECOND_NS = 1_000_000_000


def grey_image(stamp_ns=0, frame_id='camera', brightness=127, width=64, height=48):
    """Return an even image."""
    return ImageFrame(np.full((height, width, 3), brightness, np.uint8), stamp_ns, frame_id)


def person(person_id, xyxy=(10.0, 10.0, 30.0, 40.0), score=0.9, position_m=None):
    """Return one tracked person."""
    return TrackedPerson(person_id, xyxy, score, position_m)


def people(stamp_ns, *persons, frame_id='camera'):
    """Return who is in the image of `stamp_ns`; a plain text stands for a person of that id."""
    return PeopleInView(tuple(person(p) if isinstance(p, str) else p for p in persons),
                        stamp_ns, frame_id)


def emotions(base=0.05, **probabilities):
    """Return float32 (26,): `base` for every category but those named."""
    vector = np.full(CATEGORY_COUNT, base, np.float32)
    for name, probability in probabilities.items():
        vector[CATEGORY_INDEX[name]] = probability
    return vector


def tone(seconds, rate_hz=16000, stamp_ns=0, level=0.3):
    """Return a 440 Hz tone; level 0 is silence."""
    times = np.arange(int(seconds * rate_hz)) / rate_hz
    return AudioClip((level * np.sin(2.0 * np.pi * 440.0 * times)).astype(np.float32),
                     rate_hz, stamp_ns, 'microphone')


class _Loadable:
    """Notes load and close.

    Args:
        load_error: raised by `load`.
        load_gate: `load` waits until it is set.
    """

    def __init__(self, load_error: Exception | None = None,
                 load_gate: threading.Event | None = None):
        self.load_error = load_error
        self.load_gate = load_gate
        self.loaded = False

    def load(self):
        if self.load_gate is not None:
            self.load_gate.wait(60.0)
        if self.load_error is not None:
            raise self.load_error
        self.loaded = True

    def close(self):
        self.loaded = False

    def describe(self):
        return f'{type(self).__name__}, for tests'


class Clock:
    """A clock in seconds that goes on where a test says so."""

    def __init__(self, now_s: float = 100.0):
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


class ScriptedDetector(_Loadable):
    """Finds what the script says, call by call; the last entry goes on for ever."""

    def __init__(self, script: Sequence[Detections] = (Detections(),), **kwargs):
        super().__init__(**kwargs)
        self._script = list(script)
        self.calls = 0

    def detect(self, bgr):
        self.calls += 1
        return self._script[min(self.calls, len(self._script)) - 1]


class ScriptedSight(_Loadable):
    """Reads distress off the mean brightness of the image: black 1, white 0.

    Attributes:
        batches: ids of the people of each call.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.batches: list[list[str]] = []

    def score(self, views: Sequence[PersonView]) -> list[SightReading]:
        self.batches.append([view.person.person_id for view in views])
        return [self._read(view) for view in views]

    def _read(self, view):
        distress = 1.0 - float(view.frame.bgr.mean()) / 255.0
        return SightReading(
            view.person.person_id, view.frame.stamp_ns, emotions(Fear=distress),
            Vad(10.0 - 9.0 * distress, 1.0 + 9.0 * distress, 5.0, 0.5, 0.5, 0.5), distress)


class AskableSight(ScriptedSight):
    """Answers a question with itself and what it is about; questions may be held up.

    Attributes:
        gate: a question waits for it.
        busy: set while a question waits for the gate.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.gate, self.busy = threading.Event(), threading.Event()
        self.gate.set()

    def ask(self, about, question: str) -> str:
        if not question:
            raise InputError('the question is empty')
        self.busy.set()
        self.gate.wait(20.0)
        whom = about.person.person_id if isinstance(about, PersonView) else about.shape
        return f'{question} {whom}'


class SlowSight(ScriptedSight):
    """Takes `delay_s` for every batch; `close` ends the wait.

    Attributes:
        begun: set once a batch has been begun.
    """

    def __init__(self, delay_s: float, **kwargs):
        super().__init__(**kwargs)
        self.begun = threading.Event()
        self.released = threading.Event()
        self._delay_s = delay_s

    def score(self, views):
        self.begun.set()
        self.released.wait(self._delay_s)
        return super().score(views)

    def close(self):
        self.released.set()
        super().close()


class FailingSight(ScriptedSight):
    """Raises on the first `failures` calls (None: on every one)."""

    def __init__(self, failures: int | None = None, **kwargs):
        super().__init__(**kwargs)
        self._failures = failures

    def score(self, views):
        readings = super().score(views)
        if self._failures is None or len(self.batches) <= self._failures:
            raise RuntimeError('the scripted scorer is out of memory')
        return readings


class ScriptedVoice(_Loadable):
    """Hears a voice in everything but silence; the louder the more distressed."""

    def __init__(self, error: Exception | None = None, **kwargs):
        super().__init__(**kwargs)
        self.clips: list[AudioClip] = []
        self._error = error

    def score(self, clip: AudioClip) -> VoiceReading:
        self.clips.append(clip)
        if self._error is not None:
            raise self._error
        loudness = float(np.abs(clip.samples).max(initial=0.0))
        if loudness < 0.01:
            return VoiceReading(clip.stamp_ns, clip.duration_s, clip.frame_id, 0.0)
        return VoiceReading(clip.stamp_ns, clip.duration_s, clip.frame_id, 0.9,
                            {'scream': min(loudness, 1.0)}, distress=min(loudness, 1.0))


class SlowVoice(ScriptedVoice):
    """Does not answer before `released` is set (or for a minute); `begun` is set before."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.begun = threading.Event()
        self.released = threading.Event()

    def score(self, clip):
        self.begun.set()
        self.released.wait(60.0)
        return super().score(clip)

    def close(self):
        self.released.set()
        super().close()


class TurnsProcessor:
    """Writes turns as some checkpoints do, with a blank after the last word."""

    def __init__(self, template):
        self.chat_template = template

    def apply_chat_template(self, turns, add_generation_prompt):
        assert add_generation_prompt
        parts = ['<image>' if c['type'] == 'image' else c['text'] for c in turns[0]['content']]
        return f'{turns[0]["role"]}: {" ".join(parts)} assistant: '
