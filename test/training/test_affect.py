"""The whole recipe on painted people with a tiny model: it must learn what is plain to see."""

import json

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.training.affect import train
from emotion_rescue.training.affect_card import write_model_card
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_recipe import recipe_of
from emotion_rescue.training.pictured_person import read_image

pytest.importorskip('transformers')

SIZES = ('image_px=48 patch_px=12 vision_width=64 vision_layers=2 text_width=64 text_layers=2 '
         'vocabulary=700')
_LEARNING = {'tower': 'clip_vit', 'sizes': SIZES, 'head_epochs': 0, 'tower_epochs': 5,
             'tower_batch': 16, 'tower_rate': 2e-3, 'epochs': 36, 'batch': 16, 'rate': 4e-3,
             'retention_items': 40, 'written_share': 0.4, 'replay_share': 0.3}
SHORT = {**_LEARNING, 'tower_epochs': 1, 'epochs': 1, 'copies': 1}


@pytest.fixture(scope='module')
def trained(painted, tmp_path_factory):
    said = []
    recipe = recipe_of({**_LEARNING, 'data': str(painted),
                        'out': str(tmp_path_factory.mktemp('weights') / 'affect')})
    return train(recipe, said.append), recipe, said


def test_it_tells_people_apart_that_it_never_saw(trained, painted):
    people = read_people(painted, 'test')
    scorer = LlavaSightScorer(trained[0].weights, device='cpu')
    scorer.load()
    readings = scorer.score([
        PersonView(TrackedPerson(str(i), s.xyxy, 1.0), ImageFrame(read_image(s.image), i))
        for i, s in enumerate(people)])
    hurt = np.array([s.situation == 'hurt' for s in people])
    pain = np.array([r.emotions[CATEGORY_INDEX['Pain']] for r in readings])
    distress = np.array([r.distress for r in readings])
    valence = np.array([r.vad.valence for r in readings])
    assert pain[hurt].min() > 0.5 > pain[~hurt].max()
    assert distress[hurt].mean() > 0.7 > 0.3 > distress[~hurt].mean()
    assert valence[hurt].mean() < 3.5 < 6.5 < valence[~hurt].mean()
    assert np.isnan([r.emotions[CATEGORY_INDEX['Yearning']] for r in readings]).all()


def test_it_writes_a_whole_answer_and_ends_it(trained, painted):
    from emotion_rescue.models.llava_loader import load_llava
    from emotion_rescue.models.llava_prompt import build_prompt
    from emotion_rescue.models.llava_views import affect_view
    from emotion_rescue.training.answer_texts import written_answer

    loaded = load_llava(trained[0].weights, precision='fp32', device='cpu')
    person = read_people(painted, 'test')[0]
    picture = affect_view(read_image(person.image), person.xyxy).rgb
    inputs = loaded.processor(
        images=[picture], text=[build_prompt(loaded.processor)], return_tensors='pt')
    tokens = loaded.model.generate(**inputs, max_new_tokens=80, do_sample=False)
    new = tokens[0, inputs['input_ids'].shape[1]:]
    text = loaded.processor.tokenizer.decode(new, skip_special_tokens=True)
    fields = [line.split(':')[0] for line in text.strip().split('\n')]
    assert fields == ['valence', 'arousal', 'dominance', 'emotions', 'distress']
    assert new[-1] == loaded.processor.tokenizer.eos_token_id
    assert text.strip().split('\n')[-1] == written_answer(person).split('\n')[-1]


def test_progress_is_told_with_what_cannot_be_learned(trained):
    said = '\n'.join(trained[2])
    assert 'M parameters' in said
    assert 'tower, epoch 5 of 5' in said
    assert 'answers, epoch 36 of 36' in said
    assert 'nobody in train has Affection, Anger' in said
    assert 'retention after: ' in said


