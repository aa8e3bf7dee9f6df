from pathlib import Path

import pytest

import emotion_rescue

PACKAGE = Path(emotion_rescue.__file__).parent


@pytest.fixture
def init_returns_none(monkeypatch):
    """Let rclpy.init return what it returns on Jazzy."""
    import rclpy

    init = rclpy.init

    def init_of_jazzy(**options):
        init(**options)

    monkeypatch.setattr(rclpy, 'init', init_of_jazzy)


def test_nothing_else_initialises_ros():
    # What rclpy.init returns differs between distributions; the example, which is there to be
    # copied without the package, does not look at it.
    using = {file.name for file in PACKAGE.rglob('*.py') if 'rclpy.init(' in file.read_text()}
    assert using == {'ros_context.py', 'planner.py'}


@pytest.mark.ros
@pytest.mark.parametrize('ends_early', [False, True])
def test_init_that_returns_none_as_on_jazzy(init_returns_none, ros_domain, ends_early):
    import rclpy

    from emotion_rescue.nodes.ros_context import ros

    with ros([]):
        assert rclpy.ok()
        if ends_early:
            rclpy.shutdown()
    assert not rclpy.ok()


@pytest.mark.ros
def test_a_node_runs_where_init_returns_none(init_returns_none, ros_domain, monkeypatch):
    import rclpy

    from emotion_rescue.nodes import managed_node
    from emotion_rescue.nodes import overlay

    monkeypatch.setattr(managed_node.SingleThreadedExecutor, 'spin', lambda self: None)
    assert overlay.main(['--ros-args', '-r', '__ns:=/jazzy']) == 0
    assert not rclpy.ok()


@pytest.mark.ros
def test_the_recorder_runs_where_init_returns_none(
        init_returns_none, ros_domain, monkeypatch, tmp_path):
    from emotion_rescue.nodes import recorder

    monkeypatch.setattr(recorder, 'record', lambda node, stop: node.close())
    monkeypatch.setattr(recorder.signal, 'signal', lambda *_: None)
    assert recorder.main(['--ros-args', '-p', f'folder:={tmp_path / "bag"}']) == 0
