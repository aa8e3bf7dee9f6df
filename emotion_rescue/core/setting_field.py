"""One setting: a dataclass field that knows its unit, bounds, choices and meaning.

From these fields come ROS parameter declarations and ranges, the check of YAML files and the
reference table in the README, so that nothing about a setting is written twice.
"""

from collections.abc import Mapping
import dataclasses
from dataclasses import dataclass
import math
from typing import Any

from emotion_rescue.core.errors import SettingsError

_KEY = 'emotion_rescue_setting'


@dataclass(frozen=True)
class SettingInfo:
    """What is known of one setting besides its default.

    Attributes:
        description: one sentence for `ros2 param describe` and the README.
        unit: such as 's', 'px', 'Hz'; '' where it has none.
        low: smallest allowed value, inclusive, or None.
        high: largest allowed value, inclusive, or None.
        choices: the allowed strings; empty where any is.
        read_only: whether it can only be given at start.
    """

    description: str
    unit: str = ''
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    read_only: bool = False


def setting(default: Any, description: str, **info: Any) -> Any:
    """Declare a field of a settings dataclass; `info` are the attributes of SettingInfo."""
    return dataclasses.field(
        default=default, metadata={_KEY: SettingInfo(description=description, **info)})


def setting_infos(settings: Any) -> dict[str, SettingInfo]:
    """Return name -> SettingInfo of a settings class or instance, in order of declaration."""
    return {f.name: f.metadata[_KEY] for f in dataclasses.fields(settings)}


def setting_defaults(settings: Any) -> dict[str, Any]:
    """Return name -> default value of a settings class."""
    return {f.name: f.default for f in dataclasses.fields(settings)}


def problem_with(name: str, value: Any, default: Any, info: SettingInfo) -> str:
    """Return '' where `value` is allowed, else one sentence naming name, value and remedy."""
    kind = type(default)
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind:
        return f'{name} is {value!r}, expected {_type_name(kind)}'
    if kind is float and not math.isfinite(value):
        return f'{name} is {value!r}, expected a finite number'
    if info.choices and value not in info.choices:
        return f'{name} is {value!r}, expected one of {", ".join(info.choices)}'
    unit = f' {info.unit}' if info.unit else ''
    if info.low is not None and value < info.low:
        return f'{name} is {value!r}{unit}, expected at least {info.low!r}{unit}'
    if info.high is not None and value > info.high:
        return f'{name} is {value!r}{unit}, expected at most {info.high!r}{unit}'
    return ''


def settings_from(cls: type, values: Mapping[str, Any]) -> Any:
    """Build the settings dataclass `cls` from `values`; what is absent keeps its default.

    Raises:
        SettingsError: with every problem: unknown names, wrong types, values out of range.
    """
    infos, defaults = setting_infos(cls), setting_defaults(cls)
    problems = [
        f'{name} is no setting of {cls.__name__}; it has {", ".join(infos)}'
        for name in values if name not in infos]
    problems += filter(None, (
        problem_with(name, values[name], defaults[name], info)
        for name, info in infos.items() if name in values))
    if problems:
        raise SettingsError(problems)
    return cls(**{
        name: float(value) if type(defaults[name]) is float else value
        for name, value in values.items()})


def _type_name(kind: type) -> str:
    return {bool: 'true or false', int: 'a whole number', float: 'a number',
            str: 'a text'}.get(kind, kind.__name__)
