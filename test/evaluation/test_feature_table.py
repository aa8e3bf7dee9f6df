import numpy as np
import pytest

from emotion_rescue.evaluation.feature_table import tabulate


@pytest.mark.parametrize(('facts', 'columns', 'values'), [
    ([], (), np.zeros((0, 0))),
    ([{}], (), np.zeros((1, 0))),
    ([{'b': 1.5, 'a': True}, {'a': False, 'b': 2}], ('a', 'b'), [[1, 1.5], [0, 2]]),
    # What is unknown is NaN, of numbers and of names.
    ([{'a': 3.0}, {}, {'a': None}], ('a',), [[3], [np.nan], [np.nan]]),
    ([{'hat': 'cap'}, {'hat': 'none'}, {}], ('hat', 'hat'), [[1, 0], [0, 1], [np.nan, np.nan]]),
])
def test_facts_become_columns(facts, columns, values):
    table = tabulate(facts)
    assert table.columns == columns
    assert table.values.dtype == np.float32
    np.testing.assert_array_equal(table.values, np.array(values, np.float32))


def test_columns_of_a_field_and_rows():
    table = tabulate([{'hat': 'cap', 'size': 1}, {'hat': 'none', 'size': 2}])
    assert table.fields == ('hat', 'size')
    assert table.columns_of('hat').tolist() == [0, 1]
    assert table.rows(slice(1, None)).values.tolist() == [[0, 1, 2]]
