"""What the distress node says of itself on /diagnostics."""

from collections.abc import Sequence

from emotion_rescue.core.settings import DistressSettings
from emotion_rescue.nodes.diagnostics import Level
from emotion_rescue.nodes.diagnostics import Report
from emotion_rescue.pipeline.engine_status import EngineStatus
from emotion_rescue.pipeline.guarded_scorer import ScorerHealth

# A judgement this much older than asked for is worth a warning: it is half forgotten by then at
# the default half-life.
LATE_LOOK_S = 5.0


def distress_report(status: EngineStatus, settings: DistressSettings, rate_hz: float,
                    missing_inputs: Sequence[str], refused: int) -> Report:
    """Return the report of a configured node.

    Args:
        status: of the engine.
        settings: of the node.
        rate_hz: judgements published a second.
        missing_inputs: one sentence for each input that is silent.
        refused: messages that could not be understood.
    """
    reports = [Report(values=_values(status, rate_hz, refused)),
               *(Report(Level.WARN, problem) for problem in missing_inputs),
               _scorer_report('sight', status.sight), _scorer_report('voice', status.voice),
               _age_report(status, settings)]
    joined = Report()
    for report in reports:
        joined = joined.joined(report)
    return joined


def _values(status, rate_hz, refused):
    return {
        'published [Hz]': rate_hz,
        'images': status.images,
        'detections': status.detections,
        'detections without image': status.images_missing,
        'images not readable': status.images_broken,
        'messages refused': refused,
        'people in view': status.people_in_view,
        'of these never judged': status.never_assessed,
        'oldest judgement [s]': status.oldest_look_s,
        'sound windows skipped': status.windows_skipped,
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
    times = 'once' if health.failures_in_a_row == 1 else f'{health.failures_in_a_row} times'
    return Report(Level.ERROR, f'the {name} scorer failed {times} in a row, its readings are '
                  f'missing: {health.last_error}', values)


def _age_report(status, settings):
    late_s = settings.assess_every_s + LATE_LOOK_S
    if status.oldest_look_s is None or status.oldest_look_s <= late_s:
        return Report()
    return Report(Level.WARN, f'somebody in view was last judged {status.oldest_look_s:.1f} s '
                  'ago; the sight scorer is too slow, or fails')
