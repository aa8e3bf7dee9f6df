"""The list of survivors as an operator left it: the models' list, and beside it the judgements."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
import threading

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.operator_contradictions import new_since
from emotion_rescue.pipeline.operator_judgements import OperatorAction
from emotion_rescue.pipeline.operator_judgements import OperatorJudgement
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue.pipeline.operator_judgements import OperatorWord
from emotion_rescue.pipeline.operator_judgements import SILENT
from emotion_rescue.pipeline.operator_judgements import word_after
from emotion_rescue.pipeline.survivors import by_urgency
from emotion_rescue.pipeline.survivors import forgotten
from emotion_rescue.pipeline.survivors import Survivor

# Of those who exist, when an id that does not is asked for.
_MOST_NAMED = 20


@dataclass(frozen=True)
class Judged:
    """A judgement that was taken.

    Attributes:
        before: the survivor as the operator saw it.
        after: the survivor as it is listed now.
        sentence: what holds now.
        stamp_ns: of the list that was judged.
    """

    before: Survivor
    after: Survivor
    sentence: str
    stamp_ns: int


class JudgedSurvivors:
    """Keeps what operators say of survivors until `clear`; thread-safe.

    Whoever was judged stays listed, also where the models' list has no room for them any more.
    """

    def __init__(self):
        """Prepare an empty list without any judgement."""
        self._lock = threading.Lock()
        self._words: dict[str, OperatorWord] = {}
        self._listed: dict[str, Survivor] = {}
        self._stamp_ns = 0

    @property
    def listed(self) -> tuple[Survivor, ...]:
        """The list as it is now."""
        with self._lock:
            return tuple(by_urgency(self._listed.values()))

    def ranked(self, survivors: Iterable[Survivor], stamp_ns: int) -> tuple[Survivor, ...]:
        """Return the models' newest list, of the image or sound of `stamp_ns`, with judgements.

        The most urgent come first, dismissed ones last; ids break ties.
        """
        with self._lock:
            passed_s = max(0, stamp_ns - self._stamp_ns) / NS_PER_S
            found = {s.survivor_id: replace(s, operator=self._words.get(s.survivor_id, SILENT))
                     for s in survivors}
            kept = {key: forgotten(self._listed[key], passed_s)
                    for key in self._words if key not in found}
            self._listed, self._stamp_ns = {**found, **kept}, stamp_ns
            return tuple(by_urgency(self._listed.values()))

    def judge(self, judgement: OperatorJudgement) -> Judged:
        """Take a judgement in; it holds from the present list on.

        Raises:
            InputError: nobody of that id is listed, or see `word_after`.
        """
        with self._lock:
            key = judgement.survivor_id
            before = self._listed.get(key)
            if before is None:
                raise InputError(f'no survivor {key!r} is listed; {self._who_is_listed()}')
            word = word_after(judgement, before.operator, before.distress, self._stamp_ns)
            after = replace(before, operator=word)
            self._listed[key] = after
            if word is SILENT:
                del self._words[key]
            else:
                self._words[key] = word
            return Judged(before, after, _sentence(judgement, after), self._stamp_ns)

    def clear(self) -> int:
        """Forget the list and all judgements; return how many these were."""
        with self._lock:
            count = len(self._words)
            self._words, self._listed = {}, {}
            return count

    def counts(self) -> dict[OperatorState, int]:
        """Return how many survivors were confirmed, corrected and dismissed."""
        with self._lock:
            states = [word.state for word in self._words.values()]
        return {state: states.count(state) for state in OperatorState
                if state is not OperatorState.SILENT}

    def contradictions(self) -> list[str]:
        """Return a sentence for each survivor of whom the models contradict the operator.

        Left out are those of whom the models say the same as when the operator judged.
        """
        return [f'{s.survivor_id}: {s.contradiction}' for s in self.listed
                if s.contradiction and new_since(s.distress, s.operator)]

    def _who_is_listed(self):
        if not self._listed:
            return 'the list is empty'
        ids = [s.survivor_id for s in by_urgency(self._listed.values())]
        more = f' and {len(ids) - _MOST_NAMED} more' if len(ids) > _MOST_NAMED else ''
        return f'listed are {", ".join(ids[:_MOST_NAMED])}{more}'


def _sentence(judgement, after):
    action, key = OperatorAction(judgement.action), judgement.survivor_id
    if action is OperatorAction.RESTORE:
        return f'{key}: what was said is taken back; the level is {after.level.name} again'
    if action is OperatorAction.DISMISS:
        return f'{key} is dismissed, and listed behind everybody else'
    if action is OperatorAction.CORRECT:
        return f'{key} is {after.level.name}, whatever the models say'
    return f'{key} is confirmed, and stays at least as urgent as {after.level.name}'
