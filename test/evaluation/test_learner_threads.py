import cv2
import pytest

from emotion_rescue.evaluation.learner_threads import limit_threads

torch = pytest.importorskip('torch')
pytest.importorskip('threadpoolctl')


def test_threads_are_limited_and_given_back():
    before = torch.get_num_threads(), cv2.getNumThreads()
    with pytest.raises(KeyError), limit_threads(1):
        assert torch.get_num_threads() == cv2.getNumThreads() == 1
        raise KeyError
    assert (torch.get_num_threads(), cv2.getNumThreads()) == before
