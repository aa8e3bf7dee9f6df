"""Free text, and scoring under pressure, on a tiny LLaVA with random weights: mechanics only."""

from dataclasses import astuple
import logging

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MemoryShortError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_pictures import person_picture
from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_scene import scene_picture

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')

BOXES = ((20, 30, 80, 200), (150, 100, 300, 180), (-40, -30, 60, 120), (200, 20, 400, 300))


def view(xyxy=BOXES[0], seed=0):
    pixels = np.random.default_rng(seed).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    return PersonView(TrackedPerson('7', tuple(map(float, xyxy)), 0.9), ImageFrame(pixels, 5))


@pytest.fixture
def scorer(tiny_llava):
    made = LlavaSightScorer(tiny_llava, precision='fp32', device='cpu')
    made.load()
    yield made
    made.close()


@pytest.fixture
def model(scorer):
    return scorer._session.loaded.model


def limit_batch(model, most):
    """Let the language model run out of memory above `most` rows; return the sizes it sees."""
    seen = []

    def check(module, args, kwargs):
        seen.append(len(kwargs['inputs_embeds']))
        if seen[-1] > most:
            raise torch.OutOfMemoryError('CUDA out of memory. Tried to allocate 2.00 GiB.')

    model.model.language_model.register_forward_pre_hook(check, with_kwargs=True)
    return seen


def count_tower(model):
    seen = []
    model.model.vision_tower.register_forward_hook(lambda *_: seen.append(1))
    return seen


def greedy(scorer, picture, prompt, count):
    """Return the answer the long way: a whole forward pass for every token."""
    model, processor = scorer._session.loaded.model, scorer._session.loaded.processor
    inputs = processor(images=[picture], text=[prompt], return_tensors='pt')
    ids, answer = inputs['input_ids'], []
    with torch.inference_mode():
        for _ in range(count):
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids),
                           pixel_values=inputs['pixel_values']).logits
            answer.append(int(logits[0, -1].argmax()))
            ids = torch.cat([ids, torch.tensor([answer[-1:]])], dim=1)
    return answer, processor.tokenizer


def test_the_answer_is_the_likeliest_token_at_each_step(scorer):
    image = view().frame.bgr
    tokens, tokenizer = greedy(
        scorer, scene_picture(image), 'USER: <image>\nWho is there? ASSISTANT:', 12)
    assert tokenizer.eos_token_id not in tokens
    answer = scorer.ask(image, ' Who is there? ', max_new_tokens=12)
    assert answer == tokenizer.decode(tokens, skip_special_tokens=True).strip()


def test_the_answer_ends_where_the_model_ends_it(scorer, model):
    image = view().frame.bgr
    tokens, tokenizer = greedy(
        scorer, scene_picture(image), 'USER: <image>\nWho? ASSISTANT:', 6)
    last = next(n for n in range(1, 6) if tokens[n] not in tokens[:n])
    model.generation_config.eos_token_id = tokens[last]
    answer = scorer.ask(image, 'Who?', max_new_tokens=50)
    assert answer == tokenizer.decode(tokens[:last + 1], skip_special_tokens=True).strip()


def test_no_further_token_is_begun_once_the_time_is_up(scorer, model):
    steps = []
    model.model.language_model.register_forward_hook(lambda *_: steps.append(1))
    scorer.ask(view().frame.bgr, 'Who?', max_new_tokens=50, max_seconds=0.0)
    assert len(steps) == 1


def test_a_question_about_a_view_that_was_scored_runs_the_tower_once(scorer, model):
    tower = count_tower(model)
    scorer.score([view()])
    assert scorer.ask(view(), 'Is this person hurt?', max_new_tokens=3) == scorer.ask(
        view(), 'Is this person hurt?', max_new_tokens=3)
    scorer.score([view()])
    assert len(tower) == 1
    serving = scorer.serving()
    assert (serving.tower_runs, serving.tower_reuses) == (2, 3), 'one is the warm-up'


def test_view_and_whole_image_are_different_pictures(scorer, model):
    tower = count_tower(model)
    scorer.ask(view(), 'Who?', max_new_tokens=1)
    scorer.ask(view().frame.bgr, 'Who?', max_new_tokens=1)
    assert len(tower) == 2


@pytest.mark.parametrize('question', ['', ' ', '<image>', 'x' * 2000])
def test_questions_that_are_refused(scorer, question):
    with pytest.raises(InputError):
        scorer.ask(view().frame.bgr, question)


