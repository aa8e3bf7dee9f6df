"""A snapshot of the distress engine for diagnostics."""

from collections.abc import Mapping
from dataclasses import dataclass

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.guarded_scorer import GuardedScorer
from emotion_rescue.pipeline.guarded_scorer import ScorerHealth
from emotion_rescue.pipeline.people_book import PeopleBook


@dataclass(frozen=True)
class EngineStatus:
    """Counts since the engine was made, and the present state.

    Attributes:
        images: images received.
        detections: messages of detections received.
        images_missing: messages of detections whose image was not here.
        images_broken: views that could not be opened.
        windows_skipped: windows of sound that were given up: too slow, or back-off.
        sight: how the sight scorer fares; None where there is none.
        voice: how the voice scorer fares; None where there is none.
        people_in_view: people in the newest image.
        never_assessed: those of them who were never judged.
        oldest_look_s: age of the oldest newest judgement of them; None where nobody has one.
    """

    images: int
    detections: int
    images_missing: int
    images_broken: int
    windows_skipped: int
    sight: ScorerHealth | None
    voice: ScorerHealth | None
    people_in_view: int
    never_assessed: int
    oldest_look_s: float | None


def status_of(counts: Mapping[str, int], sight: GuardedScorer | None,
              voice: GuardedScorer | None, book: PeopleBook) -> EngineStatus:
    """Return the status made of copies of an engine's parts."""
    in_view = [] if book.stamp_ns is None else book.in_view(book.stamp_ns)
    ages_s = [(book.stamp_ns - r.sight[-1].stamp_ns) / NS_PER_S for r in in_view if r.sight]
    return EngineStatus(
        **counts, sight=sight and sight.health(), voice=voice and voice.health(),
        people_in_view=len(in_view),
        never_assessed=len(in_view) - len(ages_s), oldest_look_s=max(ages_s, default=None))
