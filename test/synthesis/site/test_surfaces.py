import numpy as np
import pytest

from emotion_rescue.synthesis.site.surface_textures import KINDS
from emotion_rescue.synthesis.site.surface_textures import surface
from emotion_rescue.synthesis.site.surface_textures import TILE_M
from emotion_rescue.synthesis.site.texture_noise import noise

_PLAIN = {'lamp', 'glass', 'rubber', 'dark'}


@pytest.mark.parametrize('kind', KINDS)
def test_surfaces_are_structured_natural_and_repeatable(kind):
    drawn = surface(kind, np.random.default_rng(0), 128)
    assert drawn.shape == (128, 128, 3)
    assert drawn.dtype == np.uint8
    assert kind in _PLAIN or drawn.std() > 8
    # No colour of a photograph of a ruin is as vivid as paint from the tube.
    assert kind == 'metal' or np.ptp(drawn.reshape(-1, 3).mean(0)) < 90
    np.testing.assert_array_equal(drawn, surface(kind, np.random.default_rng(0), 128))


def test_every_covered_length_belongs_to_a_surface():
    assert set(TILE_M) <= set(KINDS)


@pytest.mark.parametrize('roughness', [0.0, 1.0, 2.0])
def test_noise_repeats_without_a_seam(roughness):
    field = noise(np.random.default_rng(1), 64, roughness)
    assert abs(field.mean()) < 1e-3
    assert field.std() == pytest.approx(1, abs=1e-3)
    seam = np.abs(field[:, 0] - field[:, -1]).mean()
    inside = np.abs(np.diff(field, axis=1)).mean()
    assert seam < 1.6 * inside
