"""The service by which an operator asks the sight model a free question."""

from collections.abc import Callable

from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.lifecycle import LifecycleNode
from rclpy.task import Future

from emotion_rescue.core.errors import InputError
from emotion_rescue.nodes.stamps import time_message
from emotion_rescue.pipeline.distress_engine import DistressEngine
from emotion_rescue.pipeline.questions import Answer
from emotion_rescue_msgs.srv import Ask

_INACTIVE = 'the distress node is not active; configure and activate it first'


class AskService:
    """Serves `ask` for the life of the node; without an active engine it says so.

    The executor goes on while the model thinks: the answer comes from the engine's thread.
    """

    def __init__(self, node: LifecycleNode, active_engine: Callable[[], DistressEngine | None]):
        """Offer the service.

        Args:
            node: whose executor answers.
            active_engine: returns the engine that runs, or None.
        """
        self._node, self._active_engine = node, active_engine
        # A group of its own: a callback that waits keeps all others of its group waiting, too.
        node.create_service(Ask, 'ask', self._on_request,
                            callback_group=ReentrantCallbackGroup())

    async def _on_request(self, request, response):
        executor = self._node.executor
        done = Future(executor=executor)

        def on_answer(answer):
            done.set_result(answer)
            executor.wake()

        engine = self._active_engine()
        if engine is None:
            return _filled(response, Answer(error=_INACTIVE))
        try:
            engine.questions.ask(request.question, request.person_id, on_answer)
        except InputError as error:
            return _filled(response, Answer(error=str(error)))
        return _filled(response, await done)


def _filled(response, answer):
    response.ok, response.answer, response.error = not answer.error, answer.text, answer.error
    response.header.stamp = time_message(answer.stamp_ns)
    response.header.frame_id = answer.frame_id
    response.seconds = answer.seconds
    return response
