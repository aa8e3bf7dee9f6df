import numpy as np
import pytest

from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.cut_network import learn_from_cuts


def _cuts(count, seed):
    """Return noisy cuts with a dark bar, lying or standing, at any place."""
    rng = np.random.default_rng(seed)
    lying = rng.random(count) < 0.5
    cuts = rng.integers(90, 160, (count, 32, 32, 3)).astype(np.uint8)
    for one, flat in zip(cuts, lying, strict=True):
        top, left = rng.integers(4, 12, 2)
        one[top:top + (6 if flat else 16), left:left + (16 if flat else 6)] = 20
    return cuts, lying


@pytest.mark.slow
def test_it_learns_a_shape_and_repeats_itself():
    cuts, lying = _cuts(96, 1)
    asked, answer = _cuts(48, 2)
    epochs = []
    learned = learn_from_cuts(cuts, lying, epochs=5, progress=lambda *now: epochs.append(now))
    assert auroc(learned(asked), answer) > 0.85
    assert epochs == [(i, 5) for i in range(1, 6)]
    assert learned(asked[:0]).shape == (0,)
    again = learn_from_cuts(cuts, lying, epochs=5)
    np.testing.assert_allclose(again(asked), learned(asked), atol=1e-6)
