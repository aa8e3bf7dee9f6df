import math

import numpy as np
import pytest
from speech_engines import needs_engines

from emotion_rescue.core.errors import InputError
from emotion_rescue.evaluation.bearing_trials import bearing_figures
from emotion_rescue.evaluation.bearing_trials import bearing_trials
from emotion_rescue.evaluation.bearing_trials import BearingTrial
from emotion_rescue.evaluation.bearing_trials import draw_bearings


def _trial(true_deg, found_deg, std_deg=5.0, room='room'):
    return BearingTrial(true_deg, found_deg, std_deg, room, 2.0)


@pytest.mark.parametrize(('true_deg', 'found_deg', 'error_deg'), [
    (0, 0, 0), (10, -10, 20), (170, -170, 20), (-170, 170, 20), (0, 180, 180)])
def test_errors_go_the_short_way_round(true_deg, found_deg, error_deg):
    assert _trial(true_deg, found_deg).error_deg == error_deg


def test_nothing_is_known_of_no_trial():
    figures = bearing_figures([])
    assert (figures['trials'], figures['untold']) == (0, 0)
    assert all(math.isnan(figures[name]['value']) for name in (
        'median_error_deg', 'p90_error_deg', 'within_1_std', 'within_2_std'))


def test_figures_are_of_those_that_were_told():
    trials = [_trial(0, error) for error in (1, 4, 6, 9, 11)] + [_trial(0, math.nan, math.nan)] * 2
    figures = bearing_figures(trials)
    assert (figures['trials'], figures['untold']) == (7, 2)
    assert figures['median_error_deg']['value'] == 6
    assert figures['p90_error_deg']['value'] == pytest.approx(np.percentile([1, 4, 6, 9, 11], 90))
    assert figures['within_1_std']['value'] == pytest.approx(0.4)
    assert figures['within_2_std']['value'] == pytest.approx(0.8)
    assert figures['median_error_deg']['low'] <= 6 <= figures['median_error_deg']['high']


def test_a_picture_is_drawn_also_of_one_that_was_not_told(tmp_path):
    pytest.importorskip('matplotlib')
    path, = draw_bearings([_trial(0, 3), _trial(5, math.nan, math.nan, 'hall')], tmp_path)
    assert path.read_bytes().startswith(b'\x89PNG')


@pytest.mark.parametrize(('count', 'snr_db', 'words'), [
    (0, 10.0, 'is 0, expected at least 1'), (-3, 10.0, 'is -3'), (5, math.nan, 'is nan dB')])
def test_what_cannot_be_measured_is_refused(count, snr_db, words):
    with pytest.raises(InputError, match=words):
        bearing_trials(count, 2, snr_db, 0)


@needs_engines
def test_voices_in_simulated_rooms_are_found():
    """The bar is a median under 10 degrees, measured on 200; these are fewer, for time."""
    pytest.importorskip('pyroomacoustics')
    done = []
    trials = bearing_trials(9, 2, 10.0, 0, done.append)
    assert done == list(range(1, 10))
    assert all(abs(trial.true_deg) <= 60 for trial in trials)
    assert bearing_figures(trials)['median_error_deg']['value'] < 10
    assert bearing_trials(2, 2, 10.0, 0) == trials[:2]
    assert bearing_trials(2, 2, 10.0, 1) != trials[:2]
