"""What the distress node says of itself on /diagnostics."""

from collections.abc import Iterable
from functools import reduce

from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.core.sight_serving import ServerServing
from emotion_rescue.core.sight_serving import SightServing
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.pipeline.engine_status import EngineStatus
from emotion_rescue.pipeline.guarded_scorer import ScorerHealth

# A judgement this much older than asked for is worth a warning: it is half forgotten by then at
# the default half-life.
LATE_LOOK_S = 5.0


def distress_report(status: EngineStatus, settings: DistressSettings) -> Report:
    """Return what there is to say of the engine of a configured node."""
    return joined_reports([
        Report(values=_values(status)), _scorer_report('sight', status.sight),
        _scorer_report('voice', status.voice), _scorer_report('words', status.words),
        _words_report(status), _age_report(status, settings), _list_report(status),
        _serving_report(status.serving),
        _server_report(status.serving.server if status.serving else None)])


def joined_reports(reports: Iterable[Report]) -> Report:
    """Return all reports as one."""
    return reduce(Report.joined, reports, Report())


def _values(status):
    return {
        'images': status.images,
        'detections': status.detections,
        'skipped as late': status.out_of_order,
        'detections without image': status.images_missing,
        'images not readable': status.images_broken,
        'images that told no motion': status.motion_untold,
        'boxes of a track id twice in one image': status.boxes_doubled,
        'new tracks joined to somebody known': status.tracks_joined,
        'of these parted again': status.tracks_parted,
        'people in view': status.people_in_view,
        'of these never judged': status.never_assessed,
        'longest not judged [s]': status.longest_unjudged_s,
        'sound refused': status.sound_refused,
        'sound windows skipped': status.windows_skipped,
        'utterances skipped': status.utterances_skipped,
        'survivors without room': status.survivors_dropped,
        'questions answered': status.questions_answered,
        'questions without answer': status.questions_failed,
    }


def _scorer_report(name: str, health: ScorerHealth | None) -> Report:
    if health is None:
        return Report(values={f'{name} scorer': 'off'})
    values = {f'{name} calls': health.calls, f'{name} failures': health.failures,
              f'{name} input refused': health.refused,
              f'{name} last call [s]': health.last_call_s,
              f'{name} last error': health.last_error or 'none'}
    if not health.failures_in_a_row:
        return Report(values=values)
    times = '' if health.failures_in_a_row == 1 else f' {health.failures_in_a_row} times in a row'
    return Report(Level.ERROR, f'the {name} scorer failed{times}, its readings are '
                  f'missing: {health.last_error}', values)


def _words_report(status):
    if not status.words_problem:
        return Report()
    return Report(Level.WARN, f'words are heard, but not judged: {status.words_problem}')


def _age_report(status, settings):
    late_s = settings.assess_every_s + LATE_LOOK_S
    unjudged_s = status.longest_unjudged_s
    if status.sight is None or unjudged_s is None or unjudged_s <= late_s:
        return Report()
    return Report(Level.WARN, f'somebody in view was not judged for {unjudged_s:.1f} s; the sight '
                  'scorer is too slow, or fails')


def _list_report(status):
    if not status.survivors_dropped:
        return Report()
    return Report(Level.WARN, f'the list of survivors is full: {status.survivors_dropped} of the '
                  'least urgent did not get in')


def _serving_report(serving: SightServing | None) -> Report:
    if serving is None:
        return Report()
    values = {'sight batch': f'{serving.batch} of {serving.largest_batch}',
              'sight batch halvings': serving.halvings,
              'views without memory': serving.unread,
              'views put off for lack of time': serving.postponed,
              'sight per person [s]': serving.seconds_per_person,
              'pictures seen by the tower': serving.tower_runs,
              'pictures remembered': serving.tower_reuses}
    if serving.memory_short:
        return Report(Level.ERROR, 'memory does not suffice to look at even one person; choose a '
                      'smaller model or precision, or end other programs', values)
    if serving.batch < serving.largest_batch:
        return Report(Level.WARN, f'memory is short: {serving.batch} instead of '
                      f'{serving.largest_batch} people are looked at at once', values)
    return Report(values=values)


def _server_report(server: ServerServing | None) -> Report:
    if server is None:
        return Report()
    values = {'sight server': server.url, 'sight server model': server.model or 'unknown',
              'sight server in use': server.in_use,
              'people judged by the sight server': server.people,
              'people judged onboard instead': server.stand_ins,
              'sight server requests': server.requests,
              'sight server failures': server.failures,
              'sight server last error': server.last_error or 'none'}
    if server.in_use:
        return Report(values=values)
    return Report(Level.WARN, 'the onboard model judges people in place of the sight server: '
                  f'{server.last_error or "no contact yet"}', values)
