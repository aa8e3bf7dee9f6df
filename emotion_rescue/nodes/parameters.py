"""ROS parameters from a settings dataclass: declared with their meaning, read all at once.

rclpy refuses a wrong override by raising from the declaration, one parameter at a time, and the
node is gone. Here everything is declared with a free type, and `read_settings` reports all
problems together, so that a node can stay up and be corrected with `ros2 param set`.
"""

from collections.abc import Callable
from typing import Any
from typing import TypeVar

from rcl_interfaces.msg import FloatingPointRange
from rcl_interfaces.msg import IntegerRange
from rcl_interfaces.msg import ParameterDescriptor
from rcl_interfaces.msg import SetParametersResult
from rclpy.node import Node

from emotion_rescue.core.setting_field import problem_with
from emotion_rescue.core.setting_field import setting_defaults
from emotion_rescue.core.setting_field import setting_infos
from emotion_rescue.core.setting_field import SettingInfo
from emotion_rescue.core.setting_field import settings_from

Settings = TypeVar('Settings')

# What ROS itself understands besides a node's own parameters.
_ROS_PARAMETERS = ('use_sim_time', 'start_type_description_service')
_ROS_PREFIXES = ('qos_overrides.',)
_LARGEST_INTEGER = 2**63 - 1
_LARGEST_DOUBLE = 1.7976931348623157e308


def declare_settings(node: Node, cls: type[Settings]) -> Settings:
    """Declare the parameters of `cls` and return their values.

    Raises:
        SettingsError: with every problem found; the parameters are declared all the same.
    """
    declare_parameters(node, cls)
    return read_settings(node, cls)


def declare_parameters(node: Node, cls: type, why_fixed: Callable[[], str] = str) -> None:
    """Declare a parameter for every setting of `cls`, and warn about names that nobody knows.

    From then on a wrong value is refused when somebody tries to set it.

    Args:
        node: gets the parameters.
        cls: dataclass of settings.
        why_fixed: returns why no setting can be changed now; '' where they can.
    """
    infos, defaults = setting_infos(cls), setting_defaults(cls)
    for name, info in infos.items():
        default = defaults[name]
        # Without ranges first: an override out of range would raise here.
        value = node.declare_parameter(name, default, _plain_descriptor(info)).value
        if not problem_with(name, value, default, info):
            node.set_descriptor(name, _full_descriptor(info, default))
    node.add_on_set_parameters_callback(_refuse_problems(
        node, infos, defaults, why_fixed))
    for name in unknown_overrides(node, infos):
        node.get_logger().warning(
            f'parameter {name} is not known to this node and has no effect; it has '
            f'{", ".join(infos)}')


def read_settings(node: Node, cls: type[Settings]) -> Settings:
    """Return the settings that the declared parameters of `node` hold now.

    Raises:
        SettingsError: with every problem found.
    """
    return settings_from(
        cls, {name: node.get_parameter(name).value for name in setting_infos(cls)})


def unknown_overrides(node: Node, known: Any) -> list[str]:
    """Return names given on the command line or in a file that are not in `known`; sorted."""
    # rclpy has no public list of the overrides that a node was given.
    given = getattr(node, '_parameter_overrides', {})
    return sorted(name for name in given if name not in known and name not in _ROS_PARAMETERS
                  and not name.startswith(_ROS_PREFIXES))


def _refuse_problems(node, infos, defaults, why_fixed):
    def check(parameters):
        ours = [p for p in parameters if p.name in infos]
        problems = [problem_with(p.name, p.value, defaults[p.name], infos[p.name]) for p in ours]
        # Whoever loads a whole file again may repeat what holds anyway.
        if any(node.get_parameter(p.name).value != p.value for p in ours):
            problems.append(why_fixed())
        reason = '; '.join(filter(None, problems))
        return SetParametersResult(successful=not reason, reason=reason)
    return check


def _plain_descriptor(info: SettingInfo) -> ParameterDescriptor:
    choices = f'; one of {", ".join(info.choices)}' if info.choices else ''
    unit = f' [{info.unit}]' if info.unit else ''
    return ParameterDescriptor(description=f'{info.description}{unit}{choices}',
                               additional_constraints=choices.removeprefix('; '),
                               dynamic_typing=True)


def _full_descriptor(info: SettingInfo, default: Any) -> ParameterDescriptor:
    descriptor = _plain_descriptor(info)
    descriptor.read_only = info.read_only
    if info.low is None and info.high is None:
        return descriptor
    if type(default) is int:
        descriptor.integer_range = [IntegerRange(
            from_value=-_LARGEST_INTEGER if info.low is None else int(info.low),
            to_value=_LARGEST_INTEGER if info.high is None else int(info.high))]
    elif type(default) is float:
        descriptor.floating_point_range = [FloatingPointRange(
            from_value=-_LARGEST_DOUBLE if info.low is None else float(info.low),
            to_value=_LARGEST_DOUBLE if info.high is None else float(info.high))]
    return descriptor
