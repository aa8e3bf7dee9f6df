"""A line that shows how something goes on, where the end is not known."""

from collections.abc import Callable
import sys
import time


class StatusLine:
    """Shows text now and then: in place on a terminal, as lines elsewhere.

    Args:
        say: takes one line of text, where there is no terminal.
        stream: the terminal, if it is one.
    """

    def __init__(self, say: Callable[[str], None], stream=None):
        self._say = say
        self._stream = sys.stdout if stream is None else stream
        self._in_place = self._stream.isatty()
        self._every_s = 0.2 if self._in_place else 5.0
        self._next_s = time.monotonic() + self._every_s

    def show(self, text: Callable[[], str]) -> None:
        """Show what `text` returns, if the last time is long enough ago."""
        now_s = time.monotonic()
        if now_s < self._next_s:
            return
        self._next_s = now_s + self._every_s
        if self._in_place:
            self._stream.write(f'\r\x1b[K{text()}')
            self._stream.flush()
        else:
            self._say(text())

    def end(self) -> None:
        """Clear the line on a terminal."""
        if self._in_place:
            self._stream.write('\r\x1b[K')
            self._stream.flush()
