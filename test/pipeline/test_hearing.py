import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.hearing import Hearing
from fakes import SECOND_NS
from fakes import tone


class Cutter:
    """Hands out every chunk, and one more at the end; may fail once."""

    def __init__(self, error=None):
        self.error, self.resets = error, 0

    def push(self, chunk, first_sample=None):
        error, self.error = self.error, None
        if error:
            raise error
        return [chunk]

    def finish(self):
        return [tone(0.5, stamp_ns=99 * SECOND_NS)]

    def reset(self):
        self.resets += 1


class Scorer:
    def score(self, clip):
        return VoiceReading(clip.stamp_ns, clip.duration_s, distress=0.5)


def make(cutter, lockstep=True, words=True):
    heard = []
    hearing = Hearing(None, None, cutter if words else None, Scorer(),
                      lambda reading, current: heard.append(reading.stamp_ns // SECOND_NS),
                      lockstep)
    return hearing, heard


def test_without_models_nothing_listens():
    hearing = Hearing(None, None, None, None, print, True)
    assert not hearing and hearing.start() == [] and hearing.tone is hearing.said is None
    assert not make(Cutter(), words=False)[0]


@pytest.mark.parametrize('lockstep', [True, False])
def test_what_was_begun_to_be_said_is_judged_at_the_end(lockstep):
    hearing, heard = make(Cutter(), lockstep)
    hearing.listen(tone(0.5, stamp_ns=SECOND_NS), 0, False)
    hearing.finish()
    assert heard == [1, 99]


@pytest.mark.parametrize(('error', 'resets'), [
    (InputError('no rate'), 0), (RuntimeError('onnx'), 1), (MemoryError(), 1)])
def test_sound_that_cannot_be_cut_is_counted_and_the_next_is_heard(error, resets):
    cutter = Cutter(error)
    hearing, heard = make(cutter)
    for second in (1, 2):
        hearing.listen(tone(0.5, stamp_ns=second * SECOND_NS), None, False)
    assert heard == [2] and hearing.refused == 1 and cutter.resets == resets
