import pytest

from emotion_rescue.pipeline.frame_store import FrameStore
from fakes import SECOND_NS


@pytest.mark.parametrize('stamps, kept', [
    ([], []),
    ([0], [0]),
    ([0, 1, 2], [0, 1, 2]),
    ([0, 1, 2, 3], [1, 2, 3]),
    ([0, 2 * SECOND_NS], [0, 2 * SECOND_NS]),
    ([0, 1, 2 * SECOND_NS + 1], [1, 2 * SECOND_NS + 1]),
    ([5, 6, 0], [5, 6]),
    ([SECOND_NS + 6, SECOND_NS + 7, 0], [0]),
    ([5, 5], [5]),
])
def test_store_is_bounded_in_number_and_seconds_and_forgets_when_time_jumps_back(stamps, kept):
    store = FrameStore(capacity=3, keep_s=2.0)
    for stamp in stamps:
        store.add(stamp, lambda stamp=stamp: stamp)
    assert len(store) == len(kept)
    assert [store.find(stamp)() for stamp in kept] == kept


def test_only_the_exact_image_is_found():
    store = FrameStore()
    store.add(100, lambda: None)
    assert store.find(99) is None
    assert store.find(101) is None
