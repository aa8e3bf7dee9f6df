from dataclasses import replace
import sys

import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.voice.microphones import ARRAYS
from emotion_rescue.synthesis.voice.microphones import microphone_array
from emotion_rescue.synthesis.voice.microphones import place_m
from emotion_rescue.synthesis.voice.noise_fields import diffuse
from emotion_rescue.synthesis.voice.noise_fields import plane_wave
from emotion_rescue.synthesis.voice.noise_fields import SOUND_SPEED_M_S
from emotion_rescue.synthesis.voice.rooms import impulse_responses
from emotion_rescue.synthesis.voice.rooms import Room
from emotion_rescue.synthesis.voice.rooms import sample_room
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ

pytest.importorskip('pyroomacoustics')

OPEN = Room('open air', (80.0, 80.0, 35.0), 0.98, 0.6, 0.0, (0.5, 0.5))


def lag_s(a, b):
    """Return by how much `b` comes later than `a`, from the peak of their cross-correlation."""
    size = 1 << (len(a) + len(b)).bit_length()
    cross = np.fft.rfft(b, size) * np.conj(np.fft.rfft(a, size))
    correlation = np.fft.irfft(cross, 8 * size)
    peak = int(correlation.argmax())
    return (peak - 8 * size if peak > 4 * size else peak) / (8 * SAMPLE_RATE_HZ)


def expected_lag_s(source, a, b):
    return (np.linalg.norm(source - b) - np.linalg.norm(source - a)) / SOUND_SPEED_M_S


@pytest.mark.parametrize('count', ARRAYS)
def test_arrays_are_centred_on_the_robot(count):
    positions = microphone_array(count)
    assert positions.shape == (count, 3)
    np.testing.assert_allclose(positions[:, :2].mean(axis=0), 0.0, atol=1e-3)


@pytest.mark.parametrize('count', [0, 5, -1])
def test_impossible_arrays_are_refused(count):
    with pytest.raises(InputError, match='choose 1 to 4'):
        microphone_array(count)


@pytest.mark.parametrize(('bearing_deg', 'place'), [
    (0.0, (2, 0, 1)), (90.0, (0, 2, 1)), (-90.0, (0, -2, 1)), (180.0, (-2, 0, 1))])
def test_bearings_are_those_of_rep_103(bearing_deg, place):
    np.testing.assert_allclose(place_m(bearing_deg, 2.0, 1.0), place, atol=1e-9)


@pytest.mark.parametrize('bearing_deg', [0.0, 35.0, 90.0, -120.0, 180.0])
@pytest.mark.parametrize('turn_deg', [0.0, 77.0])
def test_sound_arrives_at_each_microphone_when_geometry_says(bearing_deg, turn_deg):
    microphones, source = microphone_array(4), place_m(bearing_deg, 3.0, 0.6)
    room = replace(OPEN, absorption=1.0, ground_absorption=1.0, turn_deg=turn_deg)
    responses = impulse_responses(room, source[None], microphones)[0]
    for other in range(1, 4):
        found = lag_s(responses[0], responses[other])
        assert found == pytest.approx(
            expected_lag_s(source, microphones[0], microphones[other]), abs=1.5e-5)


def test_twice_as_far_is_half_as_loud():
    free = replace(OPEN, absorption=1.0, ground_absorption=1.0)
    near, far = (impulse_responses(free, place_m(0.0, d, 0.6)[None], microphone_array(1))[0][0]
                 for d in (4.0, 8.0))
    assert np.linalg.norm(near) / np.linalg.norm(far) == pytest.approx(2.0, rel=0.05)


def test_rooms_echo_and_the_open_air_hardly_does():
    hard = Room('room', (5.0, 4.0, 2.5), 0.3, 0.3, 10.0, (0.5, 0.5))
    late = []
    for room in (hard, OPEN):
        response = impulse_responses(room, place_m(30.0, 2.0, 1.2)[None],
                                     microphone_array(1))[0][0]
        direct = int(np.abs(response).argmax())
        late.append(np.sum(response[direct + 40:] ** 2) / np.sum(response ** 2))
    assert late[0] > 0.3 and late[1] < 0.15


@pytest.mark.parametrize('seed', range(12))
def test_any_room_holds_people_anywhere(seed):
    rng = np.random.default_rng(seed)
    sources = np.array([place_m(rng.uniform(-180, 180), d, h)
                        for d, h in ((0.7, 1.5), (15.0, 0.2), (6.0, 0.8))])
    responses = impulse_responses(sample_room(rng), sources, microphone_array(2))
    assert len(responses) == 3 and all(len(channels) == 2 for channels in responses)
    for channels in responses:
        assert all(np.isfinite(c).all() and np.abs(c).max() > 1e-3 for c in channels)


@pytest.mark.parametrize('bearing_deg', [0.0, 60.0, -150.0])
def test_a_plane_wave_has_its_bearing(bearing_deg):
    noise = np.random.default_rng(0).standard_normal(8192)
    microphones = microphone_array(4)
    field = plane_wave(noise, bearing_deg, microphones)
    far = place_m(bearing_deg, 1e5, 0.6)
    for other in range(1, 4):
        assert lag_s(field[:, 0], field[:, other]) == pytest.approx(
            expected_lag_s(far, microphones[0], microphones[other]), abs=1.5e-5)


def test_diffuse_noise_is_less_alike_at_two_microphones_than_a_wave():
    noise = np.random.default_rng(0).standard_normal(16000)
    microphones = microphone_array(2)
    field = diffuse(noise, microphones, np.random.default_rng(1))
    assert field.shape == (16000, 2)
    alike = abs(np.corrcoef(field.T)[0, 1])
    assert alike < 0.6 and field.std() == pytest.approx(1.0, abs=0.15)
    assert diffuse(noise, microphone_array(1), np.random.default_rng(1)).shape == (16000, 1)


def test_a_missing_library_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, 'pyroomacoustics', None)
    with pytest.raises(MissingPackageError, match='pip install pyroomacoustics'):
        impulse_responses(OPEN, place_m(0.0, 1.0, 1.0)[None], microphone_array(1))


@pytest.mark.parametrize('distance_m', [1.0, 3.0, 10.0])
def test_sound_arrives_as_late_as_it_is_far(distance_m):
    free = replace(OPEN, absorption=1.0, ground_absorption=1.0)
    response = impulse_responses(free, place_m(0.0, distance_m, 0.6)[None],
                                 microphone_array(1))[0][0]
    away_m = np.linalg.norm(place_m(0.0, distance_m, 0.6) - microphone_array(1)[0])
    assert np.abs(response).argmax() == pytest.approx(
        away_m / SOUND_SPEED_M_S * SAMPLE_RATE_HZ, abs=1.0)
