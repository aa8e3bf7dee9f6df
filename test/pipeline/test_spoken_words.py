from dataclasses import replace
import time

import pytest

from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading
from emotion_rescue.models.spoken_text import EARLIER_TURNS
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.fusion import LogOddsFusion
from emotion_rescue.pipeline.spoken_words import SpokenWords
from emotion_rescue.pipeline.spoken_words import TURNS_S
from fakes import people
from fakes import SECOND_NS
from fakes import tone


class Recogniser:
    """Hears the same words, or the next of several, in everything."""

    def __init__(self, *texts, takes_s=0.0):
        self._texts, self._takes_s, self.alive = list(texts), takes_s, False

    def load(self):
        self.alive = True

    def close(self):
        self.alive = False

    def describe(self):
        return 'a recogniser'

    def transcribe(self, clip):
        time.sleep(self._takes_s)
        text = self._texts[0] if len(self._texts) == 1 else self._texts.pop(0)
        return Transcript(text, 'en', confidence=0.9) if text else Transcript()


class Judge:
    """Notes what it is asked, and finds cries for help distressed."""

    def __init__(self):
        self.asked, self.alive = [], False

    def load(self):
        self.alive = True

    def close(self):
        self.alive = False

    def describe(self):
        return 'a judge of words'

    def score(self, text, earlier=()):
        self.asked.append((text, list(earlier)))
        return WordsReading(distress=0.9 if 'help' in text.lower() else 0.1)


def said(words, seconds):
    """Return the readings of utterances of one second that begin at these."""
    return [words.score(tone(1.0, stamp_ns=round(s * SECOND_NS))) for s in seconds]


def test_no_words_are_not_judged():
    judge = Judge()
    reading, = said(SpokenWords(Recogniser(''), judge), [0])
    assert reading.words is None and not reading.heard and judge.asked == []


def test_words_come_with_the_time_of_the_utterance_and_what_they_say():
    clip = replace(tone(1.5, stamp_ns=7 * SECOND_NS), frame_id='ears')
    reading = SpokenWords(Recogniser('Help me'), Judge()).score(clip)
    assert (reading.stamp_ns, reading.duration_s, reading.frame_id) == (7 * SECOND_NS, 1.5, 'ears')
    assert (reading.transcript.text, reading.transcript.confidence) == ('Help me', 0.9)
    assert reading.words.distress == 0.9 and reading.heard


def test_without_a_language_model_words_are_quoted_only():
    reading, = said(SpokenWords(Recogniser('Help'), None), [0])
    assert reading.transcript.text == 'Help' and reading.words is None and reading.heard


@pytest.mark.parametrize(('seconds', 'earlier'), [
    ([0.0], []),
    ([0.0, 2.0], ['0']),
    ([0.0, 1.0], ['0']),  # cut in two
    ([0.0, 2.0 + TURNS_S], []),
    ([100.0, 2.0], []),  # time has jumped back
    ([float(2 * n) for n in range(EARLIER_TURNS + 3)],
     [str(n + 2) for n in range(EARLIER_TURNS)])])
def test_what_was_said_shortly_before_is_read_along(seconds, earlier):
    judge = Judge()
    said(SpokenWords(Recogniser(*map(str, range(len(seconds))), 'end'), judge), seconds)
    assert judge.asked[-1] == (str(len(seconds) - 1), earlier)


def test_words_that_took_too_long_are_published_but_not_judged():
    words = SpokenWords(Recogniser('Help', takes_s=0.02), Judge(), budget_s=0.01)
    reading, = said(words, [0])
    assert reading.transcript.text == 'Help' and reading.words is None and words.unjudged == 1
    assert words.problem == 'writing them down takes longer than 0.01 s'


def test_a_judge_that_fails_leaves_the_words(caplog):
    class Broken(Judge):
        def score(self, text, earlier=()):
            raise RuntimeError('no memory')

    words = SpokenWords(Recogniser('I am trapped'), Broken())
    readings = said(words, range(0, 12, 2))
    assert [r.transcript.text for r in readings] == ['I am trapped'] * 6
    assert all(r.words is None and r.heard for r in readings)
    assert words.unjudged == 6 and words.problem == 'RuntimeError: no memory'


def test_both_models_live_together():
    recogniser, judge = Recogniser('x'), Judge()
    words = SpokenWords(recogniser, judge)
    words.load()
    assert recogniser.alive and judge.alive and 'a judge of words' in words.describe()
    words.close()
    assert not recogniser.alive and not judge.alive


class EveryClip:
    """Makes each clip an utterance of its own."""

    def push(self, chunk, first_sample=None):
        return [chunk]


@pytest.mark.parametrize(('text', 'worse'), [('Help me', True), ('Nice weather', False)])
def test_the_engine_counts_words_as_evidence_and_quotes_them(text, worse):
    heard = []
    engine = DistressEngine(
        fusion=LogOddsFusion(half_life_s=8.0), utterances=EveryClip(), lockstep=True,
        words=SpokenWords(Recogniser(text), Judge()), on_voice=heard.append)
    engine.on_people(people(0, 'a'))
    for second in range(2):
        engine.on_audio(tone(1.0, stamp_ns=second * SECOND_NS))
        engine.on_people(people((second + 1) * SECOND_NS, 'a'))
    person, = engine.assessments(2 * SECOND_NS)
    evidence, = person.distress.evidence
    assert evidence.modality.name == 'WORDS' and f'says: "{text}"' in evidence.what
    assert (evidence.weight > 0) == worse
    assert [r.transcript.text for r in heard] == [text, text]
    assert engine.status().words.calls == 2 and engine.status().voice is None
    assert [s.kind.name for s in engine.survivors(2 * SECOND_NS)].count('HEARD') == 1


def test_a_recogniser_that_fails_costs_only_words():
    class Broken(Recogniser):
        def transcribe(self, clip):
            raise RuntimeError('no model')

    engine = DistressEngine(fusion=LogOddsFusion(half_life_s=8.0), utterances=EveryClip(),
                            words=SpokenWords(Broken('x'), Judge()), lockstep=True)
    engine.on_audio(tone(1.0))
    engine.on_people(people(SECOND_NS, 'a'))
    assert len(engine.assessments(SECOND_NS)) == 1
    assert engine.status().words.last_error == 'RuntimeError: no model'
