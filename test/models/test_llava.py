"""Mechanics of the scorer, on a tiny LLaVA with random weights: it knows nothing of people."""

from dataclasses import astuple
import json
import logging
import math
import socket

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.llava_pictures import person_picture
from emotion_rescue.models.llava_reading import UNCALIBRATED_QUALITY

pytest.importorskip('transformers')

_BOXES = ((20, 30, 80, 200), (150, 100, 300, 180), (-40, -30, 60, 120), (200, 20, 400, 300))


def _view(xyxy, person_id='7', seed=0, stamp_ns=5):
    pixels = np.random.default_rng(seed).integers(0, 256, (240, 320, 3), dtype=np.uint8)
    person = TrackedPerson(person_id, tuple(float(x) for x in xyxy), 0.9)
    return PersonView(person, ImageFrame(pixels, stamp_ns))


@pytest.fixture(scope='module')
def scorer(tiny_llava):
    made = LlavaSightScorer(tiny_llava, device='cpu')
    made.load()
    yield made
    made.close()


@pytest.fixture(scope='module')
def plain_scorer(tiny_llava):
    made = LlavaSightScorer(tiny_llava, precision='fp32', device='cpu')
    made.load()
    yield made
    made.close()


def test_no_views_give_no_readings(scorer):
    assert scorer.score([]) == []


def test_without_calibration_one_warning_says_what_stays_unknown(tiny_llava, caplog):
    made = LlavaSightScorer(tiny_llava, precision='fp32', device='cpu')
    made.load()
    made.score([_view(_BOXES[0])])
    made.close()
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING
                and 'calibration.json' in r.getMessage()]
    assert len(warnings) == 1 and str(tiny_llava) in warnings[0]


def test_one_reading_a_view_in_order(scorer):
    views = [_view(box, str(i), stamp_ns=i) for i, box in enumerate(_BOXES)]
    readings = scorer.score(views)
    assert [(r.person_id, r.stamp_ns) for r in readings] == [(str(i), i) for i in range(4)]
    for reading in readings:
        assert reading.vad.known
        assert reading.vad.arousal_std > 0
        assert np.isnan(reading.emotions).all(), 'the weights bring no calibration'
        assert math.isnan(reading.distress)
        assert 0 < reading.quality <= UNCALIBRATED_QUALITY


def test_a_batch_gives_what_single_views_give(scorer):
    views = [_view(box, seed=i) for i, box in enumerate(_BOXES)]
    for together, view in zip(scorer.score(views), views, strict=True):
        alone, = scorer.score([view])
        assert astuple(together.vad) == pytest.approx(astuple(alone.vad), abs=1e-4)


def test_different_pictures_give_different_readings(scorer):
    first, second = scorer.score([_view(_BOXES[0], seed=1), _view(_BOXES[0], seed=2)])
    assert astuple(first.vad) != pytest.approx(astuple(second.vad), abs=1e-7)


@pytest.mark.parametrize('box', [
    (10, 10, 10, 10), (10, 10, 11, 11), (50, 50, 20, 20), (400, 300, 500, 400),
    (-90, -90, -10, -10), (math.nan, 0, 50, 50), (0, 0, math.inf, 50)])
def test_a_view_without_a_person_is_unknown_and_costs_nobody_else(scorer, box):
    good = _view(_BOXES[0])
    unknown, known = scorer.score([_view(box, 'x'), good])
    assert unknown.person_id == 'x'
    assert np.isnan(unknown.emotions).all()
    assert not unknown.vad.known
    assert unknown.quality == 0
    assert known.vad.known


def test_one_failing_picture_does_not_lose_the_batch(scorer, monkeypatch, caplog):
    bad = person_picture(_view(_BOXES[1]), DistressSettings().view_margin).rgb.tobytes()
    answer = scorer.answer_log_likelihoods

    def fail_on_bad(pictures):
        if any(picture.tobytes() == bad for picture in pictures):
            raise RuntimeError('an odd picture')
        return answer(pictures)

    monkeypatch.setattr(scorer, 'answer_log_likelihoods', fail_on_bad)
    with caplog.at_level(logging.ERROR):
        readings = scorer.score([_view(box) for box in _BOXES])
    assert [r.vad.known for r in readings] == [True, False, True, True]
    assert 'an odd picture' in caplog.text


def test_a_model_that_always_fails_says_so(scorer, monkeypatch):
    def fail(pictures):
        raise RuntimeError('the device is gone')

    monkeypatch.setattr(scorer, 'answer_log_likelihoods', fail)
    with pytest.raises(RuntimeError, match='all of 2 views: the device is gone'):
        scorer.score([_view(_BOXES[0]), _view(_BOXES[1])])


