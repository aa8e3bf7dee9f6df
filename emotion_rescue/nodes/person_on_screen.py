"""A person in an image as the operator is shown: the operator's own word before the models'."""

from dataclasses import dataclass
import math

from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.core.readings import PersonAssessment
from emotion_rescue.core.readings import Responsiveness
from emotion_rescue.nodes.level_colours import DISMISSED_BGR
from emotion_rescue.nodes.level_colours import LEVEL_BGR
from emotion_rescue.pipeline.operator_judgements import OperatorState


@dataclass(frozen=True)
class ListedSurvivor:
    """What the list of survivors says of somebody; see emotion_rescue_msgs/Survivor.

    Attributes:
        survivor_id: as operators name them.
        person_id: track id; '' for a voice.
        level: what counts.
        responsiveness: what counts.
        state: what an operator has said.
        operator_name: who has said so; may be ''.
        contradiction: '' or one sentence on how the models contradict the operator.
    """

    survivor_id: str
    person_id: str
    level: DistressLevel
    responsiveness: Responsiveness = Responsiveness.UNKNOWN
    state: OperatorState = OperatorState.SILENT
    operator_name: str = ''
    contradiction: str = ''


@dataclass(frozen=True, eq=False)
class PersonOnScreen:
    """A person in the image, and what is known about them.

    Attributes:
        person: where they are.
        assessment: what the models say; None before the first judgement.
        listed: what the list of survivors says; None where they are not listed (yet).
    """

    person: TrackedPerson
    assessment: PersonAssessment | None = None
    listed: ListedSurvivor | None = None

    @property
    def level(self) -> DistressLevel:
        """What counts; UNKNOWN before the first judgement."""
        if self._list_counts:
            return self.listed.level
        return self.assessment.distress.level if self.assessment else DistressLevel.UNKNOWN

    @property
    def responsiveness(self) -> Responsiveness:
        """What counts; UNKNOWN before the first judgement."""
        if self._list_counts:
            return self.listed.responsiveness
        return self.assessment.distress.responsiveness if self.assessment else (
            Responsiveness.UNKNOWN)

    @property
    def probability(self) -> float:
        """0..1, the models' probability of distress; NaN where unknown."""
        return self.assessment.distress.probability if self.assessment else math.nan

    @property
    def models_agree(self) -> bool:
        """Whether the level that counts is the models' own, so that their probability tells."""
        return self.assessment is not None and self.assessment.distress.level == self.level

    @property
    def dismissed(self) -> bool:
        """Whether an operator has said that there is nobody to reach."""
        return self.listed is not None and self.listed.state is OperatorState.DISMISSED

    @property
    def operator_words(self) -> str:
        """'' or who has said what, such as 'dismissed by Ann'."""
        if not self._spoken:
            return ''
        return f'{self.listed.state.name.lower()} by {self.listed.operator_name or "operator"}'

    @property
    def contradiction(self) -> str:
        """'' or one sentence on how the models contradict the operator."""
        return self.listed.contradiction if self.listed else ''

    @property
    def bgr(self) -> tuple[int, int, int]:
        """Blue, green, red of what counts."""
        return DISMISSED_BGR if self.dismissed else LEVEL_BGR[self.level]

    @property
    def _spoken(self):
        return self.listed is not None and self.listed.state is not OperatorState.SILENT

    @property
    def _list_counts(self):
        # Of whom no operator has spoken the judgement of this very image is the newer word.
        return self._spoken or (self.listed is not None and self.assessment is None)
