"""What the tower is taught; a tower of random weights, and pictures of one grey."""

import numpy as np
import pytest

from emotion_rescue.training.affect_architecture import build_llava
from emotion_rescue.training.affect_architecture import LlavaSizes
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_tower import TowerReader
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.dense_targets import dense_targets
from emotion_rescue.training.dense_targets import DenseVocabulary
from emotion_rescue.training.tower_lessons import TowerLessons
from emotion_rescue.training.vision_towers import set_learning

torch = pytest.importorskip('torch')
_SIZES = LlavaSizes(image_px=64, text_width=32, text_layers=1, head_width=16, vocabulary=600)


def test_batch_norm_knows_the_averages_of_what_it_learns_from(painted):
    """Whatever it was begun with, and however often: they are taken anew from the same people."""
    pytest.importorskip('timm')
    people = read_people(painted, 'val')[:8]

    def taught(epochs, mean, norms_learn=True):
        torch.manual_seed(0)
        tower = build_llava(_SIZES, 0, 'efficientnet_lite0')[0].model.vision_tower
        norm = tower.timm_model.bn1
        with torch.no_grad():
            norm.running_mean.fill_(mean)
        set_learning(tower, True)  # but its first layers, bn1 among them, never do
        names = DenseVocabulary.of(people)
        views = torch.arange(8, dtype=torch.uint8)[:, None, None, None].expand(8, 3, 64, 64) * 30
        lessons = TowerLessons(views, np.full((8, 1, 17, 2), np.nan))
        TowerReader(tower, names, norms_learn=norms_learn).teach(
            lambda rows, rng: lessons[rows], dense_targets(people, names), lessons,
            dense_targets(people, names), Schedule(epochs), lambda text: None)
        assert not norm.training
        return norm.running_mean

    averages = taught(1, 5.0)
    assert torch.equal(taught(2, -5.0), averages)
    assert float((averages - 5.0).abs().min()) > 1.0
    assert (taught(1, 5.0, norms_learn=False) == 5.0).all()


@pytest.mark.parametrize('known', [True, False])
def test_where_limbs_are_is_told_where_it_is_known(painted, known):
    pytest.importorskip('timm')
    people, told = read_people(painted, 'val')[:4], []
    tower = build_llava(_SIZES, 0, 'efficientnet_lite0')[0].model.vision_tower
    set_learning(tower, True)
    names = DenseVocabulary.of(people)
    lessons = TowerLessons(torch.zeros(4, 3, 64, 64, dtype=torch.uint8),
                           np.full((4, 1, 17, 2), 0.4 if known else np.nan))
    TowerReader(tower, names).teach(
        lambda rows, rng: lessons[rows], dense_targets(people, names), lessons,
        dense_targets(people, names), Schedule(12), told.append)
    epochs = [text for text in told if ' of 12: loss' in text]
    assert len(epochs) == 12 and all(('limbs found' in text) is known for text in epochs)
    if known:  # all in one spot, whatever is seen: a bias is enough
        assert 'limbs found 1.000' in epochs[-1]
