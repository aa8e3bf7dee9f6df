"""The recipe for large checkpoints, on tiny random ones: this tests mechanics alone."""

import json
from pathlib import Path
import shutil

import cv2
import numpy as np
import pytest

from emotion_rescue.core.emotic import AnnotatedImage
from emotion_rescue.core.emotic import AnnotatedPerson
from emotion_rescue.core.emotic import Annotation
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.synthesis.dataset.emotic_writer import encode_mat
from emotion_rescue.training.affect import train
from emotion_rescue.training.affect_pupils import FamilyPupil
from emotion_rescue.training.affect_recipe import read_recipe
from emotion_rescue.training.affect_recipe import recipe_of
from emotion_rescue.training.answer_stage import AnswerStage
from emotion_rescue.training.answer_stage import lessons_of
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.training_sets import read_sets

pytest.importorskip('peft')

_KINDS = {'Happiness': (230, 8.0), 'Pain': (30, 2.0)}  # light of the picture, valence


def _emotic(folder, count=16):
    """Write an EMOTIC of one person in each picture: bright ones are happy, dark ones in pain."""
    rng, content = np.random.default_rng(0), {}
    images = folder / 'emotic' / 'framesdb' / 'images'
    images.mkdir(parents=True)
    for split, annotators in (('train', 1), ('val', 2)):
        content[split] = []
        for i in range(count):
            name, (light, valence) = list(_KINDS.items())[i % 2]
            bgr = np.clip(rng.normal(light, 10, (80, 80, 3)), 0, 255).astype(np.uint8)
            cv2.imwrite(str(images / f'{split}{i}.jpg'), bgr)
            said = Annotation((name,), (valence, 5.0, 5.0))
            content[split].append(AnnotatedImage(
                f'{split}{i}.jpg', 'framesdb/images', (80, 80),
                (AnnotatedPerson((10.0, 10.0, 70.0, 75.0), (said,) * annotators, 'Male',
                                 'Adult'),)))
    (folder / 'Annotations').mkdir()
    (folder / 'Annotations' / 'Annotations.mat').write_bytes(encode_mat(content))
    with (folder / 'replay.jsonl').open('w') as file:
        for i in range(8):
            file.write(json.dumps({'image': f'emotic/framesdb/images/train{i}.jpg',
                                   'question': 'Is it dark?',
                                   'answer': ('no', 'yes')[i % 2]}) + '\n')
    return folder


@pytest.fixture(scope='module')
def emotic(tmp_path_factory):
    return _emotic(tmp_path_factory.mktemp('emotic'))


@pytest.fixture(scope='module')
def base(tmp_path_factory):
    """Return a function: kind -> folder of a tiny random checkpoint of it."""
    made = {}

    def folder_of(kind):
        if kind not in made:
            import torch
            torch.manual_seed(0)
            made[kind] = tmp_path_factory.mktemp(kind)
            for part in _BUILD[kind]():
                part.save_pretrained(made[kind])
        return made[kind]
    return folder_of


def _llava():
    """Build a LLaVA as LLaVA-1.5 is: it takes the tower's features before its last layer."""
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    model, processor = build_llava(LlavaSizes(
        image_px=32, patch_px=16, vision_width=64, vision_layers=2, text_width=64, text_layers=2))
    model.config.vision_feature_layer = -2
    return model, processor


