import numpy as np
import pytest

from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.microphone_places import microphone_places


@pytest.mark.parametrize(('text', 'places'), [
    ('', np.zeros((0, 3))), ('  ', np.zeros((0, 3))),
    ('0 0.1 0.6; 0 -0.1 0.6', [(0, 0.1, 0.6), (0, -0.1, 0.6)]),
    (' 1  2 3;-1e-1 0 0 ;0 1 1', [(1, 2, 3), (-0.1, 0, 0), (0, 1, 1)]),
    ('0.02 0.1 0; -0.02 -0.1 0', [(0.02, 0.1, 0), (-0.02, -0.1, 0)])])
def test_places_are_read(text, places):
    np.testing.assert_array_equal(microphone_places(text), places)


@pytest.mark.parametrize(('text', 'expected'), [
    ('0 0 0', '2 to 6'), (';'.join(f'{i} 0 0' for i in range(7)), '2 to 6'),
    ('0 0; 1 1', 'three numbers'), ('0 0 0; 1 1', 'three numbers'), ('left; right', 'three'),
    ('0 0 0; 1 1 1;', 'three numbers'), ('0 0 0; nan 0 0', 'metres'), ('0 0 0; inf 0 0', 'metres'),
    ('0 0 0; 200 0 0', 'at most 10'), ('0.1 0 0; -0.1 0 0', 'a row from left to right'),
    ('0 0 0; 0.1 0.1 0; 0.2 0.2 0', 'a row from left to right'),
    ('0 0 0; 0 0 0.2', 'the same place')])
def test_what_is_no_array_names_the_setting_its_value_and_what_is_expected(text, expected):
    with pytest.raises(SettingsError) as caught:
        microphone_places(text)
    assert expected in str(caught.value)
    assert f'microphones_xyz_m is {text!r}' in str(caught.value)
