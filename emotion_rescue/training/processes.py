"""The processes that train together, on one machine or several, as accelerate sees them.

A launcher (torchrun, accelerate launch) starts one process a device and says so by environment
variables. Every process computes its part of each step; gradients are added up once a step.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
import os
from typing import Any


class Processes:
    """This process among its fellows; alone where no launcher started it."""

    def __init__(self, device: str = 'cpu'):
        """Join the others.

        Args:
            device: 'cpu', 'cuda', 'cuda:N', or 'auto'. Where several processes train on CUDA,
                each has the device that the launcher gave it.
        """
        import torch

        cuda = torch.cuda.is_available() and device != 'cpu'
        self.count, self.rank = 1, 0
        self.device = ('cuda' if cuda else 'cpu') if device == 'auto' else device
        if int(os.environ.get('WORLD_SIZE', '1')) > 1:
            from accelerate import PartialState

            state = PartialState(cpu=not cuda)
            self.count, self.rank = state.num_processes, state.process_index
            self.device = str(state.device)

    @property
    def main(self) -> bool:
        """Whether this is the one that writes files and reports."""
        return self.rank == 0

    def add_up_gradients(self, parameters: Iterable) -> None:
        """Let every parameter's gradient be the sum over all processes."""
        if self.count == 1:
            return
        from accelerate.utils import reduce
        import torch

        gradients = [p.grad for p in parameters]
        total = reduce(torch.cat([g.float().flatten() for g in gradients]), 'sum')
        parts = total.split([g.numel() for g in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))

    def sum(self, value: float) -> float:
        """Return the sum of `value` over all processes."""
        return sum(self.gather([value]))

    def gather(self, items: list) -> list:
        """Return the items of all processes, those of the first one first."""
        if self.count == 1:
            return items
        from accelerate.utils import gather_object

        return gather_object(items)

    def share(self, count: int, compute: Callable[[int], Any]) -> Iterator[Any]:
        """Give compute(0) .. compute(count - 1) in order, each computed by one process.

        All of them have to go through it, and all are given everything.
        """
        for start in range(0, count, self.count):
            mine = start + self.rank
            yield from self.gather([compute(mine)] if mine < count else [])

    def from_main(self, value: Any) -> Any:
        """Return what the main process has for `value`."""
        if self.count == 1:
            return value
        from accelerate.utils import broadcast_object_list

        held = [value]
        broadcast_object_list(held, from_process=0)
        return held[0]
