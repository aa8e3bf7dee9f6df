from dataclasses import dataclass
import math

import pytest

from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.setting_field import problem_with
from emotion_rescue.core.setting_field import setting
from emotion_rescue.core.setting_field import setting_defaults
from emotion_rescue.core.setting_field import setting_infos
from emotion_rescue.core.setting_field import settings_from
from emotion_rescue.core.settings import NODE_SETTINGS


@dataclass(frozen=True)
class Sample:
    rate_hz: float = setting(10.0, 'how often', unit='Hz', low=0.5, high=30.0)
    count: int = setting(3, 'how many', low=1)
    mode: str = setting('fast', 'how', choices=('fast', 'slow'))
    on: bool = setting(True, 'whether')


def test_nothing_given_is_the_defaults():
    assert settings_from(Sample, {}) == Sample()


def test_whole_numbers_do_for_floats():
    made = settings_from(Sample, {'rate_hz': 2})
    assert made.rate_hz == 2.0
    assert isinstance(made.rate_hz, float)


@pytest.mark.parametrize(('name', 'value', 'expected'), [
    ('rate_hz', 0.4, 'rate_hz is 0.4 Hz, expected at least 0.5 Hz'),
    ('rate_hz', 31.0, 'rate_hz is 31.0 Hz, expected at most 30.0 Hz'),
    ('rate_hz', math.nan, 'rate_hz is nan, expected a finite number'),
    ('rate_hz', '10', "rate_hz is '10', expected a number"),
    ('count', 2.0, 'count is 2.0, expected a whole number'),
    ('count', True, 'count is True, expected a whole number'),
    ('mode', 'medium', "mode is 'medium', expected one of fast, slow"),
    ('on', 1, 'on is 1, expected true or false'),
    ('speed', 1, 'speed is no setting of Sample; it has rate_hz, count, mode, on'),
])
def test_each_problem_names_setting_value_and_remedy(name, value, expected):
    with pytest.raises(SettingsError) as caught:
        settings_from(Sample, {name: value})
    assert caught.value.problems == (expected,)


def test_all_problems_are_reported_together():
    with pytest.raises(SettingsError) as caught:
        settings_from(Sample, {'rate_hz': -1.0, 'count': 0, 'mode': '', 'typo': 1})
    assert len(caught.value.problems) == 4


@pytest.mark.parametrize('cls', NODE_SETTINGS.values(), ids=NODE_SETTINGS)
def test_defaults_obey_their_own_rules(cls):
    infos, defaults = setting_infos(cls), setting_defaults(cls)
    assert infos
    for name, info in infos.items():
        assert problem_with(name, defaults[name], defaults[name], info) == ''
        assert info.description and not info.description.endswith('.')
