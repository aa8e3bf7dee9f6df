"""From when to when a person was seen under which track.

An id of a track alone names nobody over time: a person has several in turn, and a tracker that
begins again gives an id to somebody else.
"""

from dataclasses import dataclass
from dataclasses import replace

# Far more than there are in the seconds for which anything is remembered of tracks.
_MOST_KEPT = 32


@dataclass(frozen=True)
class TrackSpan:
    """A stretch of time in which a track was one person.

    Attributes:
        track_id: of the track.
        first_ns: stamp of its first image as this person.
        last_ns: stamp of its newest one.
    """

    track_id: str
    first_ns: int
    last_ns: int

    def holds(self, stamp_ns: int) -> bool:
        """Return whether what the track showed at `stamp_ns` was of this person."""
        return self.first_ns <= stamp_ns <= self.last_ns


# Oldest first; no two of one person hold the same stamp.
TrackSpans = tuple[TrackSpan, ...]


def seen_again(spans: TrackSpans, track_id: str, stamp_ns: int) -> TrackSpans:
    """Return `spans` with one more image, of `stamp_ns`, in which the track is the person."""
    if spans and spans[-1].track_id == track_id:
        newest = replace(spans[-1], last_ns=max(spans[-1].last_ns, stamp_ns))
        return *spans[:-1], newest
    return (*spans, TrackSpan(track_id, stamp_ns, stamp_ns))[-_MOST_KEPT:]


def gone_on(earlier: TrackSpans, later: TrackSpans) -> TrackSpans:
    """Return both as the spans of one person, who was `earlier` for as long as these last."""
    end_ns = max((span.last_ns for span in earlier), default=None)
    if end_ns is not None:
        later = tuple(replace(span, first_ns=max(span.first_ns, end_ns + 1))
                      for span in later if span.last_ns > end_ns)
    return (*earlier, *later)[-_MOST_KEPT:]