def test_nf4_layers_are_bitsandbytes_and_smaller(scorer, plain_scorer):
    from bitsandbytes.nn import Linear4bit
    import torch

    model = scorer._session.loaded.model
    quantised = [m for m in model.modules() if isinstance(m, Linear4bit)]
    plain = [n for n, m in model.named_modules()
             if isinstance(m, torch.nn.Linear) and not isinstance(m, Linear4bit)]
    assert plain == ['lm_head']
    assert scorer.linear_4bit_count == len(quantised) > 0
    assert {m.weight.quant_state.quant_type for m in quantised} == {'nf4'}
    assert plain_scorer.linear_4bit_count == 0
    assert scorer.footprint_bytes < 0.6 * plain_scorer.footprint_bytes
    assert f'{len(quantised)} bitsandbytes 4-bit layers' in scorer.describe()
    assert f'{scorer.footprint_bytes / 1e6:.1f} MB' in scorer.describe()


def test_quantisation_constants_are_quantised_themselves(tiny_llava):
    # Asked before the first forward pass: on the CPU, bitsandbytes unpacks them there for speed.
    model = load_llava(tiny_llava, precision='nf4', device='cpu').model
    states = [m.weight.quant_state for m in model.modules() if hasattr(m, 'quant_state')]
    assert states
    assert all(state.nested for state in states)


def test_nf4_answers_much_as_full_precision_does(scorer, plain_scorer):
    views = [_view(box) for box in _BOXES]
    for small, full in zip(scorer.score(views), plain_scorer.score(views), strict=True):
        np.testing.assert_allclose(small.emotions, full.emotions, atol=0.05)


def test_fp16_computes_in_bfloat16_on_the_cpu(tiny_llava):
    scorer = LlavaSightScorer(tiny_llava, precision='fp16', device='cpu')
    scorer.load()
    assert 'bfloat16' in scorer.describe()
    assert scorer.score([_view(_BOXES[0])])[0].vad.known


def test_a_checkpoint_saved_as_nf4_loads_as_it_is(scorer, tiny_llava, tmp_path):
    scorer._session.loaded.model.save_pretrained(tmp_path)
    scorer._session.loaded.processor.save_pretrained(tmp_path)
    again = LlavaSightScorer(tmp_path, precision='fp32', device='cpu')
    again.load()
    assert again.linear_4bit_count == scorer.linear_4bit_count
    assert 'quantised as saved' in again.describe()
    view = _view(_BOXES[0])
    assert astuple(again.score([view])[0].vad) == pytest.approx(
        astuple(scorer.score([view])[0].vad), abs=1e-4)


def test_an_adapter_changes_the_answers(tiny_llava, tiny_adapter, scorer):
    adapted = LlavaSightScorer(tiny_llava, adapter=tiny_adapter, device='cpu')
    adapted.load()
    view = _view(_BOXES[0])
    assert adapted.linear_4bit_count > 0
    assert str(tiny_adapter) in adapted.describe()
    assert astuple(adapted.score([view])[0].vad) != pytest.approx(
        astuple(scorer.score([view])[0].vad), abs=1e-4)


def test_calibration_of_the_weights_is_used_unless_an_adapter_replaces_them(
        llava_copy, tiny_adapter):
    fitted = {name: {'scale': 0.0, 'bias': 0.0, 'threshold': 0.3} for name in CATEGORY_NAMES[:3]}
    (llava_copy / 'calibration.json').write_text(json.dumps(
        {'emotions': fitted, 'distress': {'scale': 0.0, 'bias': -50.0}}))
    scorer = LlavaSightScorer(llava_copy, device='cpu')
    scorer.load()
    reading, = scorer.score([_view(_BOXES[0])])
    assert reading.emotions[:3].tolist() == [0.5, 0.5, 0.5]
    assert np.isnan(reading.emotions[3:]).all()
    assert reading.distress == pytest.approx(0, abs=1e-9)
    assert scorer.emotion_thresholds[0] == 0.3
    adapted = LlavaSightScorer(llava_copy, adapter=tiny_adapter, device='cpu')
    adapted.load()
    assert adapted.emotion_thresholds is None
    assert math.isnan(adapted.score([_view(_BOXES[0])])[0].distress)


def test_nothing_reaches_for_the_network(tiny_llava, tiny_adapter, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError('the network was asked')

    monkeypatch.setattr(socket.socket, 'connect', refuse)
    monkeypatch.setattr(socket, 'getaddrinfo', refuse)
    scorer = LlavaSightScorer(tiny_llava, adapter=tiny_adapter, device='cpu')
    scorer.load()
    assert scorer.score([_view(_BOXES[0])])[0].vad.known


def test_life_before_load_and_after_close(tiny_llava):
    scorer = LlavaSightScorer(tiny_llava, device='cpu')
    scorer.close()
    assert 'not loaded' in scorer.describe()
    with pytest.raises(RuntimeError, match='load'):
        scorer.score([_view(_BOXES[0])])
    scorer.load()
    scorer.close()
    scorer.close()
    assert (scorer.linear_4bit_count, scorer.footprint_bytes) == (0, 0)


def test_weights_that_cannot_judge_a_picture_are_refused_on_load(llava_copy):
    path = llava_copy / 'processor_config.json'
    config = json.loads(path.read_text())
    config['image_processor']['size'] = {'height': 64, 'width': 64}
    path.write_text(json.dumps(config))
    with pytest.raises(WeightsError, match='cannot judge a picture'):
        LlavaSightScorer(llava_copy, device='cpu').load()
