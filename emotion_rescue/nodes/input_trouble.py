"""Notices that the distress node's inputs come, but are of no use, and says on which topic."""

from collections import deque
from collections.abc import Callable
from collections.abc import Mapping
import time

from emotion_rescue.pipeline.engine_status import EngineStatus

WINDOW_S = 5.0


class InputTrouble:
    """Compares counts with those of some seconds ago.

    Args:
        status: of the engine at the begin.
        clock: returns seconds that never jump.
    """

    def __init__(self, status: EngineStatus, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._noted = deque([(clock(), _counts(status, {}))])

    def sentences(self, status: EngineStatus, refused: Mapping[str, int],
                  topics: Mapping[str, str]) -> list[str]:
        """Return one sentence for each trouble within the last `WINDOW_S`.

        Args:
            status: of the engine.
            refused: input -> messages that could not be understood since the start.
            topics: 'images', 'detections' and, where there is sound, 'audio' -> full name.
        """
        grown = self._grown(_counts(status, refused))
        found = [f'{grown[f"refused {name}"]} messages on {topics[name]} could not be understood'
                 for name in refused if grown[f'refused {name}']]
        # Live, an image may miss its detections now and then.
        if grown['missing'] and grown['missing'] == grown['detections']:
            found.append(f'none of {grown["missing"]} messages on {topics["detections"]} has the '
                         f'stamp of an image on {topics["images"]}')
        if grown['broken']:
            found.append(f'{grown["broken"]} images on {topics["images"]} could not be read')
        if grown['sound']:
            found.append(f'{grown["sound"]} windows of the sound on {topics["audio"]} were '
                         'refused by the voice scorer')
        return found

    def _grown(self, counts):
        now_s = self._clock()
        self._noted.append((now_s, counts))
        while now_s - self._noted[0][0] > WINDOW_S and len(self._noted) > 1:
            self._noted.popleft()
        before = self._noted[0][1]
        return {name: count - before.get(name, 0) for name, count in counts.items()}


def _counts(status, refused):
    return {'detections': status.detections, 'missing': status.images_missing,
            'broken': status.images_broken,
            'sound': 0 if status.voice is None else status.voice.refused,
            **{f'refused {name}': count for name, count in refused.items()}}
