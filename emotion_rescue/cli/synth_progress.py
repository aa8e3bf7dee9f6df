"""Shows how the making of a data set goes on: how much is done, how fast, how long it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
import sys
import time

from emotion_rescue.cli.status_line import StatusLine


class SynthProgress:
    """Counts items; `show` is what write_in_order calls."""

    def __init__(self, things: str, preparing: str, stream=None):
        """See `synth_progress`; `stream` is stderr unless given."""
        self._things, self._preparing = things, preparing
        self._stream = sys.stderr if stream is None else stream
        self._line = StatusLine(self.say, self._stream)
        self.done, self.count, self._before, self._start_s = 0, None, None, None

    def show(self, done: int, count: int) -> None:
        """Show that `done` of `count` items are complete; the first call is the starting point."""
        self.done, self.count = done, count
        if self._before is None:
            self._before = done
            if done < count:
                kept = f'{done:,} of {count:,} {self._things} are there; ' if done else ''
                self.say(f'{kept}preparing {self._preparing}')
        elif self._start_s is None:
            # The first item comes with all the preparation; the rate is that of the others.
            self._before, self._start_s = done, time.monotonic()
        self._line.show(self._text)
        if done >= count:
            self._line.end()
            self.say(f'{done:,} of {count:,} {self._things}')

    def end(self) -> None:
        """Clear the line on a terminal."""
        self._line.end()

    def _text(self):
        text = f'{self.done:,} of {self.count:,} {self._things}'
        made = self.done - self._before
        if not made or self._start_s is None:
            return text
        rate = made / max(time.monotonic() - self._start_s, 1e-3)
        pace = f'{rate:.1f}/s' if rate >= 1 else f'{duration(1 / rate)} each'
        return f'{text}, {pace}, {duration((self.count - self.done) / rate)} left'

    def say(self, text: str) -> None:
        """Show a line that stays."""
        self._line.end()
        print(text, file=self._stream, flush=True)


@contextmanager
def synth_progress(things: str, preparing: str) -> Iterator[SynthProgress]:
    """Show progress on stderr; when interrupted, say how to continue.

    Args:
        things: what is made, as 'pictures'.
        preparing: what takes time before the first, as 'bodies (a minute the first time)'.
    """
    progress = SynthProgress(things, preparing)
    try:
        yield progress
    except KeyboardInterrupt:
        progress.end()
        if progress.count is not None:
            print(f'{progress.done:,} of {progress.count:,} {things} are complete; the same '
                  'command goes on from there', file=sys.stderr)
        raise
    except BaseException:
        progress.end()
        raise


def duration(seconds: float) -> str:
    """Return `seconds` in words of one unit: 42 s, 7 min, 3.4 h."""
    if seconds < 90:
        return f'{seconds:.0f} s'
    return f'{seconds / 60:.0f} min' if seconds < 5400 else f'{seconds / 3600:.1f} h'
