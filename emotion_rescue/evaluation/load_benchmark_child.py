"""A fresh process that loads a LLaVA and judges one person, while its parent measures it.

Run as `python -m emotion_rescue.evaluation.load_benchmark_child FOLDER`. After each of its two
steps it writes a line of JSON to stdout, and waits for a line on stdin.
"""

import json
from pathlib import Path
import sys
import time

import numpy as np

from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.llava_reading import reading_of
from emotion_rescue.models.llava_session import LlavaSession
from emotion_rescue.models.llava_start import find_calibration
from emotion_rescue.models.llava_views import affect_view

BOX = (200.0, 100.0, 400.0, 460.0)


def main(folder: Path, device: str) -> None:
    """Load, tell, judge one person in a picture of noise, and tell again."""
    begin_s = time.perf_counter()
    _import_libraries()
    imported_s = time.perf_counter()
    loaded = load_llava(folder, device=device)
    _tell({'import_s': imported_s - begin_s, 'seconds': time.perf_counter() - imported_s})
    begin_s = time.perf_counter()
    pixels = np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8)
    view = PersonView(TrackedPerson('1', BOX, 0.9), ImageFrame(pixels, 0))
    picture = affect_view(pixels, BOX)
    row = LlavaSession(loaded, cache_bytes=0).log_likelihoods([picture.rgb])[0]
    reading = reading_of(view, row, picture.quality, find_calibration(folder, None))
    seconds = time.perf_counter() - begin_s
    vad = reading.vad
    _tell({'first_score_s': seconds, 'vad': [vad.valence, vad.arousal, vad.dominance],
           'emotions': reading.emotions.tolist(), 'distress': reading.distress})


def _import_libraries():
    # What load_llava would import, so that the time of loading is that of the checkpoint alone.
    import bitsandbytes  # noqa: F401
    import torch  # noqa: F401
    from transformers import AutoModelForImageTextToText  # noqa: F401
    from transformers import AutoProcessor  # noqa: F401


def _tell(content):
    print(json.dumps(content), flush=True)
    sys.stdin.readline()


if __name__ == '__main__':
    main(Path(sys.argv[1]), sys.argv[2])