def test_an_answer_longer_than_the_model_has_room_for_is_refused(scorer):
    with pytest.raises(InputError, match='has room for 1024'):
        scorer.ask(view().frame.bgr, 'Who?', max_new_tokens=1024)


def test_a_person_who_is_not_in_the_image_is_refused(scorer):
    with pytest.raises(InputError, match='too little'):
        scorer.ask(view((400, 300, 500, 400)), 'Who?')


def test_before_load_nothing_is_answered(tiny_llava):
    with pytest.raises(RuntimeError, match='load'):
        LlavaSightScorer(tiny_llava).ask(view(), 'Who?')


def test_nf4_and_an_adapter_answer_from_the_same_copy(tiny_llava, tiny_adapter):
    made = LlavaSightScorer(tiny_llava, adapter=tiny_adapter, device='cpu')
    made.load()
    before = made.footprint_bytes
    made.score([view()])
    assert isinstance(made.ask(view(), 'Who?', max_new_tokens=2), str)
    assert made.linear_4bit_count > 0
    assert made.footprint_bytes == before
    made.close()


def test_scores_from_remembered_features_equal_a_forward_pass_of_every_answer(scorer):
    loaded, session = scorer._session.loaded, scorer._session
    prompt = build_prompt(loaded.processor)
    answers = continuation_tokens(loaded.processor.tokenizer, prompt, continuations(prompt))
    pictures = [person_picture(view(box), DistressSettings().view_margin).rgb for box in BOXES]
    scorer.answer_log_likelihoods(pictures[:2])
    mixed = scorer.answer_log_likelihoods(pictures)
    assert session.features.reuses == 2
    inputs = loaded.processor(images=pictures, text=[prompt] * 4, return_tensors='pt')
    length = inputs['input_ids'].shape[1]
    for column, tokens in zip(mixed.T, answers, strict=True):
        ids = torch.cat([inputs['input_ids'], torch.tensor(tokens).expand(4, -1)], dim=1)
        with torch.inference_mode():
            steps = loaded.model(
                input_ids=ids, pixel_values=inputs['pixel_values'],
                attention_mask=torch.ones_like(ids)).logits[:, length - 1:-1].log_softmax(-1)
        expected = sum(steps[:, i, token] for i, token in enumerate(tokens)).numpy()
        np.testing.assert_allclose(column, expected, atol=2e-4)


def test_memory_for_two_gives_the_readings_that_memory_for_all_gives(scorer, model, caplog):
    views = [view(box) for box in BOXES]
    expected = scorer.score(views)
    scorer._session.features.clear()
    seen = limit_batch(model, 2)
    for _ in range(2):
        for short, full in zip(scorer.score(views), expected, strict=True):
            assert astuple(short.vad) == pytest.approx(astuple(full.vad), abs=1e-4)
    assert [size for size in seen if size > 2] == [4], 'it is remembered'
    serving = scorer.serving()
    assert (serving.batch, serving.largest_batch) == (2, 4)
    assert (serving.halvings, serving.unread, serving.memory_short) == (1, 0, False)
    warnings = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert [r.getMessage() for r in warnings if 'memory' in r.getMessage()] == [
        'memory does not suffice for 4 views at once; going on with 2']


def test_memory_for_nobody_leaves_views_unread_and_says_so_to_whoever_asks(scorer, model):
    limit_batch(model, 0)
    readings = scorer.score([view(box) for box in BOXES[:2]])
    assert [(r.known, r.judged, r.quality) for r in readings] == [(False, True, 0.0)] * 2
    assert scorer.serving().unread == 2
    assert scorer.serving().memory_short
    with pytest.raises(MemoryShortError, match='memory does not suffice'):
        scorer.ask(view(), 'Who?')


def test_what_the_budget_has_no_time_for_is_not_judged(tiny_llava):
    made = LlavaSightScorer(tiny_llava, precision='fp32', device='cpu', budget_s=1e-9)
    made.load()
    readings = made.score([view((0, 0, 1, 1)), *(view(box) for box in BOXES[:3])])
    assert [r.judged for r in readings] == [True, True, False, False]
    assert [r.known for r in readings] == [False, True, False, False]
    assert made.serving().postponed == 2
    assert made.serving().seconds_per_person > 0
    made.close()
