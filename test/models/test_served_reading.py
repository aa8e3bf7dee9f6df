"""A reading by a server says what is not known, and is never surer than it may be."""

import math

import numpy as np
import pytest

from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.people import PersonView
from emotion_rescue.models.answer_walk import FieldLikelihoods
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import UNCALIBRATED_QUALITY
from emotion_rescue.models.served_reading import served_reading
from emotion_rescue.models.served_reading import served_row
from fakes import grey_image
from fakes import person

VIEW = PersonView(person('7'), grey_image(stamp_ns=5))
CALIBRATION = Calibration(np.ones(CATEGORY_COUNT), np.zeros(CATEGORY_COUNT),
                          np.full(CATEGORY_COUNT, 0.4), 1.0, 0.0)


def _said(**shares):
    """Return every field evenly likely and known, but those named: (shares, known)."""
    said = {field: FieldLikelihoods(np.full(len(values), -math.log(len(values))),
                                    np.ones(len(values), bool))
            for field, values in FIELDS.items()}
    for field, (share, known) in shares.items():
        said[field] = FieldLikelihoods(np.log(share), np.asarray(known, bool))
    return said


def test_nothing_known_at_all_is_all_unknown():
    nothing = {field: ([1.0] * len(values), [False] * len(values))
               for field, values in FIELDS.items()}
    assert not served_reading(VIEW, _said(**nothing), 1.0, CALIBRATION).known


def test_everything_known_is_whole():
    reading = served_reading(VIEW, _said(), 0.5, CALIBRATION)
    assert (reading.person_id, reading.stamp_ns, reading.quality) == ('7', 5, 0.5)
    assert reading.vad.valence == pytest.approx(5.5)
    assert reading.distress == pytest.approx(0.5)
    assert not np.isnan(reading.emotions).any()


def test_without_a_calibration_only_the_levels_are_known():
    reading = served_reading(VIEW, _said(), 1.0, None)
    assert reading.vad.known and reading.quality == UNCALIBRATED_QUALITY
    assert np.isnan(reading.emotions).all() and math.isnan(reading.distress)


def test_a_category_that_is_not_listed_is_unknown_and_the_others_are_not():
    known = np.ones(CATEGORY_COUNT, bool)
    known[[3, 9]] = False
    share = np.where(known, 1.0, 0.1)
    reading = served_reading(VIEW, _said(emotions=(share, known)), 1.0, CALIBRATION)
    assert np.flatnonzero(np.isnan(reading.emotions)).tolist() == [3, 9]


@pytest.mark.parametrize('bound, known', [(0.2, True), (0.3, False)])
def test_a_field_of_which_too_much_is_not_known_is_unknown(bound, known):
    said = _said(distress=([bound, 1.0], [False, True]),
                 arousal=([bound] + [1 / 9] * 9, [False] + [True] * 9))
    reading = served_reading(VIEW, said, 1.0, CALIBRATION)
    assert math.isnan(reading.distress) is not known
    assert math.isnan(reading.vad.arousal) is not known
    assert math.isnan(reading.vad.arousal_std) is not known
    assert not math.isnan(reading.vad.valence)


def test_a_bound_takes_certainty_away():
    shares = [0.0001] * 9 + [1.0]
    sure = served_reading(VIEW, _said(valence=(shares, [True] * 10)), 1.0, None)
    vague = served_reading(VIEW, _said(
        valence=([0.1] + shares[1:], [False] + [True] * 9)), 1.0, None)
    assert vague.vad.valence < sure.vad.valence
    assert vague.vad.valence_std > sure.vad.valence_std
    assert served_reading(VIEW, _said(distress=([0.2, 1.0], [False, True])), 1.0,
                          CALIBRATION).distress == pytest.approx(1 / 1.2)


def test_the_row_is_in_the_order_of_the_answers():
    said = _said(distress=([0.25, 0.75], [True, True]))
    assert np.exp(split_fields(served_row(said))['distress']) == pytest.approx([0.25, 0.75])
