"""The default weights of affect from sight as they are shipped."""

import math

import numpy as np
import pytest

from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.frames import ImageFrame
from emotion_rescue.core.people import PersonView
from emotion_rescue.core.people import TrackedPerson
from emotion_rescue.models.llava import LlavaSightScorer

pytest.importorskip('transformers')

_LARGEST_BYTES = 11_000_000


@pytest.fixture(scope='module')
def scorer():
    made = LlavaSightScorer(default_weights('affect'), device='cpu')
    made.load()
    yield made
    made.close()


def test_it_is_small_and_has_a_card():
    folder = default_weights('affect')
    assert sum(path.stat().st_size for path in folder.iterdir()) <= _LARGEST_BYTES
    assert 'not fit for use on real' in ' '.join((folder / 'README.md').read_text().split())


def test_it_loads_as_nf4_with_a_calibration(scorer):
    assert scorer.linear_4bit_count > 0
    assert scorer.footprint_bytes < 20_000_000
    assert scorer.emotion_thresholds is not None
    assert scorer.describe().endswith('calibrated, finds heads')


def test_it_answers_everything_but_what_it_never_saw(scorer, photographs):
    import cv2

    frame = ImageFrame(cv2.imread(str(photographs['zidane'])), 1)
    reading, = scorer.score([PersonView(TrackedPerson('1', (750, 40, 1140, 710), 0.9), frame)])
    known = reading.emotions[~np.isnan(reading.emotions)]
    assert len(known) >= 15
    assert ((known >= 0) & (known <= 1)).all()
    assert reading.vad.known
    assert not math.isnan(reading.distress)
    assert reading.quality == 1
