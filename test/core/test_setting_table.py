from pathlib import Path

import pytest
import yaml

from emotion_rescue.core.setting_field import setting_defaults
from emotion_rescue.core.setting_field import SettingInfo
from emotion_rescue.core.setting_table import allowed
from emotion_rescue.core.setting_table import parameters_markdown
from emotion_rescue.core.setting_table import parameters_yaml
from emotion_rescue.core.settings import NODE_SETTINGS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(('info', 'expected'), [
    (SettingInfo('x'), ''),
    (SettingInfo('x', low=0.5, unit='s'), 'from 0.5 s'),
    (SettingInfo('x', high=3), 'up to 3'),
    (SettingInfo('x', low=0, high=3, unit='px'), '0 to 3 px'),
    (SettingInfo('x', choices=('a', 'b')), 'a, b'),
])
def test_what_is_allowed_in_words(info, expected):
    assert allowed(info) == expected


def test_the_shipped_parameter_file_is_the_generated_one():
    shipped = (ROOT / 'config' / 'emotion_rescue.yaml').read_text()
    assert shipped == parameters_yaml(), (
        'write it anew: emotion-rescue parameters --yaml > config/emotion_rescue.yaml')


def test_the_parameter_file_holds_every_default():
    parsed = yaml.safe_load(parameters_yaml())
    assert parsed == {
        f'/**/{node}': {'ros__parameters': setting_defaults(cls)}
        for node, cls in NODE_SETTINGS.items()}


def test_the_readme_shows_the_generated_tables():
    assert parameters_markdown() in (ROOT / 'README.md').read_text(), (
        'write it anew: emotion-rescue parameters')
