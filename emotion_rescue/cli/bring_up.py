"""Starts the nodes that a replay needs, and waits until they work."""

from collections.abc import Callable
from collections.abc import Iterable
import time

from emotion_rescue.cli.process_group import ProcessGroup
from emotion_rescue.core.errors import NodeError

# A recording is judged the same way every time only if no image is dropped and none is judged
# beside another.
# Between two images there may be long silence, of which nobody needs to be warned.
_IMAGES = {'use_sim_time': True, 'image_reliability': 'reliable', 'missing_input_s': 60.0}
LOCKSTEP = {
    'perception': _IMAGES,
    'distress': _IMAGES | {'lockstep': True},
    'overlay': _IMAGES,
    'recorder': {'use_sim_time': True},
}
# How long discovery of nodes on this machine takes at most.
DISCOVERY_S = 1.5
# How long big models may take to load.
LOADING_S = 120.0
_SAY_EVERY_S = 5.0
_SPIN_S = 0.05
_ANSWER_S = 5.0


def running_nodes(node, executor, names: Iterable[str]) -> set[str]:
    """Return which of `names` run in the namespace of `node`; takes up to `DISCOVERY_S`."""
    wanted = set(names)
    end_s = time.monotonic() + DISCOVERY_S
    while True:
        found = wanted & {name for name, namespace in node.get_node_names_and_namespaces()
                          if namespace == node.get_namespace()}
        if found == wanted or time.monotonic() > end_s:
            return found
        executor.spin_once(timeout_sec=_SPIN_S)


def wait_until_ready(node, executor, needs: dict[str, set[str]], tend: Callable[[], object],
                     say: Callable[[str], None], deadline_s: float) -> None:
    """Wait until every topic has the subscribers that it needs.

    Args:
        node: the ReplayNode.
        executor: spun while waiting.
        needs: topic -> names of nodes that must subscribe to it, which they do once active.
        tend: called while waiting; raises NodeError when a node has failed.
        say: takes one line of text.
        deadline_s: how long to wait.

    Raises:
        NodeError: a node failed, or the deadline is over.
    """
    start_s = time.monotonic()
    say_s = start_s + _SAY_EVERY_S
    while missing := _missing(node, needs):
        executor.spin_once(timeout_sec=_SPIN_S)
        tend()
        now_s = time.monotonic()
        if now_s - start_s > deadline_s:
            raise NodeError(f'{_sentence(node, missing)} after {deadline_s:g} s; look at what the '
                            'nodes log')
        if now_s > say_s:
            say_s = now_s + _SAY_EVERY_S
            say(f'{_sentence(node, missing)} yet ({now_s - start_s:.0f} s)')


def judges_in_lockstep(node, executor) -> bool:
    """Return whether the running distress node judges each image before the next.

    Raises:
        NodeError: it does not answer.
    """
    from rclpy.parameter_client import AsyncParameterClient
    client = AsyncParameterClient(node, 'distress')
    if client.wait_for_services(_ANSWER_S):
        asked = client.get_parameters(['lockstep'])
        executor.spin_until_future_complete(asked, _ANSWER_S)
        if asked.done():
            return asked.result().values[0].bool_value
    raise NodeError(f'the node distress has not answered for {_ANSWER_S:g} s; end and start it '
                    'again')


def check_alive(group: ProcessGroup) -> None:
    """Raise NodeError with its last words if a node of `group` has ended."""
    for name in group.tend():
        lines = [line for line in group.last_lines(name) if line.strip()]
        reason = f': {lines[-1]}' if lines else ''
        raise NodeError(f'the node {name} has ended{reason}')


def _missing(node, needs):
    gaps = {topic: names - node.subscribers(topic) for topic, names in needs.items()}
    return {topic: names for topic, names in gaps.items() if names}


def _sentence(node, missing):
    # One topic a node is enough to look for.
    topics = {name: topic for topic, names in sorted(missing.items(), reverse=True)
              for name in names}
    return ', '.join(f'{name} is not listening to {node.resolve_topic_name(topic)}'
                     for name, topic in sorted(topics.items()))
