"""The service by which an operator confirms, corrects or dismisses somebody on the list."""

from collections.abc import Callable
from pathlib import Path
import threading

from rclpy.lifecycle import LifecycleNode
from rclpy.logging import get_logging_directory

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.pipeline.judged_survivors import Judged
from emotion_rescue.pipeline.judged_survivors import JudgedSurvivors
from emotion_rescue.pipeline.operator_judgements import OperatorJudgement
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue.pipeline.operator_record import OperatorRecord
from emotion_rescue_msgs.srv import JudgeSurvivor

_INACTIVE = 'the distress node is not active; configure and activate it first'


class JudgeService:
    """Serves `judge_survivor` for the life of the node; while it is not active it says so."""

    def __init__(self, node: LifecycleNode, publish: Callable[[], object]):
        """Offer the service.

        Args:
            node: whose executor answers.
            publish: called after each judgement, to publish the list as it is now.
        """
        self._node, self._publish = node, publish
        self._busy = threading.Lock()
        self._open = False
        self._record: OperatorRecord | None = None
        self.survivors = JudgedSurvivors()
        node.create_service(JudgeSurvivor, 'judge_survivor', self._on_request)

    def begin(self, folder: str) -> None:
        """Start with an empty list, as ids are not the ones of before.

        Args:
            folder: where to record judgements; '': where ROS writes its logs.
        """
        self.survivors = JudgedSurvivors()
        self._record = OperatorRecord(
            Path(folder).expanduser() if folder else Path(str(get_logging_directory())),
            self._node.get_fully_qualified_name())

    def open(self) -> None:
        """Take judgements from now on."""
        with self._busy:
            self._open = True

    def close(self) -> None:
        """Take no more judgements; waits for the one in hand."""
        with self._busy:
            self._open = False

    def forget(self) -> None:
        """Forget all judgements, as whom they were about is not there any more."""
        if count := self.survivors.clear():
            self._node.get_logger().warning(
                f'time has begun again: {count} judgements of the operator no longer hold; they '
                f'stay recorded in {self._record.path}')

    def report(self) -> Report:
        """Return what the operator has said, and where models contradict."""
        record, counts = self._record, self.survivors.counts()
        if record is None:
            return Report()
        problems = [*([record.problem] if record.problem else []),
                    *self.survivors.contradictions()]
        return Report(Level.WARN if problems else Level.OK, '; '.join(problems), {
            'survivors confirmed': counts[OperatorState.CONFIRMED],
            'survivors corrected': counts[OperatorState.CORRECTED],
            'survivors dismissed': counts[OperatorState.DISMISSED],
            'judgements recorded': record.written,
            'operator record': str(record.path)})

    def _on_request(self, request, response):
        try:
            with self._busy:
                response.message = self._judge(OperatorJudgement(
                    request.survivor_id, request.action, request.level, request.responsiveness,
                    request.note, request.operator_name))
            response.accepted = True
        except InputError as error:
            response.accepted, response.message = False, str(error)
        return response

    def _judge(self, judgement: OperatorJudgement) -> str:
        if not self._open:
            raise InputError(_INACTIVE)
        judged = self.survivors.judge(judgement)
        self._publish()
        said_by = f' ({judgement.operator_name})' if judgement.operator_name else ''
        self._node.get_logger().info(f'operator{said_by}: {judged.sentence}')
        return judged.sentence + self._recorded(judgement, judged)

    def _recorded(self, judgement: OperatorJudgement, judged: Judged) -> str:
        """Record; return what else to say."""
        try:
            self._record.append(judgement, judged)
        except UnfinishedError as error:
            # It holds all the same: whom to reach matters more than what is written down.
            self._node.get_logger().error(str(error))
            return f'; but {error}'
        return ''
