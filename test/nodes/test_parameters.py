import pytest

from emotion_rescue.core.errors import SettingsError
from emotion_rescue.core.settings import NODE_SETTINGS
from emotion_rescue.core.settings import PerceptionSettings

pytestmark = pytest.mark.ros

pytest.importorskip('rclpy', reason='rclpy is not installed')

from rclpy.node import Node
from rclpy.parameter import Parameter

from emotion_rescue.nodes import parameters


@pytest.fixture
def make(ros):
    nodes = []

    def make_node(**overrides):
        nodes.append(Node('tested', context=ros.context, namespace=ros.namespace,
                          parameter_overrides=[Parameter(k, value=v)
                                               for k, v in overrides.items()]))
        return nodes[-1]

    yield make_node
    for node in nodes:
        node.destroy_node()


@pytest.mark.parametrize('settings_class', NODE_SETTINGS.values(), ids=NODE_SETTINGS)
def test_without_overrides_the_defaults_hold(make, settings_class):
    assert parameters.declare_settings(make(), settings_class) == settings_class()


def test_overrides_are_read_and_whole_numbers_serve_as_numbers(make):
    settings = parameters.declare_settings(make(confidence=1, threads=3), PerceptionSettings)
    assert (settings.confidence, settings.threads) == (1.0, 3)
    assert type(settings.confidence) is float


def test_all_problems_are_reported_at_once_and_the_node_can_be_corrected(make):
    node = make(confidence=7.0, threads='many', image_transport='pigeon', iou=0.5)
    with pytest.raises(SettingsError) as caught:
        parameters.declare_settings(node, PerceptionSettings)
    assert caught.value.problems == (
        'confidence is 7.0, expected at most 1.0',
        "threads is 'many', expected a whole number",
        "image_transport is 'pigeon', expected one of raw, compressed")
    results = node.set_parameters([Parameter('confidence', value=0.5),
                                   Parameter('threads', value=2),
                                   Parameter('image_transport', value='raw')])
    assert all(result.successful for result in results)
    assert parameters.read_settings(node, PerceptionSettings) == PerceptionSettings(
        confidence=0.5, threads=2, iou=0.5)


@pytest.mark.parametrize('name, value, reason', [
    ('threads', 'many', "threads is 'many', expected a whole number"),
    ('threads', True, 'threads is True, expected a whole number'),
    ('image_transport', 'pigeon', 'expected one of raw, compressed'),
    ('confidence', float('nan'), 'out of range'),
    ('max_people', 1.5, 'max_people is 1.5, expected a whole number'),
    ('image_size_px', 5000, 'out of range'),
    ('confidence', 1.5, 'out of range'),
    ('autostart', False, 'read-only')])
def test_a_wrong_value_is_refused_later_on(make, name, value, reason):
    node = make()
    parameters.declare_settings(node, PerceptionSettings)
    result, = node.set_parameters([Parameter(name, value=value)])
    assert not result.successful
    assert reason in result.reason
    assert parameters.read_settings(node, PerceptionSettings) == PerceptionSettings()


def test_descriptors_tell_meaning_range_and_choices(make):
    node = make()
    parameters.declare_settings(node, PerceptionSettings)
    confidence = node.describe_parameter('confidence')
    assert 'smallest confidence' in confidence.description
    assert (confidence.floating_point_range[0].from_value,
            confidence.floating_point_range[0].to_value) == (0.01, 1.0)
    size = node.describe_parameter('image_size_px')
    assert '[px]' in size.description
    assert (size.integer_range[0].from_value, size.integer_range[0].to_value) == (0, 2048)
    assert 'raw, compressed' in node.describe_parameter('image_transport').additional_constraints
    assert node.describe_parameter('autostart').read_only


def test_names_that_nobody_knows_are_found(make):
    node = make(confidnce=0.5, use_sim_time=True, confidence=0.5)
    parameters.declare_settings(node, PerceptionSettings)
    assert parameters.unknown_overrides(node, {'confidence': None}) == ['confidnce']
