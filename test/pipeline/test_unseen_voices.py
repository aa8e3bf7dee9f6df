import math

import pytest

from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.pipeline.unseen_voices import SAME_BEARING_S
from emotion_rescue.pipeline.unseen_voices import SAME_VOICE_S
from emotion_rescue.pipeline.unseen_voices import UnseenVoices
from fakes import SECOND_NS

UNKNOWN = math.nan


def heard(*sounds):
    """Return the voices after sounds of a second: (second, bearing in degrees or NaN)."""
    voices = UnseenVoices()
    for second, bearing_deg in sounds:
        voices.hear(VoiceReading(
            round(second * SECOND_NS), 1.0, distress=0.8, bearing_rad=math.radians(bearing_deg),
            bearing_std_rad=math.radians(5.0)), 1.0)
    return voices


@pytest.mark.parametrize(('sounds', 'counts'), [
    ([], []),
    ([(0, 10.0)], []),  # one sound may be a noise
    ([(0, UNKNOWN), (1, UNKNOWN)], [2]),
    ([(0, 10.0), (1, 14.0)], [2]),
    ([(0, 60.0), (1, -60.0)], []),
    ([(0, 60.0), (1, -60.0), (1.5, 62.0), (2.5, -63.0)], [2, 2]),
    ([(0, 60.0), (1, UNKNOWN), (2, 61.0)], [3]),
    ([(0, 178.0), (1, -178.0)], [2]),  # both from behind
    ([(0, 60.0), (1 + SAME_BEARING_S + 1, -60.0)], [2]),  # the robot may have turned
    ([(0, UNKNOWN), (1, UNKNOWN), (2 + SAME_VOICE_S + 1, UNKNOWN)], []),
])
def test_voices_are_told_apart_by_time_and_direction(sounds, counts):
    voices = heard(*sounds)
    assert [voice.count for voice in voices.confirmed()] == counts


def test_a_voice_that_fell_silent_ends_when_another_is_heard():
    voices = heard((0, 10.0), (1, 10.0))
    ended = voices.hear(VoiceReading(round((3 + SAME_VOICE_S) * SECOND_NS), 1.0), 1.0)
    assert [(v.number, v.count, v.last_ns) for v in ended] == [(1, 2, 2 * SECOND_NS)]
    assert voices.end() == []  # the new one was heard once


def test_the_newest_known_bearing_is_told():
    voice, = heard((0, 10.0), (1, 14.0), (2, UNKNOWN)).confirmed()
    bearing_rad, std_rad = voice.bearing_rad
    assert math.degrees(bearing_rad) == pytest.approx(14.0)
    assert math.degrees(std_rad) == pytest.approx(5.0)
    silent, = heard((0, UNKNOWN), (1, UNKNOWN)).confirmed()
    assert all(map(math.isnan, silent.bearing_rad))


def test_words_that_come_late_are_compared_with_what_was_heard_then():
    # A robot that turns: 10 degrees at 0 s, 40 at 10 s; the words of 0 s come after all that.
    voices = heard(*((float(n), 10.0 + 3.0 * n) for n in range(11)), (0.0, 11.0))
    voice, = voices.confirmed()
    assert voice.count == 12
    assert math.degrees(voice.bearing_rad[0]) == pytest.approx(40.0)  # of the newest sound
    assert (voice.first_ns, voice.last_ns) == (0, 11 * SECOND_NS)


def test_a_choir_does_not_grow_without_bound():
    voices = UnseenVoices()
    for n in range(60):
        voices.hear(VoiceReading(n * SECOND_NS // 30, 0.03, distress=0.8,
                                 bearing_rad=math.radians((n % 12) * 30.0 - 180.0),
                                 bearing_std_rad=0.01), 1.0)
    assert 5 <= len(voices.confirmed()) <= 8
