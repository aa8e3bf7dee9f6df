from dataclasses import replace
import math

import numpy as np
import pytest
from speech_engines import needs_engines

from emotion_rescue.synthesis.person import figures
from emotion_rescue.synthesis.person import people_looks
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.situations import SITUATIONS
from emotion_rescue.synthesis.voice import sound_scene as sound_scene_module
from emotion_rescue.synthesis.voice.microphones import microphone_array
from emotion_rescue.synthesis.voice.rooms import Room
from emotion_rescue.synthesis.voice.sound_scene import mixed_scene
from emotion_rescue.synthesis.voice.sound_scene import person_sounds
from emotion_rescue.synthesis.voice.sound_scene import PlacedSound
from emotion_rescue.synthesis.voice.sound_scene import sound_scene
from emotion_rescue.synthesis.voice.sound_scene import SoundingPerson
from emotion_rescue.synthesis.voice.vocalisations import vocalisation_of_kind


def somebody(name, seed=0, **place):
    situation = next(s for s in SITUATIONS if s.name == name)
    state = replace(sample_state(np.random.default_rng(seed), (situation,)),
                    responsive=True, responsiveness='alert')
    return SoundingPerson(state, **{'bearing_deg': 30.0, 'distance_m': 3.0, 'seed': seed, **place})


@pytest.mark.parametrize('channels', [1, 3])
def test_nobody_is_noise_alone(channels):
    scene = sound_scene([], 1.0, 'val', 0, microphones_m=microphone_array(channels), snr_db=10.0)
    assert scene.samples.shape == (16000, channels) and scene.samples.dtype == np.float32
    assert scene.people == () and scene.noise['noise'] and np.abs(scene.samples).max() > 0


@pytest.mark.parametrize('snr_db', [20.0, 5.0, -5.0])
def test_noise_is_as_loud_as_stated(snr_db):
    person = somebody('injured_lying')
    made = vocalisation_of_kind('sound/moan', 'train', np.random.default_rng(0))
    placed = [[PlacedSound(made, 0.5)]]

    def at(db):
        return mixed_scene([person], placed, made.duration_s + 1.0, 'train', 3,
                           microphones_m=microphone_array(1), snr_db=db)
    quiet, noisy = at(math.inf), at(snr_db)
    voice, noise = quiet.samples[:, 0], (noisy.samples - quiet.samples)[:, 0]
    active = np.abs(voice) > 0.05 * np.abs(voice).max()
    measured_db = 10 * np.log10(np.mean(voice[active] ** 2) / np.mean(noise ** 2))
    assert measured_db == pytest.approx(snr_db, abs=0.5)
    assert noisy.people[0]['snr_db'] == snr_db and quiet.people[0]['snr_db'] == math.inf
    assert quiet.noise['noise'] is None


def test_who_is_left_is_heard_left_first():
    # Echoes of a knock, which is nearly a tone, would make the delay ambiguous.
    place = Room('open air', (60.0, 60.0, 30.0), 0.98, 0.5, turn_deg=0.0, place=(0.5, 0.5))
    made = vocalisation_of_kind('sound/knock', 'train', np.random.default_rng(1))
    lags = []
    for bearing_deg in (90.0, -90.0):
        person = somebody('trapped', bearing_deg=bearing_deg)
        scene = mixed_scene([person], [[PlacedSound(made, 0.2)]], made.duration_s + 0.5, 'train',
                            4, microphones_m=microphone_array(2), snr_db=math.inf,
                            room=place)
        left, right = scene.samples.T
        correlation = np.correlate(right[:20000], left[:20000], 'full')[19999 - 20:19999 + 21]
        lags.append(int(correlation.argmax()) - 20)
    assert lags == [9, -9], '0.2 m are 9.3 samples at 16 kHz'


@needs_engines
def test_records_tell_what_is_heard_and_when():
    people = [somebody('calling_for_help', 1), somebody('joking', 2, distance_m=8.0)]
    scene = sound_scene(people, 5.0, 'test', 7, microphones_m=microphone_array(4), snr_db=10.0)
    assert scene.samples.shape == (80000, 4) and np.abs(scene.samples).max() <= 1.0
    heard = [r for r in scene.people if r['kind'] != 'silence']
    assert heard
    for record, person in zip(scene.people, people, strict=True):
        assert record['bearing_deg'] == person.bearing_deg
        assert record['distance_m'] == person.distance_m
    for record in heard:
        assert 0.0 <= record['start_s'] < record['end_s'] <= 5.0
        assert record['text'] == ' '.join(e['text'] for e in record['events'] if e['text'])
    assert max(r['snr_db'] for r in heard) == 10.0


@needs_engines
def test_same_seed_same_scene_and_company_changes_nobody():
    people = [somebody('trapped', 3), somebody('arguing', 4)]
    kwargs = {'microphones_m': microphone_array(1), 'snr_db': 5.0}
    first, second = (sound_scene(people, 4.0, 'train', 2, **kwargs) for _ in range(2))
    np.testing.assert_array_equal(first.samples, second.samples)
    alone = sound_scene(people[1:], 4.0, 'train', 2, **kwargs)
    assert alone.people[0]['events'] == first.people[1]['events']


@needs_engines
@pytest.mark.parametrize('duration_s', [0.2, 2.0])
def test_nothing_is_cut_however_short_the_time(duration_s):
    for seed in range(3):
        for placed in person_sounds(somebody('panicking', seed), duration_s, 'train'):
            assert placed.start_s + placed.vocalisation.duration_s <= duration_s


def test_somebody_unconscious_may_be_silent_all_along():
    person = somebody('unconscious', 5)
    person = replace(person, state=replace(person.state, responsive=False,
                                           responsiveness='unresponsive'))
    scene = sound_scene([person], 2.0, 'val', 0, microphones_m=microphone_array(1))
    record = scene.people[0]
    assert record['category'] == 'none' and record['start_s'] is None and not record['events']
    assert record['distress'] == 0.0


def test_a_voice_does_not_share_its_chance_with_the_body_of_the_same_seed():
    streams = {people_looks._BUILD_STREAM, people_looks._OUTFIT_STREAM, figures._FACE_STREAM,
               figures._POSE_STREAM, figures._MOTION_STREAM}
    assert len(streams) == 5
    assert sound_scene_module._PERSON_STREAM not in streams


def test_loud_noise_is_not_clipped():
    person = somebody('injured_lying')
    made = vocalisation_of_kind('sound/moan', 'train', np.random.default_rng(0))
    for seed in range(8):
        scene = mixed_scene([person], [[PlacedSound(made, 0.1)]], made.duration_s + 0.2, 'train',
                            seed, microphones_m=microphone_array(1), snr_db=-15.0)
        assert np.count_nonzero(np.abs(scene.samples) > 0.999) <= 1
        assert np.abs(scene.samples).max() <= 1.0
