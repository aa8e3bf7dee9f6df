import pytest

from emotion_rescue.evaluation.track_owners import track_owners
from fakes import people
from fakes import person

LEFT, RIGHT, MIDDLE = (0, 0, 10, 20), (30, 0, 40, 20), (15, 0, 25, 20)


def frame(stamp_ns, **boxes):
    return {'stamp_ns': stamp_ns,
            'people': [{'id': int(name[1:]), 'xyxy': box} for name, box in boxes.items()]}


@pytest.mark.parametrize('tracked, frames, owners', [
    ({}, [], {}),
    ({}, [frame(0, _0=LEFT)], {}),
    ({0: people(0)}, [frame(0, _0=LEFT)], {}),
    ({0: people(0, person('a', LEFT))}, [frame(0)], {}),
    ({0: people(0, person('a', MIDDLE))}, [frame(0, _0=LEFT, _1=RIGHT)], {}),
    ({0: people(0, person('a', RIGHT), person('b', LEFT))}, [frame(0, _0=LEFT, _1=RIGHT)],
     {'a': 1, 'b': 0}),
    ({i: people(i, person('a', LEFT if i else RIGHT)) for i in range(3)},
     [frame(i, _0=LEFT, _1=RIGHT) for i in range(3)], {'a': 0})],
    ids=['nothing', 'no image', 'none tracked', 'nobody true', 'beside', 'two', 'most'])
def test_owners(tracked, frames, owners):
    assert track_owners(tracked, frames) == owners
