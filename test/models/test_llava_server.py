"""Readings by a server are those of the onboard model, and every fault of a server has a name."""

import math
import threading

from fake_chat_server import FakeChatServer
from fake_chat_server import MODEL
from fake_chat_server import ServedWeights
import numpy as np
import pytest

from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import ServerError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.errors import WeightsError
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.models.llava import LlavaSightScorer
from emotion_rescue.models.llava_calibration import CALIBRATION_FILE
from emotion_rescue.models.llava_server import ServerSightScorer
from fakes import person

pytest.importorskip('httpx2')
pytest.importorskip('transformers')

EVERYTHING = 1000  # more tokens than the small vocabulary has
_WAIT_S = 60.0


@pytest.fixture(scope='module')
def calibration():
    """Return the path of the default weights' calibration."""
    return default_weights('affect') / CALIBRATION_FILE


@pytest.fixture(scope='module')
def onboard(calibration):
    """Return the default model in float32: random weights begin none of the answers."""
    scorer = LlavaSightScorer(calibration.parent, precision='fp32', device='cpu')
    scorer.load()
    yield scorer
    scorer.close()


@pytest.fixture
def server(onboard):
    """Return a server of the same weights."""
    with FakeChatServer(ServedWeights(onboard._session.loaded).answer) as running:
        yield running


@pytest.fixture
def scorer(server, calibration):
    """Return what asks this server, in contact."""
    made = ServerSightScorer(server.url, calibration=calibration, timeout_s=_WAIT_S,
                             top_logprobs=EVERYTHING)
    made.load()
    yield made
    made.close()


def _views(count=3):
    rng = np.random.default_rng(0)
    frames = [ImageFrame(rng.integers(0, 255, (90, 120, 3), np.uint8), i) for i in range(count)]
    return [PersonView(person(str(i), (10, 5, 70, 80)), frame) for i, frame in enumerate(frames)]


def test_nobody_is_asked_about_nobody(scorer, server):
    before = len(server.seen)
    assert scorer.score([]) == []
    assert len(server.seen) == before


def test_readings_are_those_of_the_onboard_model(scorer, onboard, server):
    found, wanted = scorer.score(_views()), onboard.score(_views())
    for mine, theirs in zip(found, wanted, strict=True):
        assert (mine.person_id, mine.stamp_ns) == (theirs.person_id, theirs.stamp_ns)
        assert mine.quality == theirs.quality and mine.judged
        for name in ('valence', 'arousal', 'dominance', 'valence_std'):
            assert getattr(mine.vad, name) == pytest.approx(getattr(theirs.vad, name), abs=0.05)
        assert mine.distress == pytest.approx(theirs.distress, abs=1e-3)
        known = ~np.isnan(mine.emotions)
        assert known.sum() >= 20
        assert mine.emotions[known] == pytest.approx(theirs.emotions[known], abs=0.03)
    asked = server.posts()
    assert all(body['model'] == MODEL and body['temperature'] == 0.0 for body in asked)


@pytest.mark.parametrize('gap, way', [(' ', 'continued,'), ('', 'continued after a blank,')])
def test_a_begun_answer_is_put_where_the_model_goes_on_with_it(onboard, calibration, gap, way):
    weights = ServedWeights(onboard._session.loaded, spaces=False, gap=gap)
    with FakeChatServer(weights.answer) as server:
        scorer = ServerSightScorer(server.url, calibration=calibration, timeout_s=_WAIT_S,
                                   top_logprobs=EVERYTHING)
        scorer.load()
        [mine], [theirs] = scorer.score(_views(1)), onboard.score(_views(1))
        assert f'its answers are {way}' in scorer.describe()
        scorer.close()
    assert mine.vad.valence == pytest.approx(theirs.vad.valence, abs=0.05)
    assert mine.distress == pytest.approx(theirs.distress, abs=1e-3)


def test_a_short_list_leaves_unknown_what_is_not_on_it(server, calibration, onboard):
    scorer = ServerSightScorer(server.url, calibration=calibration, timeout_s=_WAIT_S,
                               top_logprobs=5)
    scorer.load()
    [reading] = scorer.score(_views(1))
    scorer.close()
    [whole] = onboard.score(_views(1))
    assert np.isnan(reading.emotions).sum() > np.isnan(whole.emotions).sum()


