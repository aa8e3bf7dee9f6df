import io

import pytest

from emotion_rescue.cli import synth_progress as module
from emotion_rescue.cli.synth_progress import duration
from emotion_rescue.cli.synth_progress import synth_progress
from emotion_rescue.cli.synth_progress import SynthProgress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(module.time, 'monotonic', lambda: now[0])
    return now


def test_nothing_to_do_is_told_at_once():
    stream = io.StringIO()
    SynthProgress('pictures', 'bodies', stream).show(0, 0)
    assert stream.getvalue() == '0 of 0 pictures\n'


def test_preparing_then_rate_and_time_left(clock):
    stream = Terminal()
    progress = SynthProgress('pictures', 'bodies', stream)
    progress.show(1000, 1100)
    assert '1,000 of 1,100 pictures are there; preparing bodies' in stream.getvalue()
    clock[0] += 60.0
    progress.show(1001, 1100)
    clock[0] += 10.0
    progress.show(1041, 1100)
    assert '1,041 of 1,100 pictures, 4.0/s, 15 s left' in stream.getvalue()


def test_what_takes_seconds_each_is_said_so(clock):
    stream = Terminal()
    progress = SynthProgress('clips', 'bodies', stream)
    progress.show(0, 12)
    progress.show(1, 12)
    clock[0] += 20.0
    progress.show(3, 12)
    assert '3 of 12 clips, 10 s each, 2 min left' in stream.getvalue()


def test_an_interrupted_run_says_how_to_continue(capsys):
    with pytest.raises(KeyboardInterrupt), synth_progress('voices', 'speakers') as progress:
        progress.show(0, 5)
        progress.show(1, 5)
        raise KeyboardInterrupt
    assert '1 of 5 voices are complete; the same command goes on' in capsys.readouterr().err


@pytest.mark.parametrize(('seconds', 'words'), [
    (0, '0 s'), (42.4, '42 s'), (420, '7 min'), (12240, '3.4 h')])
def test_durations(seconds, words):
    assert duration(seconds) == words
