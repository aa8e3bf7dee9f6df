import logging

import pytest

from emotion_rescue.models.llava_memory import FittingBatch
from emotion_rescue.models.llava_memory import GROW_AFTER
from emotion_rescue.models.llava_memory import is_out_of_memory
from emotion_rescue.models.llava_memory import unless_out_of_memory

torch = pytest.importorskip('torch')


@pytest.mark.parametrize('error, expected', [
    (torch.OutOfMemoryError('CUDA out of memory. Tried to allocate 2.00 GiB.'), True),
    (torch.OutOfMemoryError(''), True),
    (MemoryError(), True),
    (RuntimeError('CUDA error: out of memory'), True),
    (RuntimeError('CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate`'), True),
    (RuntimeError('NVML_SUCCESS == r INTERNAL ASSERT FAILED at "CUDACachingAllocator.cpp"'), True),
    (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 4"), True),
    (RuntimeError('CUDA error: an illegal memory access was encountered'), False),
    (RuntimeError(''), False),
    (ValueError('out of memory'), False),
])
def test_what_counts_as_out_of_memory(error, expected):
    def fail():
        raise error

    assert is_out_of_memory(error) is expected
    if expected:
        assert unless_out_of_memory(fail) is None
    else:
        with pytest.raises(type(error)):
            unless_out_of_memory(fail)


def test_what_a_failed_call_held_is_free_afterwards():
    import weakref

    held = []

    def fail():
        tensor = torch.zeros(8)
        held.append(weakref.ref(tensor))
        raise torch.OutOfMemoryError('CUDA out of memory')

    assert unless_out_of_memory(fail) is None
    assert held[0]() is None


@pytest.mark.parametrize('largest, overflows, sizes', [
    (1, [1, 1], [1, 1]), (4, [4, 2, 1], [2, 1, 1]), (7, [7, 3], [3, 1]), (8, [3], [1])])
def test_the_batch_is_halved_down_to_one(largest, overflows, sizes):
    batch, found = FittingBatch(largest), []
    for count in overflows:
        batch.ran_out(count)
        found.append(batch.size)
    assert found == sizes
    assert batch.halvings == sum(count > 1 for count in overflows)
    assert batch.unread == overflows.count(1)


def test_it_grows_back_slowly_and_not_beyond_the_setting():
    batch, sizes = FittingBatch(6), []
    for count in (6, 3):
        batch.ran_out(count)
    for _ in range(4 * GROW_AFTER):
        batch.went_well()
        sizes.append(batch.size)
    assert sizes == [1] * (GROW_AFTER - 1) + [2] * GROW_AFTER + [4] * GROW_AFTER + [6] * (
        GROW_AFTER + 1)


def test_a_batch_that_does_not_fit_begins_the_wait_anew():
    batch = FittingBatch(2)
    batch.ran_out(2)
    for _ in range(GROW_AFTER - 1):
        batch.went_well()
    batch.ran_out(1)
    batch.went_well()
    assert batch.size == 1


def test_changes_are_logged_once(caplog):
    caplog.set_level(logging.INFO)
    batch = FittingBatch(2)
    for count in (2, 1, 1, 1):
        batch.ran_out(count)
    assert batch.short
    for _ in range(GROW_AFTER):
        batch.went_well()
    assert not batch.short
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ('WARNING', 'memory does not suffice for 2 views at once; going on with 1'),
        ('ERROR', 'memory does not suffice for a single view; views stay unread until it does'),
        ('WARNING', 'memory suffices for single views again'),
        ('INFO', 'trying 2 views at once again')]
