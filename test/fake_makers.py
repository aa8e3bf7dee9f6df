"""Makers of small items, importable by worker processes."""

import os
from pathlib import Path
import signal
import threading
import time

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.ordered_work import write_whole


class FileMaker:
    """Writes a small file an item; `odd_s` lets every odd item take longer."""

    def __init__(self, folder: Path, odd_s: float = 0.0):
        self.folder, self.odd_s = folder, odd_s

    def make(self, index):
        if index % 2:
            time.sleep(self.odd_s)
        write_whole(self.folder / f'{index}.txt', f'item {index}\n'.encode())
        return {'item': index}

    def close(self):
        pass


class FaultyMaker(FileMaker):
    """Fails at item 3 in a way that can be chosen."""

    def __init__(self, folder: Path, fault: str):
        super().__init__(folder)
        self.fault = fault

    def make(self, index):
        if index == 3:
            if self.fault == 'input':
                raise InputError('item 3 is wrong; leave it out')
            if self.fault == 'killed':
                os.kill(os.getpid(), signal.SIGKILL)
            if self.fault == 'bug':
                return 1 / 0
            if self.fault == 'unpicklable':
                raise _LockedError(threading.Lock())
            raise OSError(int(self.fault), os.strerror(int(self.fault)), str(self.folder))
        return super().make(index)


class ThreadsMaker(FileMaker):
    """Returns how many threads libraries may start."""

    def make(self, index):
        import cv2
        return {'omp': os.environ['OMP_NUM_THREADS'], 'cv2': cv2.getNumThreads()}


class _LockedError(Exception):
    """Cannot be sent to another process."""
