"""Where the models contradict an operator, who is told of it and not overruled."""

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.pipeline.operator_judgements import OperatorState
from emotion_rescue.pipeline.operator_judgements import OperatorWord

# One fresh, good look has a confidence of 0.67; what has half-faded contradicts nobody.
CONTRADICTION_CONFIDENCE = 0.5
# Neighbouring levels are a matter of opinion.
_LEVELS_APART = 2


def contradiction(models: DistressEstimate, word: OperatorWord) -> str:
    """Return '' or one sentence on how the models, if they are sure, contradict the operator."""
    apart = (_contradicts_level(models, word)
             and models.confidence >= CONTRADICTION_CONFIDENCE)
    if not apart and not _contradicts_responsiveness(models, word):
        return ''
    said = {OperatorState.DISMISSED: 'dismissed this survivor',
            OperatorState.CONFIRMED: f'confirmed {word.level.name}',
            OperatorState.CORRECTED: f'said {_named(word.level, word.responsiveness)}'}[word.state]
    return (f'the operator {said}, the models say {_named(models.level, models.responsiveness)} '
            f"with confidence {models.confidence:.2f}; the operator's word stays")


def new_since(models: DistressEstimate, word: OperatorWord) -> bool:
    """Return whether the models say something else than what the operator knew when judging."""
    return ((models.level, models.responsiveness)
            != (word.models.level, word.models.responsiveness))


def _contradicts_level(models, word):
    if models.level is DistressLevel.UNKNOWN:
        return False
    if word.state is OperatorState.DISMISSED:
        return models.level >= DistressLevel.MODERATE
    if word.level is DistressLevel.UNKNOWN:
        return False
    worse = models.level - word.level
    return -worse >= _LEVELS_APART or (
        word.state is OperatorState.CORRECTED and worse >= _LEVELS_APART)


def _contradicts_responsiveness(models, word):
    unresponsive = models.responsiveness is Responsiveness.UNRESPONSIVE
    if word.state is OperatorState.DISMISSED:
        return unresponsive
    known = Responsiveness.UNKNOWN not in (models.responsiveness, word.responsiveness)
    # To somebody confirmed models may add that there is no reaction.
    return known and models.responsiveness != word.responsiveness and (
        word.state is OperatorState.CORRECTED or not unresponsive)


def _named(level, responsiveness):
    reacts = '' if responsiveness is Responsiveness.UNKNOWN else f' and {responsiveness.name}'
    return f'{level.name}{reacts}'
