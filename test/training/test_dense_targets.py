from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.dense_targets import dense_targets
from emotion_rescue.training.dense_targets import DenseVocabulary
from emotion_rescue.training.dense_targets import read_figures

torch = pytest.importorskip('torch')


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
