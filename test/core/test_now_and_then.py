from emotion_rescue.core import now_and_then
from emotion_rescue.core.now_and_then import NowAndThen


def test_what_comes_too_soon_is_not_even_put_into_words(monkeypatch):
    now_s = [100.0]
    monkeypatch.setattr(now_and_then.time, 'monotonic', lambda: now_s[0])
    told, asked = [], []
    progress = NowAndThen(told.append, every_s=2.0)
    for now_s[0] in (100.0, 101.9, 102.0, 103.9, 110.0, 111.9):
        progress.say(lambda: asked.append(now_s[0]) or f'{now_s[0]:g}')
    assert told == ['102', '110']
    assert asked == [102.0, 110.0]
    NowAndThen(None, every_s=0.0).say(lambda: asked.append('nobody'))
    assert asked == [102.0, 110.0]
