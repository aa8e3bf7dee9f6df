"""Loads the robot's models and lets them watch a recording; keeps what they concluded."""

import argparse
from collections.abc import Callable
from collections.abc import Mapping
import contextlib
from dataclasses import dataclass
import sys

from emotion_rescue.cli.explain_words import time_words
from emotion_rescue.cli.status_line import StatusLine
from emotion_rescue.cli.watching_models import load_watching_models
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.pipeline.noted_views import NotedViews
from emotion_rescue.pipeline.recording import AUDIO
from emotion_rescue.pipeline.recording import DEPTH
from emotion_rescue.pipeline.recording import Recording
from emotion_rescue.pipeline.timeline import JudgedView
from emotion_rescue.pipeline.timeline import Timeline
from emotion_rescue.pipeline.timeline import worst_level
from emotion_rescue.pipeline.timeline_recorder import TimelineRecorder

# Operators know people by the id of the list of survivors.
_SURVIVOR = 'person-'


@dataclass(frozen=True)
class WatchedPeople:
    """What came of watching.

    Attributes:
        recorder: what was concluded about everybody.
        views: of the person who is asked for.
        person_id: who is asked for; '' for nobody.
        notes: sentences on what this does not rest on.
        borders: probability from which each level holds.
    """

    recorder: TimelineRecorder
    views: tuple[JudgedView, ...]
    person_id: str
    notes: tuple[str, ...]
    borders: Mapping[DistressLevel, float]

    def timeline(self) -> Timeline:
        """Return everything about the person who is asked for.

        Raises:
            InputError: there is nobody of that id.
        """
        ids = list(self.recorder.people)
        if self.person_id not in ids:
            known = f'there are {", ".join(ids)}' if ids else 'nobody was found'
            raise InputError(f'there is no person {self.person_id!r} in the recording up to this '
                             f'time; {known}')
        return self.recorder.timeline(self.person_id, self.views)

    def listing(self) -> str:
        """Return a table of everybody: id, times, images, worst and last level."""
        people = self.recorder.people
        if not people:
            return 'nobody was found'
        rows = [('person', 'first', 'last', 'images', 'worst level', 'last level')]
        for person_id, moments in people.items():
            seen = [m.stamp_ns for m in moments if m.in_view]
            first, last = (time_words(ns, self.recorder.begin_ns)
                           for ns in (seen[0], seen[-1]))
            rows.append((person_id, first, last, str(len(seen)), worst_level(moments).name,
                         moments[-1].estimate.level.name))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return '\n'.join('  '.join(cell.ljust(width) for cell, width in zip(
            row, widths, strict=True)).rstrip() for row in rows)


def watch_people(args: argparse.Namespace, recording: Recording, say: Callable[[str], object],
                 exits: contextlib.ExitStack) -> WatchedPeople:
    """Watch a recording up to the time that is asked for.

    Args:
        args: of `emotion-rescue explain`.
        recording: with images.
        say: told what is loaded and how far it is.
        exits: closes the models.

    Raises:
        InputError: no image can be understood.
        WeightsError: weights are missing or broken.
    """
    from emotion_rescue.nodes.recorded_content import RecordedContent
    from emotion_rescue.pipeline.assembly import fusion_weights
    from emotion_rescue.pipeline.assembly import make_engine
    from emotion_rescue.pipeline.assembly import make_tracker
    from emotion_rescue.pipeline.recording_watch import watch_recording
    models = load_watching_models(args.threads, not args.no_words, say, exits)
    person_id = (args.person or '').removeprefix(_SURVIVOR)
    recorder = TimelineRecorder()
    noted = models.sight and NotedViews(models.sight, person_id, models.settings.view_margin)
    engine = make_engine(models.settings, noted, models.voice, models.words, recorder.on_voice)
    content = RecordedContent(recording.items())
    status = StatusLine(say, sys.stderr)
    exits.callback(status.end)
    images = 0
    tracker = make_tracker(models.perception)
    for people in watch_recording(content, models.detector, tracker, engine, args.time):
        images += 1
        recorder.note(people, engine)
        passed_s = (people.stamp_ns - recorder.begin_ns) / NS_PER_S
        status.show(lambda images=images, passed_s=passed_s: (
            f'{images:,} images watched, {passed_s:.0f} s of the recording'))
    if not images:
        raise InputError(f'no image of {args.recording!r} can be understood'
                         + (f': {content.problem}' if content.problem else ''))
    return WatchedPeople(recorder, tuple(noted.views) if noted else (), person_id,
                         _notes(recording, content, models),
                         fusion_weights(models.settings).borders)


def _notes(recording, content, models):
    missing = [name for name, model in (('looks', models.sight),
                                        ('the tone of voices', models.voice),
                                        ('words', models.words)) if model is None]
    notes = []
    if missing:
        notes.append(f'{", ".join(missing)}: not judged, as the model is missing or switched off')
    if AUDIO not in recording.kinds:
        notes.append('the recording has no sound: nothing is known from voices or words')
    if DEPTH in recording.kinds:
        notes.append('depth was not used: where people are did not help to tell whose a voice is')
    if content.broken:
        notes.append(f'{content.broken} images or stretches of sound could not be understood and '
                     f'were left out ({content.problem})')
    return tuple(notes)
