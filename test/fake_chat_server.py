"""A chat server on this machine that speaks OpenAI's protocol, with a real LLaVA behind it.

It does what vLLM and llama.cpp's server do: goes on with a begun answer, and lists the likeliest
tokens of the model's own softmax.
"""

import base64
from collections.abc import Callable
import contextlib
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
import json
import threading

import cv2
import numpy as np

from emotion_rescue.models.llava_question import question_prompt

MODEL = 'affect'


class ServedWeights:
    """Answers the bodies of chat requests from a loaded LLaVA; one at a time.

    Args:
        loaded: a `LoadedLlava`.
        spaces: whether a token is listed with the blank before it, as llama.cpp does and vLLM
            does not.
        gap: between 'ASSISTANT:' and a begun answer; llama.cpp has none.
    """

    def __init__(self, loaded, spaces=True, gap=' '):
        self._model, self._processor = loaded.model, loaded.processor
        self._spaces, self._gap = spaces, gap
        self._lock = threading.Lock()

    def answer(self, body: dict) -> dict:
        import torch

        user, *begun = body['messages']
        picture, text = user['content']
        assert picture['type'] == 'image_url' and text['type'] == 'text'
        prompt = question_prompt(self._processor, text['text'])
        for message in begun:
            assert message['role'] == 'assistant'
            assert body['continue_final_message'] and not body['add_generation_prompt']
            prompt += self._gap + message['content']
        inputs = self._processor(images=[decoded(picture['image_url']['url'])], text=[prompt],
                                 return_tensors='pt')
        ids, places, tokenizer = inputs['input_ids'], [], self._processor.tokenizer
        with self._lock, torch.inference_mode():
            while len(places) < body['max_tokens']:
                log_p = self._model(
                    input_ids=ids, attention_mask=torch.ones_like(ids),
                    pixel_values=inputs['pixel_values']).logits[0, -1].log_softmax(-1)
                token = int(log_p.argmax())
                if token == tokenizer.eos_token_id and places:
                    break
                places.append(self._place(log_p, token, body.get('top_logprobs', 0)))
                ids = torch.cat([ids, torch.tensor([[token]])], dim=1)
        text = tokenizer.decode(ids[0, inputs['input_ids'].shape[1]:], skip_special_tokens=True)
        choice = {'index': 0, 'finish_reason': 'length',
                  'message': {'role': 'assistant', 'content': text}}
        if body.get('logprobs'):
            choice['logprobs'] = {'content': places}
        return {'object': 'chat.completion', 'model': body['model'], 'choices': [choice]}

    def _place(self, log_p, token, count):
        top = log_p.topk(min(count, len(log_p)))
        return {**self._entry(log_p[token], token),
                'top_logprobs': [self._entry(value, int(i))
                                 for value, i in zip(*top, strict=True)]}

    def _entry(self, log_p, token):
        text = self._processor.tokenizer.decode([token])
        return {'token': text if self._spaces else text.strip(), 'logprob': float(log_p)}


def decoded(url: str) -> np.ndarray:
    """Return the picture of a data URL, red first."""
    head, data = url.split(',')
    assert head == 'data:image/png;base64'
    png = np.frombuffer(base64.b64decode(data), np.uint8)
    return cv2.imdecode(png, cv2.IMREAD_COLOR)[..., ::-1].copy()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # with the 5 of the library, many requests at once are reset


class FakeChatServer:
    """Listens on this machine from `with` to its end.

    Attributes:
        url: to be set as sight_server_url.
        fault: None, or what is done in place of an answer, given the request handler.
        seen: (path, headers, body) of every request.
        arrived: set with every request.
    """

    def __init__(self, answer: Callable[[dict], dict]):
        self.fault: Callable | None = None
        self.seen: list[tuple] = []
        self.arrived = threading.Event()
        self.released = threading.Event()
        self.answer = answer
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_GET(self):
                self._serve(None)

            def do_POST(self):
                length = int(self.headers['Content-Length'])
                self._serve(json.loads(self.rfile.read(length)))

            def _serve(self, body):
                server.seen.append((self.path, dict(self.headers), body))
                server.arrived.set()
                with contextlib.suppress(ConnectionError):
                    if server.fault is not None:
                        server.fault(self)
                    elif self.path == '/v1/models':
                        self.send_json({'object': 'list', 'data': [{'id': MODEL}]})
                    else:
                        self.send_json(server.answer(body))

            def send_json(self, content, status=200):
                self.send_text(json.dumps(content), 'application/json', status)

            def send_text(self, text, kind='text/html', status=200, **headers):
                data = text.encode()
                self.send_response(status)
                self.send_header('Content-Type', kind)
                self.send_header('Content-Length', str(len(data)))
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self._http = _Listener(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self._http.server_port}/v1'

    def __enter__(self):
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self._http.shutdown()
        self._http.server_close()

    def posts(self) -> list[dict]:
        """Return the bodies of all chat requests."""
        return [body for path, _, body in self.seen if path == '/v1/chat/completions']
