import json

import numpy as np
import pytest
from tiny_words import save_tiny_llama

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.spoken_texts import distress_of
from emotion_rescue.evaluation.spoken_texts import SpokenText
from emotion_rescue.models.llama_loader import load_llama
from emotion_rescue.models.llama_words import LlamaWordsScorer
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import distress_log_odds
from emotion_rescue.models.words_likelihood import WordsLikelihood
from emotion_rescue.models.words_prompt import words_prompt
from emotion_rescue.training.answer_targets import answer_targets
from emotion_rescue.training.words import answer_scores
from emotion_rescue.training.words import train_words
from emotion_rescue.training.words import WordsRecipe
from emotion_rescue.training.words_teaching import WordsTeacher

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')
pytest.importorskip('peft')


@pytest.fixture(scope='module')
def folder(tmp_path_factory):
    """Return the folder of a tiny Llama with random weights; do not change it."""
    return save_tiny_llama(tmp_path_factory.mktemp('llama'))


def _text(text, distress, earlier=()):
    emotions = np.zeros(26, np.float32)
    emotions[15 if distress > 0.5 else 18] = 1.0
    vad = np.array((2, 8, 2) if distress > 0.5 else (8, 2, 8), np.float32)
    return SpokenText(text, emotions, vad, distress, earlier=earlier)


def _texts(count, seed):
    rng = np.random.default_rng(seed)
    words = {0.95: ('fire', 'blood'), 0.05: ('fine', 'tea')}
    texts = []
    for i in range(count):
        distress = (0.95, 0.05)[i % 2]
        said = ' '.join(rng.choice(words[distress], size=int(rng.integers(8, 16))))
        texts.append(_text(said, distress, ('who is there',) if rng.random() < 0.3 else ()))
    return texts


@pytest.fixture(scope='module')
def trained(folder, tmp_path_factory):
    """Return the folder of an adapter that learned from a few words, and what was reported."""
    out, said = tmp_path_factory.mktemp('adapter'), []
    recipe = WordsRecipe(base=str(folder), precision='fp32', layers=2, epochs=8, batch=8,
                         rate=1e-2)
    train_words(_texts(48, 0), _texts(24, 1), out, recipe, said.append)
    return out, said


@pytest.mark.parametrize('first', [0, 1, 3])
def test_a_batch_is_scored_as_each_text_alone(folder, first):
    loaded = load_llama(folder, None, 'fp32', 'cpu')
    prompt = words_prompt(loaded.tokenizer)
    teacher = WordsTeacher(loaded.model, loaded.tokenizer, prompt, first)
    texts = [_text('help', 1.0), _text('we are all fine here, nobody needs anything', 0.0),
             _text('hot', 1.0, ('who is it', 'me'))]
    scores = teacher.scores(teacher.kept(texts))
    alone = WordsLikelihood(loaded.model, prompt)
    for row, text in zip(scores, texts, strict=True):
        said = prompt.tokens(loaded.tokenizer, text.text, text.earlier)
        assert row == pytest.approx(alone.log_likelihoods(said), abs=2e-3)


def test_the_loss_is_the_cross_entropy_of_the_fields(folder):
    loaded = load_llama(folder, None, 'fp32', 'cpu')
    teacher = WordsTeacher(loaded.model, loaded.tokenizer, words_prompt(loaded.tokenizer), 1)
    texts = _texts(5, 0)
    kept, targets = teacher.kept(texts), answer_targets(texts)
    scores, direct = split_fields(teacher.scores(kept)), []
    for name, wanted in split_fields(targets).items():
        share = scores[name] - np.logaddexp.reduce(scores[name], axis=1, keepdims=True)
        direct.append(-(share * wanted).sum(axis=1).mean())
    assert teacher.loss(kept, targets).item() == pytest.approx(np.mean(direct), abs=1e-3)
    some = teacher.loss(kept, targets, ('arousal', 'distress')).item()
    assert some == pytest.approx((direct[1] + direct[4]) / 2, abs=1e-3)


def test_only_the_upper_layers_learn(trained):
    from safetensors.torch import load_file
    tensors = load_file(trained[0] / 'adapter_model.safetensors')
    layers = {name.split('.layers.')[1].split('.')[0] for name in tensors}
    assert layers == {'1', '2'}
    assert {str(value.dtype) for value in tensors.values()} == {'torch.float16'}
    config = json.loads((trained[0] / 'adapter_config.json').read_text())
    assert '/' not in config['base_model_name_or_path']


def test_what_was_taught_is_known_of_new_texts(trained, folder):
    new = _texts(40, 2)
    found = {adapter: auroc(distress_log_odds(split_fields(
        answer_scores(new, str(folder), adapter, 'fp32', 'cpu'))), distress_of(new) > 0.5)
        for adapter in ('', str(trained[0]))}
    assert found[str(trained[0])] > 0.9 > 0.8 > found['']  # the base is random


def test_the_adapter_brings_its_calibration(trained, folder):
    scorer = LlamaWordsScorer(folder, trained[0], 'fp32', 'cpu')
    scorer.load()
    hurt, fine = scorer.score('blood fire ' * 5), scorer.score('fine tea ' * 5)
    assert hurt.distress > 0.6 and fine.distress < 0.4
    assert hurt.vad.valence < fine.vad.valence and hurt.emotions[15] > fine.emotions[15]
    assert np.isnan(hurt.emotions[0])  # nobody felt affection
    assert any('calibrating' in line for line in trained[1])


def test_there_must_be_texts_and_something_known_of_them(folder, tmp_path):
    recipe = WordsRecipe(base=str(folder), precision='fp32')
    with pytest.raises(InputError, match='there are no texts to learn from'):
        train_words([], _texts(2, 0), tmp_path, recipe, print)
    unknown = [SpokenText('hm', np.zeros(26, np.float32), np.full(3, np.nan, np.float32),
                          float('nan'))] * 2
    with pytest.raises(InputError, match='nothing is known'):
        train_words(unknown, unknown, tmp_path, recipe, print)