def test_without_a_calibration_emotions_and_distress_are_unknown(server, caplog):
    scorer = ServerSightScorer(server.url, timeout_s=_WAIT_S, top_logprobs=EVERYTHING)
    scorer.load()
    [reading] = scorer.score(_views(1))
    scorer.close()
    assert np.isnan(reading.emotions).all() and math.isnan(reading.distress)
    assert 1.0 <= reading.vad.valence <= 10.0
    assert 'sight_server_calibration names none' in caplog.text


def test_too_little_of_a_person_is_unknown_and_nothing_is_sent(scorer, server):
    before = len(server.seen)
    outside = PersonView(person('a', (500, 500, 600, 600)), _views(1)[0].frame)
    [reading] = scorer.score([outside])
    assert reading.quality == 0.0 and math.isnan(reading.distress)
    assert len(server.seen) == before


def test_questions_are_answered_by_the_served_model(scorer, onboard):
    image = _views(1)[0].frame.bgr
    assert scorer.ask(image, 'Who is there?', max_new_tokens=4) == onboard.ask(
        image, 'Who is there?', max_new_tokens=4)
    with pytest.raises(InputError, match='the question is empty'):
        scorer.ask(image, ' ')


def test_a_server_that_does_not_continue_answers_is_asked_for_one_field(onboard, calibration):
    weights = ServedWeights(onboard._session.loaded)

    def answer(body):
        # As a model that begins its answer with the value.
        text = body['messages'][0]['content'][1]['text']
        field = text.split('Say only the ')[1].split(':')[0]
        return weights.answer({**body, 'continue_final_message': True,
                               'add_generation_prompt': False,
                               'messages': [*body['messages'],
                                            {'role': 'assistant', 'content': f'{field}:'}]})

    with FakeChatServer(answer) as server:
        def refuse(handler):
            body = server.seen[-1][2]
            if body is None:
                handler.send_json({'data': [{'id': MODEL}]})
            elif body.get('continue_final_message'):
                handler.send_json({'error': 'continue_final_message is not known'}, 400)
            else:
                handler.send_json(answer(body))

        server.fault = refuse
        scorer = ServerSightScorer(server.url, calibration=calibration, timeout_s=_WAIT_S,
                                   top_logprobs=EVERYTHING)
        scorer.load()
        [reading] = scorer.score(_views(1))
        assert 'its answers are asked' in scorer.describe()
        scorer.close()
    assert 0.0 <= reading.distress <= 1.0  # one word, told in the first list
    continued = [body for body in server.posts() if body.get('continue_final_message')]
    assert len(continued) == 2  # both ways were tried, once each


@pytest.mark.parametrize('fault, said', [
    (lambda handler: handler.send_text('<html>'), 'that is no JSON'),
    (lambda handler: handler.send_json({}), 'without choices'),
    (lambda handler: handler.send_json({}, 500), 'HTTP 500'),
], ids=['html', 'empty', '500'])
def test_a_fault_costs_the_batch_and_is_told(scorer, server, fault, said):
    server.fault = fault
    with pytest.raises(ServerError, match=said):
        scorer.score(_views())
    attempt = scorer.attempt(_views())
    assert attempt.readings == [None] * 3 and said in attempt.cause
    server.fault = None
    assert all(reading.judged for reading in scorer.score(_views()))


def test_a_server_that_hangs_costs_no_more_than_the_limit(server, calibration):
    scorer = ServerSightScorer(server.url, calibration=calibration, timeout_s=0.3)
    server.fault = lambda handler: server.released.wait(_WAIT_S)
    ended = threading.Event()

    def load():
        with pytest.raises(ServerError, match='did not answer within 0.3 s; raise'):
            scorer.load()
        ended.set()

    threading.Thread(target=load, daemon=True).start()
    assert ended.wait(_WAIT_S / 2)
    assert not server.released.is_set()  # it still hangs


def test_before_contact_nobody_is_judged(server):
    scorer = ServerSightScorer(server.url)
    assert scorer.describe().endswith('no contact')
    with pytest.raises(RuntimeError, match='no contact'):
        scorer.score(_views())
    scorer.close()


def test_what_cannot_be_opened(server, tmp_path):
    with pytest.raises(SettingsError, match='sight_server_url'):
        ServerSightScorer('base:8000')
    with pytest.raises(WeightsError, match='nowhere.json cannot be understood'):
        ServerSightScorer(server.url, calibration=tmp_path / 'nowhere.json').open()
