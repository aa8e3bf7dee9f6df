"""Keeps libraries from starting threads, where there is one process for each core already."""

from contextlib import contextmanager
import os
import sys

# OpenMP (torch, scikit-learn), OpenBLAS (numpy), MKL, mesa's software renderer, OpenCV.
_VARIABLES = ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'LP_NUM_THREADS',
              'OPENCV_FOR_THREADS_NUM')


@contextmanager
def single_threads():
    """Let libraries loaded here, and processes started here, compute with one thread each.

    Sums of several threads differ in their last bits from run to run, so this serves repeatable
    results, too. Threads of torch and OpenCV are limited even if they were loaded before.
    """
    before = {name: os.environ.get(name) for name in _VARIABLES}
    os.environ.update(dict.fromkeys(_VARIABLES, '1'))
    torch, cv2 = sys.modules.get('torch'), sys.modules.get('cv2')
    threads = torch and torch.get_num_threads(), cv2 and cv2.getNumThreads()
    if torch:
        torch.set_num_threads(1)
    if cv2:
        cv2.setNumThreads(1)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        if torch:
            torch.set_num_threads(threads[0])
        if cv2:
            cv2.setNumThreads(threads[1])
