import asyncio

from fake_chat_server import FakeChatServer
import pytest

from emotion_rescue.core.errors import ServerError
from emotion_rescue.core.errors import SettingsError
from emotion_rescue.models import chat_client
from emotion_rescue.models.chat_client import ChatClient
from emotion_rescue.models.chat_client import checked_url
from emotion_rescue.models.chat_client import RefusedError

pytest.importorskip('httpx2')


@pytest.fixture
def server():
    """Return a server that answers with what it was asked."""
    with FakeChatServer(lambda body: body) as running:
        yield running


def _post(server, key=''):
    async def work():
        client = ChatClient(server.url, key)
        try:
            return await asyncio.wait_for(client.post('/chat/completions', {'a': 1}), 20.0)
        finally:
            await client.close()
    return asyncio.run(work())


@pytest.mark.parametrize('text', [
    '', 'base:8000', 'ftp://base/v1', 'http://', 'http://base:0/v1', 'http://base:99999/v1',
    'http://base/v1?key=1', 'http://base/v1#a', 'http://ba se/v1', 'http://[::1/v1'])
def test_what_is_no_address(text):
    with pytest.raises(SettingsError, match='expected something like'):
        checked_url(text)


def test_a_password_in_the_address_is_refused_and_not_repeated():
    with pytest.raises(SettingsError, match='EMOTION_RESCUE_SIGHT_SERVER_KEY') as refused:
        checked_url('http://me:secret@base/v1')
    assert 'secret' not in str(refused.value)


def test_a_slash_at_the_end_does_not_matter():
    assert checked_url('https://base:8000/v1/') == 'https://base:8000/v1'


def test_an_answer_comes_back_and_the_key_goes_along(server):
    assert _post(server, 'sesame') == {'a': 1}
    assert server.seen[0][1]['Authorization'] == 'Bearer sesame'
    _post(server)
    assert 'Authorization' not in server.seen[1][1]


def _half(handler):
    handler.send_response(200)
    handler.send_header('Content-Length', '100')
    handler.end_headers()
    handler.wfile.write(b'{"choices"')
    handler.close_connection = True


def _endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b' ' * 65536)


def _nothing(handler):
    handler.close_connection = True


@pytest.mark.parametrize('fault, said', [
    (lambda handler: handler.send_text('<html>'), 'answers with text/html that is no JSON'),
    (lambda handler: handler.send_text('', ''), 'answers with something that is no JSON'),
    (lambda handler: handler.send_text('[' * 100_000, 'application/json'), 'no JSON'),
    (lambda handler: handler.send_json({'error': {'message': 'no\nroom'}}, 503),
     'HTTP 503: no room'),
    (lambda handler: handler.send_json({'detail': 'x' * 900}, 500), 'x{200}[.]{3}'),
    (lambda handler: handler.send_text('', status=404), 'HTTP 404; the address mostly ends in'),
    (lambda handler: handler.send_json({}, 401), 'refuses the key'),
    (lambda handler: handler.send_text('', status=302, Location='http://else/'),
     "redirects to 'http://else/'"),
    (_half, 'broke off before its answer was whole'),
    (_nothing, 'broke off before its answer was whole'),
    (_endless, 'sends more than 4 MB'),
], ids=['html', 'empty', 'deep', '503', 'long', '404', '401', 'redirect', 'half', 'nothing',
        'endless'])
def test_answers_that_are_of_no_use(server, fault, said):
    server.fault = fault
    with pytest.raises(ServerError, match=said) as refused:
        _post(server)
    assert '\n' not in str(refused.value) and server.url in str(refused.value)


def test_a_refusal_has_its_status(server):
    server.fault = lambda handler: handler.send_json({}, 422)
    with pytest.raises(RefusedError) as refused:
        _post(server)
    assert refused.value.status == 422


def test_nobody_listens(server):
    server.__exit__()
    with pytest.raises(ServerError, match='cannot be reached'):
        _post(server)


def test_no_more_requests_at_once_than_stated(monkeypatch):
    monkeypatch.setattr(chat_client, 'MOST_AT_ONCE', 2)
    with FakeChatServer(lambda body: body) as server:
        async def work():
            client = ChatClient(server.url)
            found = await asyncio.gather(*(client.post('/chat/completions', {'a': i})
                                           for i in range(8)))
            await client.close()
            return found, client.requests
        found, requests = asyncio.run(work())
    assert found == [{'a': i} for i in range(8)] and requests == 8
