"""What operators said of survivors, line by line in a file that outlives the node."""

from datetime import datetime
from datetime import timezone
import json
import math
import os
from pathlib import Path
from typing import Any

from emotion_rescue.core.errors import UnfinishedError
from emotion_rescue.pipeline.judged_survivors import Judged
from emotion_rescue.pipeline.operator_judgements import OperatorAction
from emotion_rescue.pipeline.operator_judgements import OperatorJudgement

FILE_NAME = 'operator_judgements.jsonl'


class OperatorRecord:
    """Appends judgements to `operator_judgements.jsonl` in a folder, one JSON object a line.

    Attributes:
        path: of the file; it and its folder are made by the first judgement.
        written: judgements recorded by this object.
        problem: why the newest judgement could not be recorded; '' where it was.
    """

    def __init__(self, folder: Path, node: str):
        """Prepare; `node` is the full name of the node whose list is judged."""
        self.path = Path(folder) / FILE_NAME
        self.written = 0
        self.problem = ''
        self._node = node
        # Ids of survivors are unique within a run only.
        self._run = _now()

    def append(self, judgement: OperatorJudgement, judged: Judged) -> None:
        """Write a judgement down, through to the disk.

        Raises:
            UnfinishedError: it cannot be written.
        """
        line = json.dumps(self._entry(judgement, judged), allow_nan=False) + '\n'
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open('a', encoding='utf-8') as file:
                file.write(line)
                file.flush()
                # The robot may lose its power the next moment.
                os.fsync(file.fileno())
        except OSError as error:
            self.problem = (f'judgements of the operator cannot be recorded in {self.path} '
                            f'({error.strerror}); make room or name another folder in '
                            'operator_log')
            raise UnfinishedError(self.problem) from error
        self.problem = ''
        self.written += 1

    def _entry(self, judgement: OperatorJudgement, judged: Judged) -> dict[str, Any]:
        """Return one line; null is what is not known or was not said."""
        before, word, models = judged.before, judged.after.operator, judged.before.distress
        return {
            'time': _now(), 'run': self._run, 'node': self._node, 'stamp_ns': judged.stamp_ns,
            'survivor_id': judgement.survivor_id,
            'action': OperatorAction(judgement.action).name,
            'level': word.level.name, 'responsiveness': word.responsiveness.name,
            'note': judgement.note, 'operator_name': judgement.operator_name,
            'models': {
                'level': models.level.name, 'responsiveness': models.responsiveness.name,
                'probability': _known(models.probability), 'confidence': _known(models.confidence),
                'evidence': [e.what for e in models.evidence]},
            'kind': before.kind.name, 'in_view': before.in_view,
            'last_observed_ns': before.last_ns,
            'position_m': before.position_m, 'bearing_rad': _known(before.bearing_rad)}


def _now():
    return datetime.now(timezone.utc).isoformat(timespec='milliseconds')


def _known(number):
    return None if math.isnan(number) else number
