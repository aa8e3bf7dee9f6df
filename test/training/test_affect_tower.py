"""What the tower is taught; a tower of random weights, and pictures of one grey."""

from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.training.affect_architecture import build_llava
from emotion_rescue.training.affect_architecture import LlavaSizes
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_tower import dense_targets
from emotion_rescue.training.affect_tower import DenseVocabulary
from emotion_rescue.training.affect_tower import read_figures
from emotion_rescue.training.affect_tower import TowerReader
from emotion_rescue.training.best_epoch import Schedule
from emotion_rescue.training.vision_towers import set_learning

torch = pytest.importorskip('torch')
_SIZES = LlavaSizes(image_px=64, text_width=32, text_layers=1, head_width=16, vocabulary=600)


@pytest.fixture(scope='module')
def people(painted):
    return [replace(person, face_shows=True, joint_angles_deg={'knee_flexion': 10.0 * i})
            for i, person in enumerate(read_people(painted, 'val')[:8])]


def test_measured_targets_have_the_mean_0_and_the_deviation_1(people):
    targets = dense_targets(people, DenseVocabulary.of(people))
    for name in ('actions', 'angles'):
        values = targets[name].numpy()
        assert np.abs(values.mean(axis=0)).max() < 1e-5, name
        assert values.std(axis=0) == pytest.approx(np.ones(values.shape[1]), abs=1e-5), name


def test_an_action_that_is_absent_from_a_face_that_shows_is_0_and_else_unknown(people):
    shown, hidden = people[0], replace(people[1], face_shows=False)
    names = DenseVocabulary.of(people)
    first, second = dense_targets([shown, hidden], names)['actions']
    said = first.numpy() * [a.deviation for a in names.actions] + [a.mean for a in names.actions]
    assert said == pytest.approx(
        [shown.facial_actions.get(a.name, 0.0) for a in names.actions], abs=1e-6)
    assert second.isnan().all()


def test_a_name_that_was_never_taught_has_no_target(people):
    stranger = replace(people[0], posture='flying', gesture='juggle')
    targets = dense_targets([stranger], DenseVocabulary.of(people))
    assert targets['posture'].tolist() == targets['gesture'].tolist() == [-100]


def test_figures_of_what_is_all_right_and_of_what_does_not_vary(people):
    names = DenseVocabulary.of(people)
    targets = dense_targets(people, names)
    parts = {name: torch.zeros(len(people), width) for name, width in names.widths.items()}
    for name in ('posture', 'gesture', 'situation'):
        parts[name][torch.arange(len(people)), targets[name]] = 1
    for name in ('actions', 'angles', 'emotions', 'distress'):
        parts[name] = targets[name]
    figures = read_figures(torch.cat(list(parts.values()), dim=1), targets, names)
    assert figures == dict.fromkeys(
        ('posture right', 'gesture right', 'situation right', 'actions explained',
         'angles explained', 'mAP', 'distress AUROC'), 1.0)
    alike = [replace(person, joint_angles_deg={'knee_flexion': 5.0}) for person in people]
    names = DenseVocabulary.of(alike)
    outputs = torch.zeros(len(people), sum(names.widths.values()))
    assert 'angles explained' not in read_figures(outputs, dense_targets(alike, names), names)


def test_batch_norm_knows_the_averages_of_what_it_learns_from(people):
    """Whatever it was begun with, and however often: they are taken anew from the same people."""
    pytest.importorskip('timm')

    def taught(epochs, mean, norms_learn=True):
        torch.manual_seed(0)
        tower = build_llava(_SIZES, 0, 'efficientnet_lite0')[0].model.vision_tower
        norm = tower.timm_model.bn1
        with torch.no_grad():
            norm.running_mean.fill_(mean)
        set_learning(tower, True)  # but its first layers, bn1 among them, never do
        names = DenseVocabulary.of(people)
        views = torch.arange(8, dtype=torch.uint8)[:, None, None, None].expand(8, 3, 64, 64) * 30
        TowerReader(tower, names, norms_learn=norms_learn).teach(
            lambda rows, rng: views[rows], dense_targets(people, names), views,
            dense_targets(people, names), Schedule(epochs), lambda text: None)
        assert not norm.training
        return norm.running_mean

    averages = taught(1, 5.0)
    assert torch.equal(taught(2, -5.0), averages)
    assert float((averages - 5.0).abs().min()) > 1.0
    assert (taught(1, 5.0, norms_learn=False) == 5.0).all()
