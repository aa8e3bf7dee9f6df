"""Plays clicks into a pipe at known times; a process of its own, as a sound card is.

    python click_player.py PIPE CLICKS

Plays silence until a line arrives at stdin, then the clicks, and says as JSON when each was
played (ns of the monotonic clock) and how late (ns) the worst tenth of all sound was handed over.
"""

import contextlib
import json
import os
import sys
import threading
import time

RATE_HZ = 16000
# Sound is handed over in pieces of 5 ms; a click, its height, and every how many pieces one comes.
_PIECE, _PIECE_NS = 80, 5_000_000
_CLICK = (26000).to_bytes(2, 'little')
# No multiple of the pieces of a chunk, so that clicks are everywhere in chunks.
_EVERY = 31
_SILENT_PIECES_AFTER = 200


def play(pipe, clicks, asked):
    silence = bytes(2 * _PIECE)
    played, late, left = [], [], _SILENT_PIECES_AFTER
    start_ns, number = time.monotonic_ns(), 0
    pause = threading.Event()
    while left:
        begin_ns = start_ns + number * _PIECE_NS
        number += 1
        # As with a microphone, a piece comes when its last sample was heard.
        pause.wait(max(0, begin_ns + _PIECE_NS - time.monotonic_ns()) / 1e9)
        click = asked.is_set() and len(played) < clicks and number % _EVERY == 0
        os.write(pipe, _CLICK + silence[2:] if click else silence)
        late.append(time.monotonic_ns() - begin_ns - _PIECE_NS)
        if click:
            played.append(begin_ns)
        left -= len(played) == clicks
    return {'played_ns': played, 'late_ns': sorted(late)[len(late) * 9 // 10]}


def main():
    # Sound cards are not kept waiting by trainings.
    with contextlib.suppress(PermissionError):
        os.nice(-15)
    asked = threading.Event()
    threading.Thread(target=lambda: sys.stdin.readline() and asked.set(), daemon=True).start()
    pipe = os.open(sys.argv[1], os.O_WRONLY)
    print(json.dumps(play(pipe, int(sys.argv[2]), asked)), flush=True)


if __name__ == '__main__':
    main()
