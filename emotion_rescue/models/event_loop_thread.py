"""An event loop in a thread of its own, for work that must not hold up whoever asks for it."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
import threading
from typing import Any

# Long enough for connections to be closed, short enough for whoever presses Ctrl-C.
_CLOSE_S = 1.0


class EventLoopThread:
    """Runs coroutines from `open` to `end_with`; any thread may submit them."""

    def __init__(self, name: str):
        """Prepare; `name` is that of the thread."""
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Start the thread."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=self._name,
                                        daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine) -> 'Future[Any]':
        """Begin `work`; its result or error is that of the future.

        Raises:
            RuntimeError: not open.
        """
        if self._loop is None:
            work.close()
            raise RuntimeError('the event loop is not open')
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def end_with(self, last: Coroutine) -> None:
        """Cancel what is under way, do the `last` work and end the thread; once only.

        What does not end within a moment is left behind in a thread that ends with the process.
        """
        loop, self._loop = self._loop, None
        if loop is None:
            last.close()
            return
        try:
            asyncio.run_coroutine_threadsafe(_end(last), loop).result(_CLOSE_S)
        except LateError:
            pass
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join(_CLOSE_S)
        if not self._thread.is_alive():
            loop.close()


async def _end(last):
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await last
