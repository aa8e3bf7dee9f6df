from hypothesis import given
from hypothesis import settings
from hypothesis import strategies
import numpy as np
import pytest

from emotion_rescue.synthesis.dataset.mat_format import cells
from emotion_rescue.synthesis.dataset.mat_format import encode_file
from emotion_rescue.synthesis.dataset.mat_format import number
from emotion_rescue.synthesis.dataset.mat_format import row
from emotion_rescue.synthesis.dataset.mat_format import structs
from emotion_rescue.synthesis.dataset.mat_format import text

io = pytest.importorskip('scipy.io')


def loaded(tmp_path, **variables):
    path = tmp_path / 'a.mat'
    path.write_bytes(encode_file('a test', variables))
    return io.loadmat(path)


def test_a_file_without_variables(tmp_path):
    assert [name for name in loaded(tmp_path) if not name.startswith('__')] == []


def test_all_kinds_of_values(tmp_path):
    content = loaded(
        tmp_path, a=text('Fear'), empty=text(''), n=number(2.5), r=row((1.0, 2.0, 3.0)),
        c=cells([text('x'), number(1.0)]), none=cells([]),
        s=structs(('age', 'name'), [(number(1.0), text('b')), (number(2.0), text('c'))]),
        nobody=structs(('age',), []))
    assert content['a'].tolist() == ['Fear']
    assert content['empty'].size == 0
    assert content['n'].tolist() == [[2.5]]
    assert content['r'].tolist() == [[1, 2, 3]]
    assert content['c'].shape == (1, 2)
    assert content['none'].size == 0
    assert content['s'].shape == (1, 2)
    assert content['s'].dtype.names == ('age', 'name')
    assert content['s'][0, 1]['name'].tolist() == ['c']
    assert (content['nobody'].size, content['nobody'].dtype.names) == (0, ('age',))


@settings(max_examples=50, deadline=None)
@given(strategies.lists(strategies.text(strategies.characters(
    max_codepoint=0xD7FF, categories=('L', 'N', 'P')), min_size=1)), strategies.lists(
    strategies.floats(), min_size=1).map(tuple))
def test_values_are_read_again(tmp_path_factory, names, numbers):
    content = loaded(tmp_path_factory.mktemp('mat'), names=cells([text(n) for n in names]),
                     numbers=row(numbers))
    assert [name[0] for name in content['names'].ravel()] == names
    np.testing.assert_array_equal(content['numbers'][0], numbers)
