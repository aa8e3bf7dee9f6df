from dataclasses import replace
import json

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_recipe import recipe_of
from emotion_rescue.training.dense_targets import dense_loss
from emotion_rescue.training.dense_targets import dense_targets
from emotion_rescue.training.dense_targets import DenseVocabulary
from emotion_rescue.training.general_base import train_base
from emotion_rescue.training.training_sets import read_sets

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')

_SIZES = ('image_px=24 patch_px=12 vision_width=64 vision_layers=1 text_width=64 text_layers=1 '
          'vocabulary=600')


def _recipe(data, out, **changes):
    return recipe_of({'data': str(data), 'out': str(out), 'tower': 'clip_vit',
                      'sizes': _SIZES, 'head_epochs': 0, 'tower_epochs': 1,
                      'epochs': 6, 'batch': 16, 'copies': 1, 'retention_items': 60,
                      'rate': 1e-2, **changes})


def test_it_learns_general_questions_and_is_a_checkpoint_to_start_from(painted, tmp_path):
    recipe = _recipe(painted, tmp_path / 'base')
    sets, told = read_sets(recipe, print), []
    assert train_base(recipe, sets, told.append) == tmp_path / 'base'
    history = json.loads((tmp_path / 'base/history.json').read_text())
    right = [epoch['general questions right'] for epoch in history['answers']]
    assert len(history['tower']) == 1 and len(right) == 6
    assert history['answers'][-1]['val_loss'] < history['answers'][0]['val_loss']
    assert max(right) > 0.55  # yes or no, how many, and how much of five, three and two answers
    assert load_llava(tmp_path / 'base', precision='fp32', device='cpu').model
    told.clear()
    assert train_base(recipe, sets, told.append) == tmp_path / 'base'
    assert told == []  # it is finished


def test_data_of_which_the_renderer_knows_nothing_needs_a_checkpoint(painted, tmp_path,
                                                                     monkeypatch):
    recipe = _recipe(painted, tmp_path / 'base', tower_epochs=0)
    monkeypatch.setattr('emotion_rescue.training.general_base.general_questions',
                        lambda *of: (None, None))
    with pytest.raises(InputError, match='--set base=DIR'):
        train_base(recipe, read_sets(recipe, print), print)
    assert not (tmp_path / 'base/model.safetensors').exists()


@pytest.mark.parametrize('feelings', [True, False])
def test_the_tower_of_a_base_learns_nothing_of_feelings(painted, feelings):
    people = [replace(person, face_shows=True) for person in read_people(painted, 'val')]
    names = DenseVocabulary.of(people, feelings)
    outputs = torch.zeros(len(people), sum(names.widths.values()), requires_grad=True)
    dense_loss(outputs, dense_targets(people, names), names).backward()
    parts = dict(zip(names.widths, outputs.grad.split(list(names.widths.values()), dim=1),
                     strict=True))
    for name, gradient in parts.items():
        felt = name in ('emotions', 'vad', 'distress', 'responsive')
        assert bool(gradient.abs().sum() > 0) == (feelings or not felt), name


def test_what_is_not_known_teaches_the_tower_nothing(painted):
    people = read_people(painted, 'val')[:4]
    names = DenseVocabulary.of(people)
    targets = dense_targets(people, names)
    targets['vad'][:2] = np.nan
    targets['distress'][:] = np.nan
    outputs = torch.zeros(4, sum(names.widths.values()), requires_grad=True)
    loss = dense_loss(outputs, targets, names)
    loss.backward()
    assert torch.isfinite(loss) and torch.isfinite(outputs.grad).all()
    start = sum(width for name, width in names.widths.items() if name not in (
        'vad', 'distress', 'responsive'))
    assert (outputs.grad[:2, start:start + 4] == 0).all()  # VAD and distress
    assert (outputs.grad[2:, start:start + 3] != 0).all()
