"""What a tower sees of pictures, kept; with a tiny random model."""

import numpy as np
import pytest

from emotion_rescue.training.seen_people import KeptFeatures
from emotion_rescue.training.seen_people import sized_views
from emotion_rescue.training.vision_towers import form_of
from emotion_rescue.training.vision_towers import normalised

pytest.importorskip('transformers')
torch = pytest.importorskip('torch')


@pytest.fixture(scope='module')
def tiny():
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    return build_llava(LlavaSizes(image_px=48, patch_px=12, vision_width=64, vision_layers=1,
                                  text_width=64, text_layers=1))


def draw(rows, rng):
    """Return one grey a row, the same everywhere, and with a generator another every time."""
    change = 0 if rng is None else rng.integers(1, 100)
    return [np.full((60, 60, 3), int(row) % 100 + change, np.uint8) for row in rows]


def test_sized_views_are_what_the_processor_gives_before_it_normalises(tiny):
    images = tiny[1].image_processor
    noise = np.random.default_rng(0).integers(0, 256, (2, 60, 60, 3), np.uint8)
    views = sized_views(noise, images)
    assert views.dtype == torch.uint8 and views.shape == (2, 3, 48, 48)
    wanted = images(list(noise), return_tensors='np')['pixel_values']
    np.testing.assert_allclose(normalised(views, form_of('clip_vit', 12)), wanted, atol=1e-5)


def test_a_panel_has_its_part_of_the_size(tiny):
    views = sized_views(draw([7], None), tiny[1].image_processor, panels=2)
    assert views.shape == (1, 3, 24, 24) and (views == 7).all()


def test_nobody_is_nothing(tiny):
    assert len(KeptFeatures(*tiny, draw, 0)) == 0


def test_every_row_is_kept_in_its_place_however_many_there_are(tiny):
    told = []
    kept = KeptFeatures(*tiny, draw, 300, report=told.append)
    assert len(kept) == 300
    for row in (0, 127, 128, 299):
        alone = KeptFeatures(*tiny, lambda rows, rng, row=row: draw([row], rng), 1)
        torch.testing.assert_close(kept.features[row], alone.features[0], atol=2e-3, rtol=0)


def test_copies_of_a_row_are_drawn_anew_and_lie_in_a_row(tiny):
    kept = KeptFeatures(*tiny, draw, 90, copies=2, seed=3)
    again = KeptFeatures(*tiny, draw, 90, copies=2, seed=3)
    other = KeptFeatures(*tiny, draw, 90, copies=2, seed=4)
    assert len(kept) == 90
    # Rows of a block are changed alike here, and differ by themselves.
    torch.testing.assert_close(kept.features[10], kept.features[11])
    assert (kept.features[11] != kept.features[12]).any()
    torch.testing.assert_close(kept.features[5], again.features[5])
    assert (kept.features[5] != other.features[5]).any()
