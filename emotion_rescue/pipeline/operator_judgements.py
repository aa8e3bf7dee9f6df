"""What an operator says of survivors, and what counts then: the operator's word before models'."""

from dataclasses import dataclass
from enum import IntEnum

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.urgency import urgency

# The word is published with every list.
LONGEST_NOTE = 500
LONGEST_NAME = 100


class OperatorAction(IntEnum):
    """What an operator asks for. The numbers are those of emotion_rescue_msgs/JudgeSurvivor."""

    CONFIRM = 1
    CORRECT = 2
    DISMISS = 3
    RESTORE = 4


class OperatorState(IntEnum):
    """What an operator has said. The numbers are those of emotion_rescue_msgs/Survivor."""

    SILENT = 0
    CONFIRMED = 1
    CORRECTED = 2
    DISMISSED = 3


@dataclass(frozen=True)
class OperatorJudgement:
    """What an operator asks for; see emotion_rescue_msgs/JudgeSurvivor.

    Attributes:
        survivor_id: whom it is about.
        action: number of an OperatorAction.
        level: number of a DistressLevel, of a correction.
        responsiveness: number of a Responsiveness, of a correction; 0: not said.
        note: why; may be ''.
        operator_name: who says so; may be ''.
    """

    survivor_id: str
    action: int
    level: int = 0
    responsiveness: int = 0
    note: str = ''
    operator_name: str = ''


@dataclass(frozen=True)
class OperatorWord:
    """What holds of a survivor because an operator has said so.

    Attributes:
        state: whether anything was said, and what.
        level: confirmed: what counted then; corrected: what counts; UNKNOWN: not said.
        responsiveness: likewise.
        note: why.
        operator_name: who has said so.
        stamp_ns: of the list that was judged; 0 where nothing was said.
        models: what the models said at that time.
        least_urgency: 0..1, of somebody confirmed: what it was then.
    """

    state: OperatorState = OperatorState.SILENT
    level: DistressLevel = DistressLevel.UNKNOWN
    responsiveness: Responsiveness = Responsiveness.UNKNOWN
    note: str = ''
    operator_name: str = ''
    stamp_ns: int = 0
    models: DistressEstimate = DistressEstimate()
    least_urgency: float = 0.0


SILENT = OperatorWord()


def word_after(judgement: OperatorJudgement, before: OperatorWord, models: DistressEstimate,
               stamp_ns: int) -> OperatorWord:
    """Return what holds after a judgement.

    Args:
        judgement: what the operator asks for.
        before: what held before.
        models: what the models say now.
        stamp_ns: of the list that was judged.

    Raises:
        InputError: the action is none, a correction has no level, a confirmation or dismissal
            has one, there is nothing to take back, or a text is too long.
    """
    action = _action(judgement)
    if action is OperatorAction.RESTORE:
        if before.state is OperatorState.SILENT:
            raise InputError(f'nobody has judged {judgement.survivor_id!r}; there is nothing to '
                             'take back')
        return SILENT
    said = {'note': judgement.note, 'operator_name': judgement.operator_name,
            'stamp_ns': stamp_ns, 'models': models}
    if action is OperatorAction.DISMISS:
        return OperatorWord(OperatorState.DISMISSED, **said)
    if action is OperatorAction.CORRECT:
        return OperatorWord(OperatorState.CORRECTED, DistressLevel(judgement.level),
                            Responsiveness(judgement.responsiveness), **said)
    # Somebody dismissed by mistake is as badly off as the models say.
    shown = SILENT if before.state is OperatorState.DISMISSED else before
    return OperatorWord(OperatorState.CONFIRMED, *what_counts(models, shown), **said,
                        least_urgency=judged_urgency(models, shown))


def what_counts(models: DistressEstimate, word: OperatorWord
                ) -> tuple[DistressLevel, Responsiveness]:
    """Return level and responsiveness that hold: nobody confirmed gets better by new readings.

    Of what a correction does not say the models' opinion holds, also that somebody does not react.
    """
    if word.state is OperatorState.DISMISSED:
        return DistressLevel.NONE, Responsiveness.UNKNOWN
    if word.state is OperatorState.CORRECTED:
        return word.level, word.responsiveness or models.responsiveness
    if word.state is OperatorState.CONFIRMED:
        return (max(word.level, models.level, key=urgency),
                max(word.responsiveness, models.responsiveness))
    return models.level, models.responsiveness


def judged_urgency(models: DistressEstimate, word: OperatorWord) -> float:
    """Return 0..1: the urgency of what counts; 0 for somebody dismissed."""
    if word.state is OperatorState.DISMISSED:
        return 0.0
    level, responsiveness = what_counts(models, word)
    probability = models.probability
    if word.state is OperatorState.CORRECTED:
        # Whom an operator has looked at comes first among those of the same level, and last
        # where that is NONE; the probability is the models' and was just found to be wrong.
        probability = 0.0 if level is DistressLevel.NONE else 1.0
    return max(word.least_urgency, urgency(level, probability, responsiveness))


def _action(judgement):
    if judgement.action not in list(OperatorAction):
        raise InputError(f'the action is {judgement.action}, expected one of ' + ', '.join(
            f'{action.value} ({action.name})' for action in OperatorAction))
    action = OperatorAction(judgement.action)
    for name, text, longest in (('note', judgement.note, LONGEST_NOTE),
                                ('operator_name', judgement.operator_name, LONGEST_NAME)):
        if len(text) > longest:
            raise InputError(f'the {name} has {len(text)} characters; shorten it to {longest}')
    levels = [level for level in DistressLevel if level is not DistressLevel.UNKNOWN]
    if action is OperatorAction.CORRECT:
        if judgement.level not in levels:
            raise InputError(f'a correction to the level {judgement.level} is none; name one of '
                             + ', '.join(f'{level.value} ({level.name})' for level in levels))
        if judgement.responsiveness not in list(Responsiveness):
            raise InputError(
                f'the responsiveness is {judgement.responsiveness}, expected one of ' + ', '.join(
                    f'{value.value} ({value.name})' for value in Responsiveness))
    elif judgement.level or judgement.responsiveness:
        raise InputError(f'{action.name} takes neither level nor responsiveness, and was given '
                         f'{judgement.level} and {judgement.responsiveness}; to say another '
                         'level, use CORRECT')
    return action
