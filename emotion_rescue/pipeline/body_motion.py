"""From how somebody moved between images to how that person moves: still, waving and so on.

Speeds are in body lengths a second, a body being the longer side of the box. The thresholds were
chosen on generated clips (docs/responsiveness.md).
"""

from collections.abc import Sequence
import math

import numpy as np

from emotion_rescue.core.body import BodyMotion
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.moment import FAST_PER_S
from emotion_rescue.pipeline.moment import Moment
from emotion_rescue.pipeline.moment import watched_s
from emotion_rescue.pipeline.periodic_motion import share_of_sines

# So many moments of motion, in so many seconds, are half way to being sure.
_MOMENTS, _BURST_S = 3, 3.0
# A motion longer ago says nothing of now.
_LATELY_S = 15.0
# Of stillness before, without which a motion does not begin.
_PAUSE_S = 1.0
_RECENT_S = 4.0
# Whoever was unseen for the first may have moved meanwhile, or be taken for somebody else: what
# was before counts as stillness once as much as the second was watched since.
_LOST_S, _SETTLED_S = 5.0, 2.0
_WAVING_HZ, _TREMBLING_HZ, _BREATHING_HZ = (0.5, 3.0), (4.0, 10.0), (0.1, 0.7)
_BREATHING_S = 6.0
# A camera that moves by less over a second, in pixels of the small image, stands.
_CAMERA_STANDS_PX = 0.25


def body_motion(moments: Sequence[Moment]) -> BodyMotion:
    """Return how somebody moved in `moments`, oldest first; unknown where none tells anything."""
    known = [moment for moment in moments if moment.tells]
    if len(known) < 2:
        return BodyMotion(why_unknown='not watched long enough')
    stamps_s = np.array([moment.stamp_ns for moment in known]) / NS_PER_S
    stamps_s -= stamps_s[-1]
    watched = watched_s(known)
    moves = _together(np.array([moment.moves for moment in known]))
    moving = _burst(stamps_s, moves)
    recent = [m for m, ago in zip(known, stamps_s, strict=True) if ago >= -_RECENT_S]
    waving = _waving(recent, moving)
    trembling = _trembling(recent)
    stirring = _stirring(recent)
    still = 1.0 - max(moving, stirring, 0.0 if math.isnan(trembling) else trembling)
    return BodyMotion(
        still=still, moving=moving, waving=waving, trembling=trembling,
        breathing=_breathing(known, stamps_s, moves),
        watched_s=float(watched.sum()), still_s=_still_s(stamps_s, moves, watched),
        onset_ns=_onset(known, stamps_s, moves),
        moved_ns=known[np.flatnonzero(moves)[-1]].stamp_ns if moves.any() else None)


def _together(moves):
    """Return `moves` without those that stand alone: noise, or somebody else who passed."""
    beside = np.zeros(len(moves), bool)
    beside[1:] |= moves[:-1]
    beside[:-1] |= moves[1:]
    return moves & beside


def _burst(stamps_s, moves):
    """Return how sure a motion was: by the most moments of it within a short time."""
    at = stamps_s[moves & (stamps_s > -_LATELY_S)]
    if not len(at):
        return 0.0
    most = int((np.searchsorted(at, at + _BURST_S, side='right') - np.arange(len(at))).max())
    near = (stamps_s > -_BURST_S).sum()
    # Where images are rare, half of those that there were are enough, but never one alone.
    needed = min(_MOMENTS, max(2.0, near / 2))
    return 1.0 / (1.0 + math.exp(-2.2 * (most - needed)))


def _stirring(recent):
    """Return how likely it is that small motions are more than noise: a third is half sure."""
    return _logistic(20 * (np.mean([moment.stirs for moment in recent]) - 0.33))


def _still_s(stamps_s, moves, watched):
    """Return the seconds since the last motion in which somebody was watched."""
    begin = int(np.flatnonzero(moves)[-1]) if moves.any() else 0
    lost = begin + np.flatnonzero(np.diff(stamps_s[begin:]) > _LOST_S)
    since_s = watched[lost[-1]:].sum() if len(lost) else math.inf
    return float(since_s if since_s < _SETTLED_S else watched[begin:].sum())


def _onset(known, stamps_s, moves):
    """Return the stamp at which the newest motion of at least two moments began."""
    onset, last_s = None, -math.inf
    for index in np.flatnonzero(moves):
        if stamps_s[index] - last_s > _PAUSE_S and moves[index:index + 3].sum() >= 2:
            onset = known[index].stamp_ns
        last_s = stamps_s[index]
    return onset


def _waving(recent, moving):
    """Return how likely it is that a motion in the upper part goes to and fro."""
    fast = [moment for moment in recent if moment.fast >= FAST_PER_S]
    if moving < 0.5 or len(fast) < 3:
        return 0.0
    share = share_of_sines(_seconds(recent), np.array([m.arm for m in recent]), _WAVING_HZ)
    if math.isnan(share):
        return math.nan
    upper = float(np.mean([moment.upper_share for moment in fast]))
    return moving * len(fast) / len(recent) * _logistic(12 * (share - 0.5)) * _logistic(
        12 * (upper - 0.6))


def _trembling(recent):
    """Return how likely the body shakes; NaN where images are too rare to show it."""
    shakes = np.array([moment.shake for moment in recent])
    share = share_of_sines(_seconds(recent), shakes, _TREMBLING_HZ)
    if math.isnan(share):
        return math.nan
    noise = np.nanmedian([moment.fast_noise for moment in recent])
    size = float(np.sqrt(np.nanmean(shakes ** 2))) / max(float(noise) * 0.2, 1e-6)
    return _logistic(12 * (share - 0.5)) * _logistic(4 * (size - 0.5))


def _breathing(known, stamps_s, moves):
    """Return how likely the trunk rises and falls; NaN where it could not be seen."""
    since = int(np.flatnonzero(moves)[-1]) + 1 if moves.any() else 0
    calm = known[since:]
    if not calm or stamps_s[-1] - stamps_s[since] < _BREATHING_S:
        return math.nan
    if max(moment.camera_px for moment in calm) > _CAMERA_STANDS_PX:
        return math.nan
    trunk = np.array([(moment.trunk,) for moment in calm])
    share = share_of_sines(_seconds(calm), trunk, _BREATHING_HZ)
    # No rhythm is no sign of no breath: cloth hides it, and so does distance.
    sure = _logistic(16 * (share - 0.5)) if not math.isnan(share) else math.nan
    return sure if sure >= 0.5 else math.nan


def _seconds(moments):
    return np.array([moment.stamp_ns for moment in moments]) / NS_PER_S


def _logistic(x):
    return 1.0 / (1.0 + math.exp(-min(max(x, -50.0), 50.0)))
