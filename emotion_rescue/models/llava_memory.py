"""What to do where memory runs out: notice it, and find the batch that fits."""

from collections.abc import Callable
import gc
import logging
from typing import TypeVar

_logger = logging.getLogger(__name__)

# A batch that did not fit is tried again after this many that went well: each trial in vain costs
# a forward pass, and memory that another program took seldom comes back within seconds.
GROW_AFTER = 50

# Not all of it comes as torch.OutOfMemoryError: cuBLAS and cuDNN report failed allocations of
# their own, and on a Jetson, which lacks NVML, PyTorch trips over its own report of it:
# github.com/pytorch/pytorch/issues/185240.
_SIGNS = ('out of memory', 'alloc_failed', 'allocate memory', 'nvml_success == r')

Result = TypeVar('Result')


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether `error` says that memory, the graphics card's or the main one, ran out."""
    import torch

    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)


def unless_out_of_memory(call: Callable[[], Result]) -> Result | None:
    """Return what `call` returns, or None where memory ran out.

    The error is gone by then, and with it the tensors that its traceback holds.
    """
    try:
        return call()
    except Exception as error:
        if not is_out_of_memory(error):
            raise
    return None


def free_unused(device: str) -> None:
    """Give memory that nothing refers to back to other programs; `device` as 'cuda:0'."""
    gc.collect()
    if device.startswith('cuda'):
        import torch

        torch.cuda.empty_cache()


class FittingBatch:
    """The size of a batch: halved where memory runs out, and slowly grown again.

    Changes are logged, and so is the first of views in a row that do not fit even alone.

    Attributes:
        size: most views at once at present.
        largest: most views at once by setting.
        halvings: times that the size was halved.
        unread: views that did not fit even alone.
        short: whether the newest batch was one of those.
    """

    def __init__(self, largest: int):
        """Begin with the size `largest`, 1 or more."""
        self.size = self.largest = largest
        self.halvings = self.unread = 0
        self.short = False
        self._calm = 0

    def ran_out(self, count: int) -> None:
        """Note that a batch of `count` views did not fit."""
        self._calm = 0
        if count == 1:
            self.unread += 1
            if not self.short:
                _logger.error('memory does not suffice for a single view; views stay unread '
                              'until it does')
            self.short = True
            return
        self.size = count // 2
        self.halvings += 1
        _logger.warning('memory does not suffice for %d views at once; going on with %d',
                        count, self.size)

    def went_well(self) -> None:
        """Note that a batch fitted."""
        if self.short:
            _logger.warning('memory suffices for single views again')
        self.short = False
        self._calm += 1
        if self.size < self.largest and self._calm >= GROW_AFTER:
            self._calm = 0
            self.size = min(self.largest, 2 * self.size)
            _logger.info('trying %d views at once again', self.size)