def _llava_onevision():
    from transformers import LlavaOnevisionConfig
    from transformers import LlavaOnevisionForConditionalGeneration
    from transformers import LlavaOnevisionImageProcessor
    from transformers import LlavaOnevisionProcessor
    from transformers import LlavaOnevisionVideoProcessor

    from emotion_rescue.training.affect_architecture import build_tokenizer

    tokenizer, pinpoints = build_tokenizer(600), [[32, 32], [64, 64]]
    size = {'height': 32, 'width': 32}
    heads = {'hidden_size': 64, 'intermediate_size': 128, 'num_hidden_layers': 2,
             'num_attention_heads': 2}
    processor = LlavaOnevisionProcessor(
        LlavaOnevisionImageProcessor(size=size, image_grid_pinpoints=pinpoints), tokenizer,
        LlavaOnevisionVideoProcessor(size=size), num_image_tokens=4,
        vision_feature_select_strategy='full')
    model = LlavaOnevisionForConditionalGeneration(LlavaOnevisionConfig(
        vision_config={'model_type': 'siglip_vision_model', 'image_size': 32, 'patch_size': 16,
                       **heads},
        text_config={'model_type': 'qwen2', 'num_key_value_heads': 2,
                     'vocab_size': len(tokenizer), 'max_position_embeddings': 2048, **heads},
        image_grid_pinpoints=pinpoints, vision_feature_select_strategy='full',
        image_token_id=tokenizer.convert_tokens_to_ids('<image>'),
        video_token_id=tokenizer.convert_tokens_to_ids('<pad>')))
    return model, processor


def _fast_vlm():
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    return build_llava(LlavaSizes(image_px=64, text_width=64, text_layers=1),
                       tower='efficientnet_lite0')


_BUILD = {'llava_1.5_7b': _llava, 'llava_onevision_0.5b': _llava_onevision,
          'fast_vlm': _fast_vlm}
_SHIPPED = ('llava_1.5_7b', 'llava_onevision_0.5b')


def _recipe(emotic, base, out, name='llava_1.5_7b', **changes):
    config = Path(__file__).resolve().parents[2] / 'config' / 'training' / f'{name}.yaml'
    changes = {'base': base, 'rank': 4, 'epochs': 2, 'batch': 8, 'accumulation': 2, 'rate': 0.01,
               'checkpoint_every_steps': 1, 'threads': 1, **changes}
    return read_recipe(config, [f'{k}={v}' for k, v in changes.items()], data=str(emotic),
                       out=str(out))


@pytest.mark.parametrize('name', _SHIPPED)
def test_the_shipped_recipe_makes_an_adapter_that_the_scorer_loads(emotic, base, tmp_path, name):
    from safetensors import safe_open

    said = []
    trained = train(_recipe(emotic, base(name), tmp_path / 'out', name,
                            replay=emotic / 'replay.jsonl'), said.append)
    assert trained.weights == base(name)
    losses = [epoch['loss'] for epoch in trained.history['answers']]
    assert losses[1] < losses[0]
    assert set(trained.history) == {'answers', 'retention before', 'retention after'}
    with safe_open(trained.adapter / 'adapter_model.safetensors', framework='np') as file:
        names = ' '.join(file.keys())
    assert 'q_proj' in names
    assert 'multi_modal_projector' in names
    assert 'vision_tower' not in names
    scorer = LlavaSightScorer(trained.weights, trained.adapter, device='cpu')
    scorer.load()
    assert scorer.linear_4bit_count > 0
    pixels = np.full((80, 80, 3), 30, np.uint8)
    reading, = scorer.score([PersonView(
        TrackedPerson('1', (10.0, 10.0, 70.0, 75.0), 0.9), ImageFrame(pixels, 0))])
    assert reading.vad.known
    assert 0.0 <= reading.distress <= 1.0  # calibrated, so known
    assert np.isfinite(reading.emotions).sum() == 2  # the two categories that train has


def test_an_interrupted_adapter_goes_on_to_the_same_weights(
        emotic, base, tmp_path, monkeypatch):
    from emotion_rescue.training import saved_files

    whole = train(_recipe(emotic, base('llava_1.5_7b'), tmp_path / 'whole'), print)
    write, count = saved_files.write_whole, []

    def write_three(path, data):
        count.append(path)
        if path.name == 'answers-state.pt' and len(count) > 4:
            raise KeyboardInterrupt
        write(path, data)

    recipe = _recipe(emotic, base('llava_1.5_7b'), tmp_path / 'out')
    monkeypatch.setattr(saved_files, 'write_whole', write_three)
    with pytest.raises(KeyboardInterrupt):
        train(recipe, print)
    monkeypatch.undo()
    said = []
    again = train(recipe, said.append)
    assert any('going on at epoch' in line for line in said)
    assert again.history == whole.history
    first, second = (t.adapter / 'adapter_model.safetensors' for t in (again, whole))
    assert first.read_bytes() == second.read_bytes()


