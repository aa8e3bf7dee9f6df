"""Keeps torch, scikit-learn and OpenCV to a number of CPU threads for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2

from emotion_rescue.core.errors import MissingPackageError


@contextmanager
def limit_threads(count: int) -> Iterator[None]:
    """Let the libraries use `count` threads inside the block, and as many as before after it.

    Raises:
        MissingPackageError: torch or scikit-learn is not installed.
    """
    try:
        from threadpoolctl import threadpool_limits
        import torch
    except ImportError as error:
        raise MissingPackageError(
            f'learners need the package {error.name}, which comes with scikit-learn and torch; '
            'pip install -r requirements/development.txt') from error
    before = torch.get_num_threads(), cv2.getNumThreads()
    torch.set_num_threads(count)
    cv2.setNumThreads(count)
    try:
        with threadpool_limits(limits=count):
            yield
    finally:
        torch.set_num_threads(before[0])
        cv2.setNumThreads(before[1])
