from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from speech_engines import needs_engines

from emotion_rescue.synthesis.dataset.clip_onset import CALM
from emotion_rescue.synthesis.dataset.clip_onset import DISTRESSED
from emotion_rescue.synthesis.dataset.clip_onset import KINDS
from emotion_rescue.synthesis.dataset.clip_onset import Onset
from emotion_rescue.synthesis.dataset.clip_onset import with_onset
from emotion_rescue.synthesis.dataset.clip_records import clip_record
from emotion_rescue.synthesis.dataset.clip_sound import clip_sound
from emotion_rescue.synthesis.dataset.clips import clip_plan
from emotion_rescue.synthesis.dataset.clips import ClipSettings
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.people_looks import sample_look
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.person.situations import SITUATIONS
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.scenes import Scene
from emotion_rescue.synthesis.voice.microphones import microphone_array

_SETTINGS = ClipSettings('val', seconds=6.0, rate_hz=2.0, onset_s=2.0)
_CAMERA = Camera(1.0, -6.0, 0.0, 60.0)


def placed(situation, seed=0, *, y_m=4.0, body_seed=7, **wanted):
    rng = np.random.default_rng(seed)
    only = tuple(one for one in SITUATIONS if one.name == situation)
    while True:
        state = sample_state(rng, only)
        if all(getattr(state, name) == value for name, value in wanted.items()):
            return PlacedPerson(state, 0.0, y_m, 0.0, body_seed)


def scene_of(*people, camera=_CAMERA):
    return Scene('street', camera, people, (), 0.1, 5)


@pytest.mark.parametrize('scene', [
    scene_of(), scene_of(placed('calm_bystander', y_m=1.5)),
    scene_of(placed('calm_bystander', y_m=9.0)),
    scene_of(placed('calm_bystander'), camera=replace(_CAMERA, pitch_deg=28.0)),
    scene_of(placed('calm_bystander'), camera=replace(_CAMERA, pitch_deg=-32.0))],
    ids=['nobody', 'too near', 'too far', 'feet out of view', 'head out of view'])
def test_nobody_who_can_change(scene):
    assert with_onset(np.random.default_rng(0), scene, 2.0, 6.0) is None


@pytest.fixture(scope='module')
def plans():
    return [clip_plan(_SETTINGS, index) for index in range(60)]


def test_only_the_state_changes(plans):
    for scene, onset in plans:
        before, after = onset.before, scene.people[onset.slot]
        assert replace(before, state=after.state) == after
        first, second = (sample_look(one.body_seed, one.state, scene.dust)
                         for one in (before, after))
        assert repr(first) == repr(second)
        assert 'walking' not in (before.state.motion, after.state.motion)
        others = [one for i, one in enumerate(scene.people) if i != onset.slot]
        assert others == [one for i, one in enumerate(onset.scene_before(scene).people)
                          if i != onset.slot]
        assert onset.bare(scene).people[onset.slot].state.posture in ('stand', 'bend')


def test_the_truth_is_clear_on_both_sides(plans):
    for scene, onset in plans:
        calm, other = onset.before.state, scene.people[onset.slot].state
        if onset.kind == 'better':
            calm, other = other, calm
        assert calm.distress <= CALM and calm.responsive
        assert other.distress >= DISTRESSED or onset.kind == 'silent'
        assert other.responsive == (onset.kind != 'silent')
        assert onset.kind != 'silent' or other.posture.startswith('lie')
    assert set(Counter(onset.kind for _, onset in plans)) == set(KINDS)


def test_a_plan_depends_on_its_number_alone(plans):
    assert clip_plan(_SETTINGS, 3) == plans[3]
    assert clip_plan(replace(_SETTINGS, onset_s=None), 3)[1] is None


@needs_engines
def test_each_state_has_its_sounds_in_its_time():
    before = placed('calm_bystander', posture='stand')
    after = placed('panicking', posture='stand')
    scene, frames = scene_of(after), [{'time_s': 0.0, 'people': []}]
    onset = Onset('worse', 5.0, 0, before)
    microphones_m = microphone_array(1)
    sound = clip_sound(scene, frames, 12.0, 'val', microphones_m, onset)
    record = clip_record('clips/000000', ClipSettings('val').recipe(), scene, frames, sound,
                         microphones_m, onset)
    told = record['onset']
    assert (told['person'], told['kind'], told['stamp_ns']) == (0, 'worse', 5_000_000_000)
    assert told['before']['situation'] == 'calm_bystander'
    assert record['people'][0]['situation'] == 'panicking'
    first, second = told['before']['voice'], record['people'][0]['voice']
    assert first['end_s'] <= 5.0 <= second['start_s']
    assert first['distress'] < 0.5 < second['distress']
    assert first['speaker'] == second['speaker']
    spans = [(one['person'], one['start_s']) for one in record['sound']['segments']]
    assert spans == sorted(spans) and {person for person, _ in spans} == {0}


@needs_engines
def test_without_an_onset_the_record_says_nothing_of_one():
    scene, frames = scene_of(placed('calm_bystander')), [{'time_s': 0.0, 'people': []}]
    sound = clip_sound(scene, frames, 2.0, 'val', microphone_array(1))
    record = clip_record('clips/000000', ClipSettings('val').recipe(), scene, frames, sound,
                         microphone_array(1))
    assert list(record) == [
        'clip', 'width', 'height', 'rate_hz', 'seconds', 'scene', 'light', 'weather',
        'scene_seed', 'camera', 'frames', 'people', 'sound']
