"""Hears, by the capture of the package, clicks that are played; a process of its own.

    python click_recorder.py DEVICE CHUNK_S PIPE CLICKS

Its environment names the sound devices (ALSA_CONFIG_PATH), which a process reads but once. Says
as JSON what click_player.py says, and when each click was captured by the stamps.
"""

from functools import partial
import json
from pathlib import Path
import subprocess
import sys
import threading
import time

from click_player import RATE_HZ
import numpy as np

from emotion_rescue.core.frames import NS_PER_S
from emotion_rescue.nodes.sound_capture import SoundCapture
from emotion_rescue.nodes.sound_card import PortAudioStream

_PATIENCE_S = 30.0
# The delay that PulseAudio reports is an estimate, in the first seconds up to 20 ms wrong.
_SETTLED_S = 9.0


def main():
    device, chunk_s, pipe, clicks = sys.argv[1], float(sys.argv[2]), *sys.argv[3:]
    blocks, sounds = [], threading.Event()

    def hear(block):
        blocks.append(block)
        if len(blocks) > _SETTLED_S / chunk_s:
            sounds.set()

    player = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name('click_player.py')), pipe, clicks],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    capture = SoundCapture(
        partial(PortAudioStream, device, RATE_HZ, 1, chunk_s), hear, time.monotonic_ns,
        chunk_s=chunk_s, retry_s=0.5, say=lambda sentence, lost: print(sentence, file=sys.stderr))
    try:
        if not sounds.wait(_PATIENCE_S):
            sys.exit(f'no sound: {capture.problem}')
        said, _ = player.communicate('play\n', timeout=_PATIENCE_S)
    finally:
        player.kill()
        player.wait()
        capture.close()
    captured = [b.stamp_ns + int(k) * NS_PER_S // RATE_HZ
                for b in blocks for k in np.flatnonzero(np.abs(b.samples[:, 0]) > 0.4)]
    print(json.dumps({**json.loads(said), 'captured_ns': captured}))


if __name__ == '__main__':
    main()
