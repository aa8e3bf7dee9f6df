"""All settings as text for people: the README's tables and the parameter file, from one source."""

from emotion_rescue.core.setting_field import setting_defaults
from emotion_rescue.core.setting_field import setting_infos
from emotion_rescue.core.setting_field import SettingInfo
from emotion_rescue.core.settings import NODE_SETTINGS

_YAML_WIDTH = 99


def parameters_markdown() -> str:
    """Return one Markdown table a node: name, default, what is allowed, meaning."""
    return '\n\n'.join(
        f'**{node}**\n\n| parameter | default | allowed | meaning |\n| --- | --- | --- | --- |\n'
        + '\n'.join(
            f'| `{name}` | `{_yaml_value(setting_defaults(cls)[name])}` | '
            f'{allowed(info)} | {info.description} |'
            for name, info in setting_infos(cls).items())
        for node, cls in NODE_SETTINGS.items())


def parameters_yaml() -> str:
    """Return a ROS parameter file with every parameter at its default, explained."""
    lines = [
        '# Every parameter of emotion_rescue at its default. Copy it, keep what you change, and',
        '# give it to the launch file or to `emotion-rescue run` as the parameter file.']
    for node, cls in NODE_SETTINGS.items():
        lines += ['', f'/**/{node}:', '  ros__parameters:', *explained_lines(cls, indent=4)]
    return '\n'.join(lines) + '\n'


def explained_lines(cls: type, indent: int = 0) -> list[str]:
    """Return the lines of a YAML mapping of `cls`: each setting at its default, explained."""
    lines, space = [], ' ' * indent
    defaults = setting_defaults(cls)
    for name, info in setting_infos(cls).items():
        limits = allowed(info)
        comment = info.description + (f' ({limits})' if limits else '')
        lines += [f'{space}# {line}' for line in _wrap(comment, _YAML_WIDTH - 2 - indent)]
        lines.append(f'{space}{name}: {_yaml_value(defaults[name])}')
    return lines


def allowed(info: SettingInfo) -> str:
    """Return in words which values are allowed, such as '0.1 to 30.0 s'; '' for any."""
    if info.choices:
        return ', '.join(info.choices)
    unit = f' {info.unit}' if info.unit else ''
    if info.low is not None and info.high is not None:
        return f'{info.low} to {info.high}{unit}'
    if info.low is not None:
        return f'from {info.low}{unit}'
    return f'up to {info.high}{unit}' if info.high is not None else ''


def _yaml_value(value):
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}'" if isinstance(value, str) else str(value)


def _wrap(text, width):
    lines = ['']
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append('')
        lines[-1] = f'{lines[-1]} {word}'.strip()
    return lines
