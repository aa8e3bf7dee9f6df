"""The mechanics of comparing scored with written answers, with tiny random weights."""

import json

import numpy as np
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.affect_benchmark import measure_affect
from emotion_rescue.evaluation.affect_benchmark import table
from emotion_rescue.evaluation.affect_benchmark_memory import added_bytes
from emotion_rescue.evaluation.affect_metrics import mean_average_precision
from emotion_rescue.models.llava_features import ImageFeatures
from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_likelihood import log_likelihoods
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_session import LlavaSession

pytest.importorskip('transformers')


@pytest.fixture(scope='module')
def loaded(tmp_path_factory):
    """Return a LLaVA of 0.2 M random parameters, saved and loaded."""
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    folder = tmp_path_factory.mktemp('tiny_llava')
    for part in build_llava(LlavaSizes(
            image_px=32, patch_px=16, vision_width=64, vision_layers=2, text_width=64,
            text_layers=2)):
        part.save_pretrained(folder)
    return load_llava(folder, precision='fp32', device='cpu')


@pytest.fixture(scope='module')
def pictures():
    return list(np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), np.uint8))


def test_all_are_judged_both_ways(loaded, pictures):
    emotions = np.random.default_rng(1).random((5, 26)) < 0.3
    told = []
    figures = measure_affect(loaded, pictures, emotions, 1, lambda *done: told.append(done))
    assert told == [(4, 5), (5, 5)]
    assert figures['people'] == 5 and figures['rounds'] == 2 and figures['batch'] == 1
    assert figures['speedup'] == pytest.approx(
        figures['score_persons_per_s'] / figures['generate_persons_per_s'])
    # Random weights name no category, so that all people rank alike: AP is the prevalence.
    assert figures['whole_answers'] == 0
    present = emotions[:, emotions.any(axis=0)]
    assert figures['map_generate'] == pytest.approx(present.mean())
    rows = LlavaSession(loaded, 0).log_likelihoods(pictures)
    assert figures['map_score'] == pytest.approx(
        mean_average_precision(emotions, _shares(split_fields(rows)[EMOTIONS_FIELD])))
    assert 'speedup' in table(figures)


def _shares(rows):
    odds = np.exp(rows - rows.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def test_without_labels_precision_is_unknown(loaded, pictures):
    figures = measure_affect(loaded, pictures[:1], None, batch=1)
    assert figures['map_generate'] is None and figures['map_score'] is None
    assert 'unknown' in table(figures)


def test_fewer_people_than_a_batch_are_refused(loaded, pictures):
    with pytest.raises(InputError, match='3 people are fewer than one batch of 4'):
        measure_affect(loaded, pictures[:3], None)


def test_what_scoring_adds_grows_with_the_batch_and_holds_the_cache(loaded, pictures):
    import torch

    prompt = build_prompt(loaded.processor)
    tree = build_tree(continuation_tokens(
        loaded.processor.tokenizer, prompt, continuations(prompt)))

    def added(batch):
        inputs = ImageFeatures(loaded, 0).inputs(pictures[:batch], prompt)
        with torch.inference_mode():
            return added_bytes(
                loaded.model, lambda model: log_likelihoods(model, inputs, tree))

    one, four = added(1), added(4)
    assert 3 * one < four < 5 * one
    layers, width = 2, 64
    assert one > len(tree.tokens) * layers * 2 * width * 4, 'keys and values, float32'


def test_only_what_comes_after_the_first_pass_counts():
    import torch

    class Model:
        device = torch.device('cpu')

        def __call__(self, size):
            return torch.zeros(size, dtype=torch.uint8)

    def score(model):
        first = model(1_000_000)
        second = torch.cat([first, model(300_000)])
        del first
        return second, model(50_000)

    # The second call's 0.3 MB are given back after the copy into 1.3 MB.
    assert added_bytes(Model(), score) == 1_600_000


def test_the_command_writes_all_figures(loaded, tmp_path, capsys):
    path = tmp_path / 'new' / 'figures.json'
    assert main(['benchmark', 'affect', '--weights', loaded.model.name_or_path, '--precision',
                 'fp32', '--device', 'cpu', '--people', '1', '--batch', '1', '--json',
                 str(path)]) == 0
    figures = json.loads(path.read_text(encoding='utf-8'))
    assert {'generate_persons_per_s', 'score_persons_per_s', 'speedup', 'batch', 'map_generate',
            'map_score', 'added_bytes'} <= set(figures)
    assert figures['map_score'] is None and 'random' in figures['map_absent_because']
    assert 'mAP is unknown' in capsys.readouterr().out


@pytest.mark.parametrize('arguments', [
    ('--people', '0'), ('--batch', '0'), ('--people', '3'), ('--data', '/nowhere')])
def test_what_cannot_be_measured_is_said(loaded, arguments, capsys):
    assert main(['benchmark', 'affect', '--weights', loaded.model.name_or_path, *arguments]) == 1
    error = capsys.readouterr().err
    assert arguments[1] in error
