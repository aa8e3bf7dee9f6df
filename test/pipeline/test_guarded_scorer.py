import threading

import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.pipeline.guarded_scorer import GuardedScorer
from fakes import SECOND_NS


class Flaky:
    def __init__(self, *answers):
        self.answers = list(answers)

    def __call__(self, _):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_answers_pass_and_are_counted():
    guarded = GuardedScorer('sight', Flaky('answer'))
    assert guarded.health().last_call_s is None
    assert guarded.score('view', 0) == 'answer'
    assert guarded.health().calls == 1
    assert guarded.health().last_call_s >= 0.0


def test_a_scorer_is_in_one_thread_at_a_time():
    hangs, goes_on, inside, most = threading.Event(), threading.Event(), [], []

    def score(item):
        inside.append(item)
        most.append(len(inside))
        hangs.set()
        goes_on.wait(10.0)
        inside.remove(item)

    guarded = GuardedScorer('sight', score)
    threads = [threading.Thread(target=guarded.score, args=(item, 0)) for item in 'ab']
    threads[0].start()
    assert hangs.wait(10.0)
    threads[1].start()
    threads[1].join(0.1)
    goes_on.set()
    for thread in threads:
        thread.join(10.0)
    assert most == [1, 1]
    assert guarded.health().calls == 2


def test_pauses_double_up_to_the_longest_and_end_with_a_success():
    guarded = GuardedScorer('sight', Flaky(*[RuntimeError('broken')] * 7, 'well again'))
    now_s = 100
    for pause_s in (1, 2, 4, 8, 16, 32, 32):
        assert guarded.may_try(now_s * SECOND_NS)
        assert guarded.score('view', now_s * SECOND_NS) is None
        assert not guarded.may_try((now_s + pause_s) * SECOND_NS - 1)
        now_s += pause_s
    health = guarded.health()
    assert (health.calls, health.failures, health.failures_in_a_row) == (0, 7, 7)
    assert health.last_error == 'RuntimeError: broken'
    assert guarded.score('view', now_s * SECOND_NS) == 'well again'
    assert guarded.may_try(now_s * SECOND_NS)
    assert guarded.health().failures_in_a_row == 0


def test_time_that_jumps_back_ends_the_pause():
    guarded = GuardedScorer('sight', Flaky(RuntimeError('broken')))
    guarded.score('view', 100 * SECOND_NS)
    assert guarded.may_try(3 * SECOND_NS)


@pytest.mark.parametrize('error', [InputError('sound has a rate of 3 Hz')])
def test_bad_input_is_no_fault_of_the_scorer(error):
    guarded = GuardedScorer('voice', Flaky(error))
    assert guarded.score('clip', 0) is None
    assert guarded.may_try(1)
    assert (guarded.health().refused, guarded.health().failures) == (1, 0)
    assert guarded.health().last_error == 'sound has a rate of 3 Hz'
