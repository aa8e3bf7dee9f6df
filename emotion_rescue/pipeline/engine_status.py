"""A snapshot of the distress engine for diagnostics."""

from collections.abc import Mapping
from dataclasses import dataclass

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.sight_serving import SightServing
from emotion_rescue.pipeline.guarded_scorer import GuardedScorer
from emotion_rescue.pipeline.guarded_scorer import ScorerHealth
from emotion_rescue.pipeline.hearing import Hearing
from emotion_rescue.pipeline.people_book import PeopleBook
from emotion_rescue.pipeline.questions import QuestionLine


@dataclass(frozen=True)
class EngineStatus:
    """Counts since the engine was made, and the present state.

    Attributes:
        images: images received.
        detections: messages of detections received.
        out_of_order: images and messages of detections skipped because newer ones had come.
        images_missing: messages of detections whose image was not here.
        images_broken: views that could not be opened.
        motion_untold: images that told nothing of anybody's motion.
        sound_refused: stretches of sound that could not be cut.
        windows_skipped: windows of sound that were given up: too slow, or back-off.
        utterances_skipped: utterances that were given up likewise.
        survivors_dropped: confirmed survivors for whom the list had no room.
        sight: how the sight scorer fares; None where there is none.
        voice: how the voice scorer fares; None where there is none.
        words: how the scorer of words fares; None where there is none.
        people_in_view: people in the newest image.
        never_assessed: those of them who were never judged.
        longest_unjudged_s: longest time since one of them was judged, or first seen where never
            judged; None where nobody is in view.
        questions_answered: free questions that the sight model answered.
        questions_failed: free questions without an answer.
        boxes_doubled: boxes left out, as their image had a surer one of the same track id.
        tracks_joined: new tracks that were taken for somebody who is known.
        tracks_parted: those of them that turned out to be somebody else.
        words_problem: why words are heard and not judged; '' where they are.
        serving: how the sight scorer gets along with memory and time; None where it doesn't say.
    """

    images: int
    detections: int
    out_of_order: int
    images_missing: int
    images_broken: int
    motion_untold: int
    sound_refused: int
    windows_skipped: int
    utterances_skipped: int
    survivors_dropped: int
    sight: ScorerHealth | None
    voice: ScorerHealth | None
    words: ScorerHealth | None
    people_in_view: int
    never_assessed: int
    longest_unjudged_s: float | None
    questions_answered: int = 0
    questions_failed: int = 0
    serving: SightServing | None = None
    words_problem: str = ''
    boxes_doubled: int = 0
    tracks_joined: int = 0
    tracks_parted: int = 0


def status_of(counts: Mapping[str, int], sight: GuardedScorer | None,
              hearing: Hearing, book: PeopleBook, questions: QuestionLine | None,
              serving: SightServing | None, words_problem: str) -> EngineStatus:
    """Return the status made of copies of an engine's parts."""
    in_view = [] if book.stamp_ns is None else book.in_view(book.stamp_ns)
    tone, said = hearing.tone, hearing.said
    judged_ns = [r.sight[-1].stamp_ns if r.sight else r.first_ns for r in in_view]
    return EngineStatus(
        **counts, sound_refused=hearing.refused, windows_skipped=tone.skipped if tone else 0,
        utterances_skipped=said.skipped if said else 0, sight=sight and sight.health(),
        voice=tone and tone.health(), words=said and said.health(),
        people_in_view=len(in_view),
        never_assessed=sum(not r.sight for r in in_view),
        longest_unjudged_s=(book.stamp_ns - min(judged_ns)) / NS_PER_S if judged_ns else None,
        questions_answered=questions.answered if questions else 0,
        questions_failed=questions.failed if questions else 0, serving=serving,
        words_problem=words_problem, boxes_doubled=book.doubles, tracks_joined=book.joined,
        tracks_parted=book.parted)
