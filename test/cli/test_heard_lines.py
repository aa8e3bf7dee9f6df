import json
import math

import pytest

from emotion_rescue.cli.heard_lines import heard_entry
from emotion_rescue.cli.heard_lines import heard_line
from emotion_rescue.cli.heard_lines import summary_lines
from emotion_rescue.core.readings import VoiceReading
from emotion_rescue.core.vad import Vad
from emotion_rescue.core.words import Transcript
from emotion_rescue.core.words import WordsReading

SCREAM = VoiceReading(3_500_000_000, 2.0, 'mic', 0.9, {'fear': 0.75, 'calm': 0.25},
                      Vad(2.0, 8.0, 3.0), 0.8, bearing_rad=0.5)
SAID = VoiceReading(4_000_000_000, 1.5, transcript=Transcript('Help me', 'en', confidence=0.9),
                    words=WordsReading(distress=0.97))


@pytest.mark.parametrize(('reading', 'line'), [
    (VoiceReading(0, 2.0, distress=0.0), '    0.0 s  .......... 0.00  somebody'),
    (SCREAM, '    3.5 s  ########.. 0.80  sounds like fear (0.75)  from 29 deg left'),
    (SAID, '    4.0 s  ########## 0.97  "Help me"'),
    (VoiceReading(0, 1.0, transcript=Transcript('Hm')), '    0.0 s  ?????????? ?     "Hm"')])
def test_a_line_tells_when_what_and_how_bad(reading, line):
    assert heard_line(reading, 0) == line


def test_time_is_told_from_the_begin():
    assert heard_line(SCREAM, 3_000_000_000).startswith('    0.5 s')


@pytest.mark.parametrize('reading', [VoiceReading(0, 2.0), SCREAM, SAID])
def test_an_entry_is_json_without_nan(reading):
    entry = json.loads(json.dumps(heard_entry(reading, 0), allow_nan=False))
    assert entry['duration_s'] == reading.duration_s
    assert entry['transcript'] == reading.transcript.text
    assert (entry['distress'] is None) == math.isnan(reading.distress)
    assert ('words_distress' in entry) == (reading.words is not None)


@pytest.mark.parametrize(('heard', 'lines'), [
    ([], ['5.0 s of sound: a voice in 0 windows, 0 utterances']),
    ([SAID], ['5.0 s of sound: a voice in 0 windows, 1 utterances']),
    ([SCREAM, SAID], ['5.0 s of sound: a voice in 1 windows, 1 utterances',
                      'most distress in a voice: 0.80'])])
def test_the_summary_counts_and_names_the_worst(heard, lines):
    assert summary_lines(heard, 5.0) == lines
