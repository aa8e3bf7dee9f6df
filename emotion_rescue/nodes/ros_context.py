"""ROS for as long as a `with` block lasts, on every distribution."""

from collections.abc import Iterator
import contextlib
from typing import Any

import rclpy


@contextlib.contextmanager
def ros(args: list[str] | None = None, **options: Any) -> Iterator[None]:
    """Initialise rclpy with `args` and `options` of rclpy.init; shut it down at the end.

    From Kilted on rclpy.init returns a context manager of its own, on Jazzy it returns None.
    """
    rclpy.init(args=args, **options)
    try:
        yield
    finally:
        # Ctrl-C may have shut it down already.
        rclpy.try_shutdown()
