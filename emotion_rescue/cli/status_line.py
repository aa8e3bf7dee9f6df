"""A line that shows how something goes on, where the end is not known."""

from collections.abc import Callable
import sys

from emotion_rescue.core.now_and_then import NowAndThen


class StatusLine:
    """Shows text now and then: in place on a terminal, as lines elsewhere.

    Args:
        say: takes one line of text, where there is no terminal.
        stream: the terminal, if it is one.
    """

    def __init__(self, say: Callable[[str], None], stream=None):
        self._stream = sys.stdout if stream is None else stream
        self._in_place = self._stream.isatty()
        self._now_and_then = (NowAndThen(self._write, every_s=0.2) if self._in_place
                              else NowAndThen(say))

    def show(self, text: Callable[[], str]) -> None:
        """Show what `text` returns, if the last time is long enough ago."""
        self._now_and_then.say(text)

    def end(self) -> None:
        """Clear the line on a terminal."""
        if self._in_place:
            self._write('')

    def _write(self, text):
        self._stream.write(f'\r\x1b[K{text}')
        self._stream.flush()
