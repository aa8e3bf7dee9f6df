"""Sound played at known times into a microphone made of software, through all of the capture.

A private PulseAudio has a source that is fed through a pipe; ALSA and PortAudio lie above it, as
above that of a desktop. What is played and when is known without asking any of them.
"""

import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

CLICKS = 25
RECORDER = Path(__file__).parents[1] / 'click_recorder.py'
ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.loopback {{ type pulse server "unix:{}" device "pipe" }}
"""
NEAR_MS = 5.0
# A machine that hands over sound later than this, though it is asked before all others, keeps the
# sound server waiting, too.
BUSY_MS = 2.0


@pytest.fixture
def sound_server(tmp_path):
    """Return the folder of a sound server with a pipe for a microphone, and its environment."""
    try:
        import sounddevice  # noqa: F401
    except (ImportError, OSError) as error:
        pytest.skip(f'PortAudio is not usable here: {error}')
    if shutil.which('pulseaudio') is None:
        pytest.skip('pulseaudio is not installed')
    if not any(Path('/usr/lib').glob('*/alsa-lib/libasound_module_pcm_pulse.so')):
        pytest.skip("ALSA's plugin for PulseAudio is not installed: libasound2-plugins")
    (tmp_path / 'run').mkdir(mode=0o700)
    (tmp_path / 'alsa.conf').write_text(ALSA.format(tmp_path / 'run/native'))
    environment = {**os.environ, 'HOME': str(tmp_path), 'XDG_RUNTIME_DIR': str(tmp_path / 'run'),
                   'PULSE_RUNTIME_PATH': str(tmp_path / 'run'),
                   'ALSA_CONFIG_PATH': str(tmp_path / 'alsa.conf')}
    environment.pop('PULSE_SERVER', None)
    log = tmp_path / 'server.log'
    with log.open('w') as out:
        server = subprocess.Popen(
            [*_before_others(), 'pulseaudio', '-n', '--daemonize=no', '--use-pid-file=no',
             '--disable-shm=yes', '--exit-idle-time=-1', '--high-priority=yes',
             '--log-target=stderr',
             '-L', f'module-pipe-source source_name=pipe file={tmp_path}/run/pipe rate=16000 '
                   'channels=1 format=s16le',
             '-L', f'module-native-protocol-unix socket={tmp_path}/run/native auth-anonymous=1'],
            env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        if not _listens(server, tmp_path / 'run/native'):
            pytest.skip(f'PulseAudio does not start here: {log.read_text()[-300:]}')
        yield tmp_path, environment
    finally:
        server.terminate()
        try:
            server.wait(5.0)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _before_others():
    """Return what starts a command that trainings do not keep waiting, where that is allowed."""
    command = ['chrt', '--rr', '1']
    may = shutil.which('chrt') and not subprocess.run(
        [*command, 'true'], stderr=subprocess.DEVNULL, timeout=10.0).returncode
    return command if may else []


def _listens(server, socket, patience_s=15.0):
    end_s = time.monotonic() + patience_s
    while not socket.exists() and server.poll() is None and time.monotonic() < end_s:
        threading.Event().wait(0.02)
    return server.poll() is None and socket.exists()


@pytest.mark.slow
def test_a_click_that_is_played_is_stamped_with_its_time(sound_server):
    folder, environment = sound_server
    # Into files: a pipe that somebody else still holds would be waited for.
    with (folder / 'out').open('w') as out, (folder / 'errors').open('w') as errors:
        done = subprocess.run(
            [*_before_others(), sys.executable, str(RECORDER), 'loopback', '0.1',
             str(folder / 'run/pipe'), str(CLICKS)],
            env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=errors, timeout=80.0)
    assert done.returncode == 0, (folder / 'errors').read_text()
    heard = json.loads((folder / 'out').read_text())
    assert len(heard['captured_ns']) == len(heard['played_ns']) == CLICKS
    errors_ms = (np.array(heard['captured_ns']) - heard['played_ns']) / 1e6
    right = abs(np.median(errors_ms)) < NEAR_MS and np.mean(abs(errors_ms) < NEAR_MS) >= 0.8
    late_ms = heard['late_ns'] / 1e6
    if not right and late_ms > BUSY_MS:
        pytest.skip(f'this machine is too busy for sound in time: {late_ms:.0f} ms late')
    assert right, errors_ms.round(1)