def test_history_and_curves_tell_how_it_went(trained):
    folder = trained[0].weights
    history = json.loads((folder / 'history.json').read_text())
    assert [e['epoch'] for e in history['answers']] == list(range(1, 37))
    last = history['answers'][-1]
    assert last['mAP'] > 0.95
    assert last['distress AUROC'] > 0.95
    assert last['VAD MAE'] < 1.0
    assert len(history['tower']) == 5
    after = history['retention after']
    assert after['questions'] == 40
    # Untaught, the model guesses, and may guess well: a frequent answer is often right.
    assert after['right'] > after['majority'] == history['retention before']['majority']
    assert (folder / 'curves.png').read_bytes().startswith(b'\x89PNG')
    assert not (folder / 'state').exists()


def test_the_folder_is_a_plain_transformers_checkpoint_in_half_precision(trained):
    from safetensors import safe_open
    from transformers import AutoModelForImageTextToText
    from transformers import AutoProcessor

    out = trained[0].weights
    model = AutoModelForImageTextToText.from_pretrained(out, local_files_only=True)
    processor = AutoProcessor.from_pretrained(out, local_files_only=True)
    assert type(model).__name__ == 'LlavaForConditionalGeneration'
    assert type(processor).__name__ == 'LlavaProcessor'
    with safe_open(out / 'model.safetensors', framework='np') as file:
        assert {file.get_slice(name).get_dtype() for name in file.keys()} == {'F16'}


def test_the_card_gives_figures_with_intervals_beside_baselines(trained, painted):
    splits = {name: read_people(painted, name) for name in ('train', 'val', 'test')}
    card = write_model_card(
        trained[0].weights, splits, trained[1], ['the command'], lambda text: None)
    text = card.read_text()
    assert f'test {len(splits["test"])} people' in text
    assert '`the command`' in text
    row, = (line for line in text.splitlines() if line.startswith('| mAP |'))
    model, prior, chance, box = (float(cell.split()[0]) for cell in row.split('|')[2:6])
    assert model > 0.95
    assert max(prior, chance, box) < 0.9
    assert str(painted) not in text


def test_a_finished_training_is_not_done_again(trained):
    said = []
    again = train(trained[1], said.append)
    assert said[-1].endswith('is finished')
    assert again.history == trained[0].history


def test_training_goes_on_from_an_earlier_checkpoint(trained, painted, tmp_path):
    recipe = recipe_of({**SHORT, 'sizes': '', 'base': str(trained[0].weights), 'rate': 1e-9,
                        'tower_rate': 1e-9, 'data': str(painted), 'out': str(tmp_path / 'o')})
    after = train(recipe, lambda text: None).history['answers'][0]['val_loss']
    assert after < trained[0].history['answers'][-1]['val_loss'] + 0.1


def test_the_same_seed_gives_the_same_weights(painted, tmp_path):
    folders = [tmp_path / name for name in 'ab']
    for folder in folders:
        train(recipe_of({**SHORT, 'data': str(painted), 'out': str(folder)}), lambda text: None)
    first, second = ((f / 'model.safetensors').read_bytes() for f in folders)
    assert first == second


@pytest.mark.parametrize('changes', [
    {'view': 'crop'}, {'context': 'described'}, {'imbalance': 'loss', 'with_vad': False}])
def test_variants_for_comparison_train_to_the_end(painted, tmp_path, changes):
    recipe = recipe_of({**SHORT, **changes, 'data': str(painted), 'out': str(tmp_path / 'o')})
    trained = train(recipe, lambda text: None)
    figures = trained.history['answers'][0]
    assert 0 <= figures['mAP'] <= 1
    assert (trained.weights / 'calibration.json').is_file()


def test_another_recipe_for_the_same_folder_is_refused_by_name(trained):
    changed = recipe_of({**trained[1].__dict__, 'rate': 1e-3, 'seed': 7})
    with pytest.raises(SettingsError, match=r'rate is 0.001, .* 0.004.*; seed is 7'):
        train(changed, lambda text: None)


def test_weights_of_another_origin_are_not_overwritten(painted, tmp_path):
    (tmp_path / 'model.safetensors').write_bytes(b'precious')
    with pytest.raises(InputError, match='of another origin'):
        train(recipe_of({**SHORT, 'data': str(painted), 'out': str(tmp_path)}), print)
    assert (tmp_path / 'model.safetensors').read_bytes() == b'precious'
