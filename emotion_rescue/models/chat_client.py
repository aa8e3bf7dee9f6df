"""Sends requests to an OpenAI-compatible server; says in a sentence what is wrong with answers.

Nothing here waits for ever on purpose, but the time limit is the caller's: cancel what takes too
long. No proxy of the environment is used and no redirect is followed, so that pictures and key go
to the named server and nowhere else.
"""

import json
import logging
from typing import Any
from urllib.parse import urlsplit

from emotion_rescue.core.errors import ServerError
from emotion_rescue.core.errors import SettingsError

# An answer here is a few kB; whatever is longer is not one.
LARGEST_ANSWER_BYTES = 4_000_000
# More at once make a server no faster; the others wait for their turn.
MOST_AT_ONCE = 32
# Servers close idle connections, uvicorn after 5 s; one that they are about to close is of no use.
_IDLE_S = 2.0
_MOST_SAID = 200


class RefusedError(ServerError):
    """An answer with an HTTP status other than 200.

    Attributes:
        status: of HTTP.
    """

    def __init__(self, message: str, status: int):
        super().__init__(message)
        self.status = status


def checked_url(text: str) -> str:
    """Return the URL of a server without a slash at its end.

    Raises:
        SettingsError: it is no http or https URL, or has more in it than host, port and path.
    """
    try:
        parts = urlsplit(text)
        whole = (parts.scheme in ('http', 'https') and bool(parts.hostname)
                 and (parts.port is None or parts.port > 0) and text.isprintable()
                 and ' ' not in text)
        secret = parts.username is not None or parts.password is not None
    except ValueError:
        whole = secret = False
    if secret:
        raise SettingsError(['sight_server_url has a user or password in it, which would get into '
                             'logs; leave it out, and give the key by the environment variable '
                             'EMOTION_RESCUE_SIGHT_SERVER_KEY'])
    if not whole or parts.query or parts.fragment:
        raise SettingsError([f'sight_server_url is {text!r}, expected something like '
                             'http://10.0.0.2:8000/v1'])
    return text.rstrip('/')


class ChatClient:
    """A connection to one server; used within one event loop.

    Attributes:
        url: of the server, without a slash at its end.
        requests: sent so far.
    """

    def __init__(self, url: str, key: str = ''):
        """Prepare; nothing is sent.

        Args:
            url: as `checked_url` gives it.
            key: sent as a bearer token; '' for none.
        """
        import httpx2

        self.url, self.requests = url, 0
        # It would write a line for each of some twenty requests a person.
        logging.getLogger('httpx2').setLevel(logging.WARNING)
        headers = {'Accept-Encoding': 'identity', 'Accept': 'application/json'}
        if key:
            headers['Authorization'] = f'Bearer {key}'
        self._client = httpx2.AsyncClient(
            headers=headers, timeout=None, trust_env=False, follow_redirects=False,
            limits=httpx2.Limits(max_connections=MOST_AT_ONCE, keepalive_expiry=_IDLE_S))

    async def get(self, path: str) -> Any:
        """Return the JSON at `path`, such as '/models'; raises as `post`."""
        return await self._json('GET', path)

    async def post(self, path: str, body: dict) -> Any:
        """Return the JSON that answers `body`.

        Raises:
            RefusedError: the server answers with another status than 200.
            ServerError: it cannot be reached, breaks off, or does not answer in JSON.
        """
        return await self._json('POST', path, body)

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def _json(self, method, path, body=None):
        import httpx2

        self.requests += 1
        try:
            async with self._client.stream(method, self.url + path, json=body) as response:
                content = await self._content(response)
                kind, status = response.headers.get('content-type', ''), response.status_code
                place = response.headers.get('location', '')
        except httpx2.ConnectError as error:
            raise ServerError(f'{self.url} cannot be reached ({_said(error)}); start the server, '
                              'or check address and network') from error
        except httpx2.RequestError as error:
            raise ServerError(f'{self.url} broke off before its answer was whole '
                              f'({_said(error)}); look into its log') from error
        if status != 200:
            raise RefusedError(f'{self.url}{path} {_refusal(status, content, place)}', status)
        return self._parsed(content, kind)

    async def _content(self, response):
        content = b''
        async for part in response.aiter_raw():
            content += part
            if len(content) > LARGEST_ANSWER_BYTES:
                raise ServerError(
                    f'{self.url} sends more than {LARGEST_ANSWER_BYTES / 1e6:g} MB for an answer '
                    'of a few words; it is no server of the OpenAI kind')
        return content

    def _parsed(self, content, kind):
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise ServerError(
                f'{self.url} answers with {_said(kind) or "something"} that is no JSON; name the '
                'address of an OpenAI-compatible server, which mostly ends in /v1') from error


def _refusal(status, content, place):
    if 300 <= status < 400:
        return f'redirects to {_said(place)!r}; name the final address'
    if status in (401, 403):
        return (f'refuses the key (HTTP {status}); set EMOTION_RESCUE_SIGHT_SERVER_KEY to the '
                'right one')
    reason = _reason(content)
    said = f'answers with HTTP {status}' + (f': {reason}' if reason else '')
    if status == 404 and not reason:
        said += '; the address mostly ends in /v1'
    return said


def _reason(content):
    """Return what an error's JSON says, on one line; '' where it is no such JSON."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return ''
    for key in ('error', 'message', 'detail'):
        if isinstance(said, dict) and key in said:
            said = said[key]
    return _said(said) if isinstance(said, str) else ''


def _said(text):
    """Return foreign text as one short line that can do no harm in a log."""
    line = ' '.join(''.join(c if c.isprintable() else ' ' for c in str(text)).split())
    return line if len(line) <= _MOST_SAID else line[:_MOST_SAID] + '...'