def test_checkpointing_changes_memory_and_not_what_is_learned(emotic, base, tmp_path):
    losses = [train(_recipe(emotic, base('llava_1.5_7b'), tmp_path / str(on), epochs=1,
                            gradient_checkpointing=str(on).lower(), dropout=0), print
                    ).history['answers'][0]['loss'] for on in (True, False)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_a_tower_that_does_not_learn_keeps_the_averages_of_its_batch_norm(
        emotic, base, tmp_path):
    pytest.importorskip('timm')
    recipe = _recipe(emotic, base('fast_vlm'), tmp_path / 'out', epochs=1)
    sets = read_sets(recipe, print)
    pupil = FamilyPupil(recipe, 'cpu')
    before = {name: value.clone() for name, value in pupil.model.named_buffers()
              if 'running' in name}
    lessons = [lessons_of(seen, part.people, part.descriptions, pupil.processor, recipe, True)
               for seen, part in zip(pupil.look_at(sets), (sets.train, sets.val), strict=True)]
    AnswerStage(pupil.model, pupil.processor, recipe).teach(
        lessons[0], sets.train.people, lessons[1], sets.val.people, None, Keeper(), print)
    assert before
    for name, value in pupil.model.named_buffers():
        assert name not in before or value.equal(before[name]), name


def test_an_adapter_for_another_base_is_refused(emotic, base, tmp_path):
    trained = train(_recipe(emotic, base('llava_1.5_7b'), tmp_path / 'out', epochs=1), print)
    scorer = LlavaSightScorer(base('llava_onevision_0.5b'), trained.adapter, device='cpu')
    with pytest.raises(WeightsError, match='was not made for this checkpoint'):
        scorer.load()


@pytest.mark.parametrize('files', [
    ('tokenizer.json',), ('tokenizer.json', 'tokenizer_config.json')])
def test_a_tokenizer_without_the_image_token_is_refused(emotic, base, tmp_path, files):
    folder = shutil.copytree(base('llava_1.5_7b'), tmp_path / 'base')
    for name in files:
        text = (folder / name).read_text().replace('<image>', '<picture>')
        (folder / name).write_text(text)
    with pytest.raises(WeightsError, match='has no image token'):
        train(_recipe(emotic, folder, tmp_path / 'out'), print)


def test_a_target_that_the_base_does_not_have_is_named(emotic, base, tmp_path):
    with pytest.raises(SettingsError, match='targets has c_attn, but neither'):
        train(_recipe(emotic, base('llava_1.5_7b'), tmp_path / 'out', targets='q_proj c_attn'),
              print)


def test_a_base_that_is_not_there_is_named(emotic, tmp_path):
    with pytest.raises(WeightsError, match='there is no folder'):
        train(_recipe(emotic, tmp_path / 'none', tmp_path / 'out'), print)


def test_projector_and_language_model_of_a_checkpoint_of_the_family_can_learn_as_a_whole(
        emotic, base, tmp_path):
    recipe = recipe_of({
        'data': str(emotic), 'out': str(tmp_path / 'out'), 'method': 'full', 'epochs': 1,
        'base': str(base('llava_onevision_0.5b')), 'batch': 8, 'replay_share': 0.0,
        'retention_items': 0, 'device': 'cpu'})
    trained = train(recipe, print)
    scorer = LlavaSightScorer(trained.weights, device='cpu')
    scorer.load()
    assert 'calibrated' in scorer.describe()
