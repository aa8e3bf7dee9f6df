"""The onboard model stands in for a server that fails, and the server comes back."""

from concurrent.futures import Future
import math

import pytest

from emotion_rescue.core.errors import ServerError
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.readings import SightReading
from emotion_rescue.core.sight_serving import SightServing
from emotion_rescue.models.llava_server import Attempt
from emotion_rescue.pipeline.fallback_scorer import FallbackScorer
from emotion_rescue.pipeline.guarded_scorer import FIRST_PAUSE_S
from emotion_rescue.pipeline.guarded_scorer import LONGEST_PAUSE_S
from fakes import Clock
from fakes import grey_image
from fakes import person

URL = 'http://base:8000/v1'


class Server:
    """Does what a ServerSightScorer does, as told: `down` is the cause of its failing, or ''."""

    url, timeout_s, emotion_thresholds = URL, 0.5, None

    def __init__(self, down=''):
        self.down, self.only, self.contacts, self.opened = down, None, 0, False
        self.served_model, self.requests = '', 0

    def open(self):
        self.opened = True

    def close(self):
        self.opened = False

    def describe(self):
        return f'sight server {URL}'

    def contact(self):
        self.contacts += 1
        future = Future()
        if self.down:
            future.set_exception(ServerError(self.down))
        else:
            self.served_model = 'affect'
            future.set_result(None)
        return future

    def attempt(self, views):
        self.requests += 1
        if self.down:
            return Attempt([None] * len(views), self.down)
        return Attempt([_reading(view, 0.9) if self.only is None or i in self.only else None
                        for i, view in enumerate(views)],
                       '' if self.only is None else 'one request failed')

    def ask(self, about, question, **limits):
        if self.down:
            raise ServerError(self.down)
        return 'by the server'


class Onboard:
    """Does what a LlavaSightScorer does."""

    emotion_thresholds = None

    def __init__(self):
        self.loaded, self.asked = False, []

    def load(self):
        self.loaded = True

    def close(self):
        self.loaded = False

    def describe(self):
        return 'onboard'

    def serving(self):
        return SightServing(4, 4)

    def score(self, views):
        self.asked.append([view.person.person_id for view in views])
        return [_reading(view, 0.1) for view in views]

    def ask(self, about, question, **limits):
        return 'onboard'


def _reading(view, distress):
    return SightReading(view.person.person_id, 0, distress=distress)


def _views(*names):
    return [PersonView(person(name), grey_image()) for name in names]


def _said(scorer, *names):
    return [reading.distress for reading in scorer.score(_views(*names))]


def _made(down=''):
    server, onboard, clock = Server(down), Onboard(), Clock()
    scorer = FallbackScorer(server, onboard, clock=clock)
    scorer.load()
    return scorer, server, onboard, clock


def test_nobody_costs_nobody():
    scorer, server, onboard, _ = _made()
    assert scorer.score([]) == []
    assert server.requests == 0 and onboard.asked == []


def test_a_server_that_works_judges_alone():
    scorer, _, onboard, _ = _made()
    assert _said(scorer, 'a', 'b') == [0.9, 0.9]
    assert onboard.asked == [] and onboard.loaded
    state = scorer.serving().server
    assert (state.in_use, state.people, state.stand_ins, state.model) == (True, 2, 0, 'affect')
    assert scorer.ask(None, 'who?') == 'by the server'


def test_without_a_server_the_node_starts_all_the_same(caplog):
    scorer, _, onboard, _ = _made('cannot be reached')
    assert _said(scorer, 'a') == [0.1]
    assert onboard.asked == [['a']]
    state = scorer.serving().server
    assert not state.in_use and state.last_error == 'cannot be reached' and state.stand_ins == 1
    assert scorer.ask(None, 'who?') == 'onboard'
    assert caplog.text.count('the onboard model judges people in place') == 1


def test_who_failed_alone_is_judged_onboard_in_the_same_call():
    scorer, server, onboard, _ = _made()
    server.only = {0, 2}
    assert _said(scorer, 'a', 'b', 'c') == [0.9, 0.1, 0.9]
    assert onboard.asked == [['b']]
    state = scorer.serving().server
    assert (state.people, state.stand_ins, state.failures) == (2, 1, 1)


def test_pauses_double_up_to_a_longest_and_the_server_comes_back(caplog):
    scorer, server, _, clock = _made()
    server.down = 'down'
    assert _said(scorer, 'a') == [0.1]
    pause_s, contacts = FIRST_PAUSE_S, server.contacts
    for _ in range(8):
        clock.now_s += 0.9 * pause_s
        _said(scorer, 'a')
        assert server.contacts == contacts  # too early
        clock.now_s += 0.2 * pause_s
        _said(scorer, 'a')  # begins to make contact
        _said(scorer, 'a')  # finds that it failed
        assert server.contacts == contacts + 1
        contacts, pause_s = server.contacts, min(2 * pause_s, LONGEST_PAUSE_S)
    assert pause_s == LONGEST_PAUSE_S
    assert server.requests == 1  # nobody waited for it meanwhile
    assert caplog.text.count('the onboard model judges people in place') == 1
    server.down = ''
    clock.now_s += 1.1 * LONGEST_PAUSE_S
    _said(scorer, 'a')
    assert _said(scorer, 'a') == [0.9]
    assert scorer.serving().server.in_use


def test_a_question_that_the_server_fails_on_is_answered_onboard():
    scorer, server, _, _ = _made()
    server.down = 'down'
    assert scorer.ask(None, 'who?') == 'onboard'
    assert not scorer.serving().server.in_use
    assert _said(scorer, 'a') == [0.1]
    assert server.requests == 0  # known to be down, it is not waited for again


def test_a_server_that_breaks_altogether_is_a_failure_like_others(monkeypatch):
    scorer, server, _, _ = _made()

    def broken(views):
        raise ServerError('nobody could be asked')

    monkeypatch.setattr(server, 'attempt', broken)
    assert _said(scorer, 'a') == [0.1]
    assert scorer.serving().server.last_error == 'nobody could be asked'


def test_closing_gives_back_both_and_may_be_repeated():
    scorer, server, onboard, _ = _made()
    scorer.close()
    scorer.close()
    assert not server.opened and not onboard.loaded
    assert not scorer.serving().server.in_use


def test_weights_that_fail_close_the_server():
    server, onboard = Server(), Onboard()

    def fail():
        raise ServerError('no weights')

    onboard.load = fail
    with pytest.raises(ServerError, match='no weights'):
        FallbackScorer(server, onboard).load()
    assert not server.opened


def test_the_higher_threshold_counts():
    scorer, server, onboard, _ = _made()
    assert scorer.emotion_thresholds is None
    server.emotion_thresholds = [0.2, math.nan]
    assert list(scorer.emotion_thresholds)[0] == 0.2
    onboard.emotion_thresholds = [0.3, 0.4]
    assert list(scorer.emotion_thresholds) == [0.3, 0.4]
