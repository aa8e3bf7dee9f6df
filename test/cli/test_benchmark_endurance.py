"""`emotion-rescue benchmark endurance`: what it refuses, and what it plays."""

from pathlib import Path

import numpy as np
import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.pipeline.recording import RecordedMessage

needs_proc = pytest.mark.skipif(
    not Path('/proc/self/status').is_file(), reason='there is no /proc')


@needs_proc
@pytest.mark.parametrize(('arguments', 'words'), [
    (['--minutes', '2'], '--warm-up-minutes 2 leaves nothing of --minutes 2'),
    (['--bag', 'nowhere'], "'nowhere' does not exist"),
    (['--bag', '0'], "'0' is a camera"),
    (['--json', '/proc/nowhere/figures.json'], 'cannot be written')])
def test_what_is_no_use_is_said_in_one_sentence(capsys, arguments, words):
    assert main(['benchmark', 'endurance', *arguments]) == 1
    told = capsys.readouterr().err
    assert words in told
    assert told.count('\n') == 1


@needs_proc
def test_sound_alone_is_refused(capsys, tmp_path):
    soundfile = pytest.importorskip('soundfile')
    soundfile.write(tmp_path / 'call.wav', np.zeros(16000), 16000)
    assert main(['benchmark', 'endurance', '--bag', str(tmp_path / 'call.wav')]) == 1
    assert 'has no images' in capsys.readouterr().err


@pytest.mark.parametrize(('times_s', 'duration_s', 'count'), [
    ([], 1.0, 0), ([5.0], 1.0, 1), ([5.0, 5.5, 6.0, 6.5], 1.0, 2), ([5.0, 5.5], 9.0, 2)])
def test_it_plays_so_many_seconds(times_s, duration_s, count):
    pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')
    from emotion_rescue.cli.endurance_session import first_seconds
    items = [RecordedMessage('image', round(time_s * NS_PER_S), b'') for time_s in times_s]
    assert list(first_seconds(items, duration_s)) == items[:count]


def test_sound_counts_with_its_end():
    pytest.importorskip('vision_msgs', reason='the interfaces are not built; use scripts/test')
    from emotion_rescue.cli.endurance_session import first_seconds
    image = ImageFrame(np.zeros((2, 2, 3), np.uint8), 0, 'camera')
    sound = AudioClip(np.zeros(16000, np.float32), 16000, 0)
    assert list(first_seconds([image, sound], 1.0)) == [image]
    assert list(first_seconds([image, sound], 1.1)) == [image, sound]
