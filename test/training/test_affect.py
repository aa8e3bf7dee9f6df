"""The whole recipe on painted people with a tiny model: it must learn what is plain to see."""

import dataclasses

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.training.affect import AffectRecipe
from emotion_rescue.training.affect import train_affect
from emotion_rescue.training.affect_architecture import LlavaSizes
from emotion_rescue.training.affect_card import write_model_card
from emotion_rescue.training.affect_data import read_image
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.best_epoch import Schedule

pytest.importorskip('transformers')

_RECIPE = AffectRecipe(
    sizes=LlavaSizes(image_px=48, patch_px=12, vision_width=64, vision_layers=2, text_width=64,
                     text_layers=2, vocabulary=700),
    tower=Schedule(5, batch=16, rate=2e-3), language=Schedule(24, batch=16, rate=4e-3), copies=2)


@pytest.fixture(scope='module')
def trained(painted, tmp_path_factory):
    out = tmp_path_factory.mktemp('weights')
    splits = {name: read_people(painted, name) for name in ('train', 'val', 'test')}
    said = []
    train_affect(splits['train'], splits['val'], out, _RECIPE, said.append)
    return out, splits, said


def test_it_tells_people_apart_that_it_never_saw(trained):
    out, splits, _ = trained
    scorer = LlavaSightScorer(out, device='cpu')
    scorer.load()
    readings = scorer.score([
        PersonView(TrackedPerson(str(i), s.xyxy, 1.0), ImageFrame(read_image(s.image), i))
        for i, s in enumerate(splits['test'])])
    hurt = np.array([s.situation == 'hurt' for s in splits['test']])
    pain = np.array([r.emotions[CATEGORY_INDEX['Pain']] for r in readings])
    distress = np.array([r.distress for r in readings])
    valence = np.array([r.vad.valence for r in readings])
    assert pain[hurt].min() > 0.5 > pain[~hurt].max()
    assert distress[hurt].mean() > 0.7 > 0.3 > distress[~hurt].mean()
    assert valence[hurt].mean() < 3.5 < 6.5 < valence[~hurt].mean()
    assert np.isnan([r.emotions[CATEGORY_INDEX['Yearning']] for r in readings]).all()


def test_progress_is_told(trained):
    said = '\n'.join(trained[2])
    assert 'M parameters' in said
    assert 'tower, epoch 5 of 5' in said
    assert 'answers, epoch 24 of 24' in said
    assert 'bitsandbytes 4-bit layers' in said


def test_the_folder_is_a_plain_transformers_checkpoint_in_half_precision(trained):
    from safetensors import safe_open
    from transformers import AutoModelForImageTextToText
    from transformers import AutoProcessor

    out = trained[0]
    model = AutoModelForImageTextToText.from_pretrained(out, local_files_only=True)
    processor = AutoProcessor.from_pretrained(out, local_files_only=True)
    assert type(model).__name__ == 'LlavaForConditionalGeneration'
    assert type(processor).__name__ == 'LlavaProcessor'
    with safe_open(out / 'model.safetensors', framework='np') as file:
        assert {file.get_slice(name).get_dtype() for name in file.keys()} == {'F16'}


def test_the_card_gives_figures_with_intervals_beside_baselines(trained):
    out, splits, _ = trained
    card = write_model_card(out, splits, _RECIPE, ['the command'], lambda text: None)
    text = card.read_text()
    assert f'test {len(splits["test"])} people' in text
    assert '`the command`' in text
    row, = (line for line in text.splitlines() if line.startswith('| mAP |'))
    model, prior, chance, box = (float(cell.split()[0]) for cell in row.split('|')[2:6])
    assert model > 0.95
    assert max(prior, chance, box) < 0.9


def test_training_goes_on_from_an_earlier_checkpoint(trained, painted, tmp_path):
    out, splits, _ = trained
    said = []
    none = dataclasses.replace(
        _RECIPE, tower=Schedule(1, rate=1e-9), language=Schedule(1, rate=1e-9), copies=1)
    train_affect(splits['train'][:8], splits['val'], tmp_path, none, said.append, start=out)
    before, = (line for line in trained[2] if 'answers, epoch 24' in line)
    after, = (line for line in said if 'answers, epoch 1' in line)
    loss = [float(line.split('val ')[1].split(',')[0]) for line in (before, after)]
    assert loss[1] < loss[0] + 0.1


def test_the_same_seed_gives_the_same_weights(painted, tmp_path):
    people = read_people(painted, 'val')
    short = dataclasses.replace(
        _RECIPE, tower=Schedule(1, batch=16), language=Schedule(1, batch=16), copies=1)
    for name in ('a', 'b'):
        train_affect(people, people, tmp_path / name, short, lambda text: None)
    first, second = ((tmp_path / n / 'model.safetensors').read_bytes() for n in ('a', 'b'))
    assert first == second
