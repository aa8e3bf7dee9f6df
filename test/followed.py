"""People of filmed clips, followed image by image, made up."""

import dataclasses

from emotion_rescue.core.readings import DistressEstimate
from emotion_rescue.core.readings import DistressLevel
from emotion_rescue.evaluation.followed_people import FollowedPerson
from emotion_rescue.evaluation.followed_people import KnownReading
from emotion_rescue.evaluation.followed_people import Moment
from emotion_rescue.evaluation.followed_people import StateChange

PERSON = FollowedPerson('clips/0', 0, 'trapped', 0.9, True, 'lie_back', 'breathing', 'silence',
                        True)
LEVEL_OF = {'u': DistressLevel.UNKNOWN, 'n': DistressLevel.NONE, 'i': DistressLevel.MILD,
            'o': DistressLevel.MODERATE, 's': DistressLevel.SEVERE}


def followed(seconds=0, change_s=None, kind='worse', readings=(), **changes):
    """Return somebody seen and looked at once a second; each reading is known from its stamp."""
    moments = tuple(Moment(i * 1_000_000_000, True, i + 1) for i in range(seconds))
    known = tuple(KnownReading(one, one.stamp_ns // 1_000_000_000, max(0, seconds - 1))
                  for one in readings)
    change = None if change_s is None else StateChange(
        kind, round(change_s * 1e9), 'calm_bystander', 0.1)
    made = dataclasses.replace(PERSON, moments=moments, readings=known, change=change,
                               constant=change is None)
    return dataclasses.replace(made, **changes)


def told(levels):
    """Return one judgement a letter: u(nknown), n(one), (m)i(ld), (m)o(derate), s(evere)."""
    return [DistressEstimate(level=LEVEL_OF[letter]) for letter in levels]
