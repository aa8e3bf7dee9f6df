"""What posture, motion, voice and calls say together of whether somebody reacts.

Two errors count differently: somebody unresponsive who is called RESPONSIVE may be left alone, so
that takes motion that is surely on purpose, or a voice that is surely theirs. Stillness alone is
never taken for calm. The reasons for the constants are in docs/responsiveness.md.
"""

from collections.abc import Sequence
import math

from emotion_rescue.core.body import BodyMotion
from emotion_rescue.core.body import Posture
from emotion_rescue.core.body import PostureReading
from emotion_rescue.core.body import ResponsivenessReading
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.core.readings import Responsiveness

# Seconds of stillness before somebody who lies may be called unresponsive.
STILL_ENOUGH_S = 6.0
# The same where the picture ends within somebody who may lie.
CUT_STILL_ENOUGH_S = 20.0
# A reaction to a call begins within this; a call is worth something for so long.
ANSWER_S, CALL_COUNTS_S = 5.0, 60.0
# A voice that is as surely theirs is an answer. One below the other is as likely of somebody else,
# as where two are in view (0.3 each): it does not make somebody responsive who lies still.
THEIR_VOICE, PERHAPS_THEIR_VOICE = 0.8, 0.5
# Signs of life older than this say nothing of now.
SIGN_COUNTS_S = 15.0
SURE_MOTION, SURE_POSTURE = 0.8, 0.6
# Confidence of who lies still and silent, at first and after a long time; how much of the doubt a
# call without an answer takes away; the most where somebody does not lie.
_FIRST, _LONG, _LONG_S = 0.35, 0.6, 20.0
_UNANSWERED, _NOT_LYING = 0.45, 0.5


def judge(motion: BodyMotion, posture: PostureReading, voices: Sequence[tuple[int, float]],
          calls: Sequence[tuple[int, bool]], told_ago_s: float, stamp_ns: int
          ) -> ResponsivenessReading:
    """Return whether somebody reacts.

    Args:
        motion: of the last seconds in which the person was seen.
        posture: of then.
        voices: stamp and share of each voice that may be theirs.
        calls: stamp of each call of the robot, and whether the person was watched for as long
            as an answer may take.
        told_ago_s: seconds since an image last told of the person's motion.
        stamp_ns: of the judgement.
    """
    def reading(state, confidence, what):
        return ResponsivenessReading(state, confidence, what, motion, posture, motion.still_s)

    voice, voice_ago_s = _surest_voice(voices, stamp_ns)
    if voice >= THEIR_VOICE:
        return reading(Responsiveness.RESPONSIVE, voice * _fresh(voice_ago_s),
                       f'spoke {_seconds(voice_ago_s)} ago')
    answered_s = _answer(motion, calls)
    moved_ago_s = told_ago_s + motion.still_s
    if motion.known and moved_ago_s < SIGN_COUNTS_S:
        if answered_s is not None and motion.moving >= 0.5:
            return reading(Responsiveness.RESPONSIVE, 0.9 * _fresh(moved_ago_s),
                           f'moved {_seconds(answered_s)} after a call')
        if _on_purpose(motion):
            verb = 'waves' if motion.waving >= 0.5 else 'moves'
            what = verb if moved_ago_s < 2.0 else f'moved {_seconds(moved_ago_s)} ago'
            return reading(Responsiveness.RESPONSIVE, motion.moving * _fresh(moved_ago_s), what)
    if not motion.known or told_ago_s > ANSWER_S:
        why = motion.why_unknown or f'not seen for {_seconds(told_ago_s)}'
        return reading(Responsiveness.UNKNOWN, 0.0, f'motion unknown: {why}')
    return _of_the_still(motion, posture, voice, calls, stamp_ns, reading)


def _of_the_still(motion, posture, voice, calls, stamp_ns, reading):
    """Judge somebody who was seen and neither spoke nor moved on purpose."""
    words = f'{_verb(posture)} still for {_seconds(motion.still_s)}'
    if motion.trembling >= 0.5:
        return reading(Responsiveness.UNKNOWN, 0.0, 'trembles')
    if motion.still_s < 2.0 or motion.still < 0.5:
        return reading(Responsiveness.UNKNOWN, 0.0, _with_verb(posture, 'hardly moves'))
    if motion.breathing >= 0.5:
        words += ', breathes'
    unanswered = [stamp for stamp, watched in calls if watched
                  and ANSWER_S * NS_PER_S <= stamp_ns - stamp <= CALL_COUNTS_S * NS_PER_S]
    if unanswered:
        ago_s = (stamp_ns - unanswered[-1]) / NS_PER_S
        words += f', did not answer a call {_seconds(ago_s)} ago'
    if posture.may_lie:
        words += ', partly outside the picture'
    lies = posture.chance(Posture.LYING, Posture.LIMB_ONLY)
    stands = posture.chance(Posture.STANDING)
    may_be = (motion.still_s >= STILL_ENOUGH_S
              and voice < PERHAPS_THEIR_VOICE and not stands >= SURE_POSTURE
              and (lies >= SURE_POSTURE or unanswered
                   or (posture.may_lie and motion.still_s >= CUT_STILL_ENOUGH_S)))
    if not may_be:
        return reading(Responsiveness.UNKNOWN, 0.0, words)
    longer = 1.0 - math.exp(-(motion.still_s - STILL_ENOUGH_S) / _LONG_S)
    confidence = _FIRST + (_LONG - _FIRST) * longer
    confidence = 1.0 - (1.0 - confidence) * (1.0 - _UNANSWERED) ** min(len(unanswered), 3)
    if not lies >= SURE_POSTURE:
        confidence = min(confidence, _NOT_LYING)
    return reading(Responsiveness.UNRESPONSIVE, confidence * motion.still, words)


def _on_purpose(motion):
    """Whether the motion is more than trembling, which those who do not react may do."""
    return motion.moving >= SURE_MOTION and not motion.trembling >= 0.5


def _answer(motion, calls):
    """Return after how many seconds a motion began that followed a call; None where none did."""
    if motion.onset_ns is None:
        return None
    after = [(motion.onset_ns - stamp) / NS_PER_S for stamp, _ in calls]
    return min((seconds for seconds in after if 0.0 < seconds <= ANSWER_S), default=None)


def _surest_voice(voices, stamp_ns):
    """Return share and age in seconds of the voice that is most surely theirs."""
    recent = [(share, (stamp_ns - stamp) / NS_PER_S) for stamp, share in voices]
    return max((one for one in recent if 0.0 <= one[1] <= SIGN_COUNTS_S), default=(0.0, math.inf))


def _fresh(ago_s):
    return 0.5 ** (max(ago_s, 0.0) / SIGN_COUNTS_S)


def _verb(posture):
    return {Posture.LYING: 'lies', Posture.STANDING: 'stands', Posture.SITTING: 'sits',
            Posture.KNEELING: 'kneels'}.get(posture.likeliest, 'is')


def _with_verb(posture, what):
    verb = _verb(posture)
    return what if verb == 'is' else f'{verb}, {what}'


def _seconds(seconds):
    return f'{max(seconds, 0.0):.0f} s'
