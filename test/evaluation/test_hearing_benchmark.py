import math

import numpy as np
import pytest

from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.evaluation.hearing_benchmark import HeardMessage
from emotion_rescue.evaluation.hearing_benchmark import report
from emotion_rescue.evaluation.hearing_benchmark import speech_ends_ns
from emotion_rescue.evaluation.hearing_benchmark import table
from emotion_rescue.evaluation.hearing_benchmark import tone_delays_s
from emotion_rescue.evaluation.hearing_benchmark import words_delays_s
from emotion_rescue.pipeline.utterances import UtteranceCutter


def message(begin_s, end_s, arrival_s, voice=False, text=''):
    return HeardMessage(*(round(t * NS_PER_S) for t in (begin_s, end_s, arrival_s)), voice, text)


SPOKE_NS = [3 * NS_PER_S]


@pytest.mark.parametrize(('messages', 'tone', 'words'), [
    ([], [], []),
    ([message(0, 2, 2.1, voice=True)], [], []),  # before the end
    ([message(1, 3.5, 3.6)], [], []),  # nobody heard
    ([message(1, 3.5, 3.6, voice=True)], [0.6], []),
    ([message(2, 4, 4.2, voice=True), message(1.5, 3.5, 3.7, voice=True)], [0.7], []),
    ([message(1, 3.25, 3.9, text='Help')], [], [0.9]),
    ([message(5, 7, 7.1, voice=True), message(5, 7, 8.0, text='Other')], [], [])])
def test_delays_are_of_the_first_message_that_holds_the_end(messages, tone, words):
    assert tone_delays_s(SPOKE_NS, messages) == pytest.approx(tone)
    assert words_delays_s(SPOKE_NS, messages) == pytest.approx(words)


def test_the_report_says_what_lacks():
    figures = report([3 * NS_PER_S, 9 * NS_PER_S],
                     [message(1, 3.5, 3.6, voice=True), message(1, 3.2, 4.0, text='Help')],
                     {'detections': 9.5})
    assert figures['utterances'] == 2
    assert figures['tone']['count'] == figures['words']['count'] == 1
    assert figures['words']['median_s'] == pytest.approx(1.0) and figures['texts'] == ['Help']
    text = table(figures)
    assert '| with the tone | 1 of 2 | 0.60 s' in text and 'detections at 9.5 Hz' in text
    assert math.isnan(report([], [], {})['tone']['median_s'])


class Loud:
    """Takes everything loud for speech, in steps of 512 samples."""

    step = 512

    def __init__(self):
        self.reset()

    def reset(self):
        self._held = np.zeros(0, np.float32)

    def feed(self, samples):
        held = np.concatenate([self._held, samples])
        whole = len(held) // self.step * self.step
        self._held = held[whole:]
        steps = np.abs(held[:whole]).reshape(-1, self.step).mean(axis=1)
        return (steps > 0.1).astype(np.float32)


def test_ends_of_speech_are_found_without_the_silence_after_them():
    samples = np.zeros(5 * 16000, np.float32)
    samples[16000:32000] = samples[48000:56000] = 0.5
    ends_s = [ns / NS_PER_S for ns in speech_ends_ns(
        AudioClip(samples, 16000, 0), UtteranceCutter(Loud()))]
    assert ends_s == pytest.approx([2.0, 3.5], abs=0.05)
