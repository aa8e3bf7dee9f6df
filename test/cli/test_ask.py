import math

import cv2
from fake_chat_server import FakeChatServer
import numpy as np
import pytest

from emotion_rescue.cli.ask import box
from emotion_rescue.cli.ask import reading_text
from emotion_rescue.cli.ask import seconds
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.vad import Vad
from fakes import emotions


@pytest.fixture(scope='module')
def picture(tmp_path_factory):
    """Return the path of a picture of noise."""
    path = tmp_path_factory.mktemp('pictures') / 'yard.png'
    cv2.imwrite(str(path), np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8))
    return path


@pytest.mark.parametrize('text', ['', '1,2,3', '1,2,3,4,5', 'a,b,c,d', '1,2,3,nan', '1,2,inf,4'])
def test_what_is_no_box(text):
    with pytest.raises(ValueError):
        box(text)


def test_a_box():
    assert box('1,2.5,30,40') == (1, 2.5, 30, 40)


def test_what_is_not_known_is_called_unknown():
    text = reading_text(SightReading('a', 0))
    assert text.count('unknown') == 5


def test_a_reading_names_the_likeliest_emotions_first():
    said = emotions(Fear=0.9, Pain=0.7, Peace=0.1, Anger=0.3)
    text = reading_text(SightReading('a', 0, said, Vad(2.0, 8.0, 3.25, 1, 1, 1), 0.875))
    assert 'valence 2.0, arousal 8.0, dominance 3.2' in text
    assert 'emotions: Fear 90%, Pain 70%, Anger 30%' in text
    assert 'distress: 88%' in text


def test_a_question_about_a_person_gets_an_answer_and_the_reading(run_command, picture):
    pytest.importorskip('transformers')
    text, code = run_command('ask', picture, 'Is anyone there?', '--person', '20,10,90,110',
                             '--words', '3', '--device', 'cpu')
    assert code == 0, text
    assert 'never taught to talk' in text
    numbers = text.split('on 1..10: valence ')[1].split()[0].rstrip(',')
    assert 1 <= float(numbers) <= 10
    assert 0 <= float(text.split('distress: ')[1].split('%')[0]) <= 100
    assert not math.isnan(float(numbers))


@pytest.mark.parametrize(('arguments', 'said'), [
    (('nowhere.png', 'who?'), 'nowhere.png is missing or no picture'),
    (('{picture}', 'who?', '--person', '500,500,600,600'), 'picture of 160x120'),
    (('{picture}', '  '), 'the question is empty'),
])
def test_what_cannot_be_asked_is_said_in_a_sentence(run_command, picture, arguments, said):
    text, code = run_command('ask', *(a.format(picture=picture) for a in arguments))
    assert code == 1
    assert said in text
    assert 'Traceback' not in text


def test_a_server_answers_first_and_the_onboard_model_where_there_is_none(run_command, picture):
    pytest.importorskip('transformers')
    pytest.importorskip('httpx2')

    def answer(body):
        # To be in use at all, a server has to name emotions when it is asked for them.
        top = [{'token': 'Fear', 'logprob': -0.1}, {'token': 'Pain', 'logprob': -3.0}]
        return {'choices': [{'message': {'content': 'Two people.'}, 'logprobs': {
            'content': [{'token': 'Fear', 'logprob': -0.1, 'top_logprobs': top}]}}]}

    with FakeChatServer(answer) as server:
        text, code = run_command('ask', picture, 'Who?', '--server', server.url, '--device', 'cpu')
        assert code == 0, text
        assert 'Two people.' in text and 'never taught to talk' not in text
    text, code = run_command('ask', picture, 'Who?', '--server', server.url, '--device', 'cpu',
                             '--words', '2')
    assert code == 0, text
    assert f'{server.url} cannot be reached' in text and 'never taught to talk' in text


@pytest.mark.parametrize('limit', ['0', '-1', 'nan', 'inf', 'soon'])
def test_what_is_no_time_limit(limit):
    with pytest.raises(ValueError):
        seconds(limit)
