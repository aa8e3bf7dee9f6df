"""Films a few small clips; those tests are skipped where anny, mujoco or EGL is missing."""

from dataclasses import replace
import json
import wave

import cv2
import numpy as np
import pytest
from speech_engines import needs_engines

from emotion_rescue.cli.main import main
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.synthesis.dataset import clips
from emotion_rescue.synthesis.dataset.camera_sway import swaying
from emotion_rescue.synthesis.dataset.clip_records import place_of
from emotion_rescue.synthesis.dataset.clip_sheet import chosen_clips
from emotion_rescue.synthesis.dataset.clip_sound import room_of
from emotion_rescue.synthesis.dataset.clip_sound import ROOM_OF_PLACE
from emotion_rescue.synthesis.dataset.clip_sound import sounding
from emotion_rescue.synthesis.dataset.clips import clip_scene
from emotion_rescue.synthesis.dataset.clips import ClipSettings
from emotion_rescue.synthesis.dataset.clips import write_clips
from emotion_rescue.synthesis.dataset.images import scene_of
from emotion_rescue.synthesis.dataset.images import surface_seed_of
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.person.people_looks import sample_look
from emotion_rescue.synthesis.person.placed_people import PlacedPerson
from emotion_rescue.synthesis.site.pictures import Photographer
from emotion_rescue.synthesis.site.places import PLACES
from emotion_rescue.synthesis.site.scenes import Camera
from emotion_rescue.synthesis.site.scenes import Scene

_SMALL = ClipSettings('val', seed=0, seconds=1.2, rate_hz=2.5, width_px=160, height_px=120,
                      microphones=2)
_CAMERA = Camera(1.0, 0.0, 0.0, 55.0)


class _StayingPhotographer(Photographer):
    """Serves several runs, since building one takes long."""

    def close(self):
        pass


@pytest.fixture(scope='module')
def photographer():
    try:
        return _StayingPhotographer(160, 120, surface_seed_of(0, 'val'))
    except MissingPackageError as error:
        pytest.skip(str(error))


@pytest.fixture
def ready(photographer, monkeypatch):
    monkeypatch.setattr(clips, 'Photographer', lambda *_: photographer)


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob('*')) if path.is_file()}


def records(folder):
    return [json.loads(line) for line in (folder / 'clips.jsonl').read_text().splitlines()]


def moving(motion, x_m):
    """Return somebody who stands and moves so; `x_m` metres right of the camera's axis."""
    rng = np.random.default_rng(3)
    while True:
        state = sample_state(rng)
        if state.motion == 'waving' and state.posture == 'stand':
            return PlacedPerson(replace(state, motion=motion), x_m, 3.5, 0.0, 7)


@needs_engines
def test_an_empty_set_is_valid(tmp_path):
    folder = write_clips(tmp_path, ClipSettings('test'), 0)
    assert (folder / 'clips.jsonl').read_text() == ''
    assert '0 clips, 0 pictures' in (folder / 'card.md').read_text()
    assert cv2.imread(str(folder / 'contact_sheet.png')) is not None


@pytest.mark.parametrize(('settings', 'message'), [
    ({'split': 'all'}, "no split 'all'"), ({'seed': -1}, 'seed is -1'),
    ({'width_px': 10}, '10x480'), ({'microphones': 5}, '5 microphones are not possible'),
    ({'microphones': 0}, '0 microphones'), ({'seconds': 0.5}, 'cannot last 0.5 s'),
    ({'seconds': float('nan')}, 'cannot last nan s'), ({'seconds': 61.0}, 'cannot last 61 s'),
    ({'rate_hz': 0.0}, '0 pictures a second'), ({'rate_hz': -3.0}, '-3 pictures a second'),
    ({'rate_hz': float('nan')}, 'nan pictures'), ({'rate_hz': 0.1}, '0.1 pictures a second'),
    ({'rate_hz': float('inf')}, 'inf pictures'), ({'rate_hz': 300.0}, '1 to 999 pictures')])
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        ClipSettings(**{'split': 'val', **settings})


@needs_engines
def test_a_folder_of_other_settings_is_refused(tmp_path):
    write_clips(tmp_path, ClipSettings('val'), 0)
    with pytest.raises(InputError, match=r'made with rate_hz 5\.0, not 4\.0'):
        write_clips(tmp_path, ClipSettings('val', rate_hz=4.0), 0)


@needs_engines
def test_the_command_writes_an_empty_set(tmp_path, capsys):
    assert main(['synth', 'clips', '--out', str(tmp_path), '--count', '0', '--seconds', '2',
                 '--size', '64x64']) == 0
    assert capsys.readouterr().out == f'{tmp_path}/train\n'
    card = (tmp_path / 'train/card.md').read_text()
    assert '--seconds 2 --rate-hz 5 --size 64x64 --microphones 4\n' in card


def test_scenes_of_clips_are_not_those_of_pictures():
    assert clip_scene(_SMALL, 3).seed != scene_of(0, 'val', 3, 4 / 3).seed
    assert clip_scene(_SMALL, 3).seed == clip_scene(_SMALL, 3).seed


def test_somebody_is_in_the_situation_that_is_asked_for():
    asked = replace(_SMALL, situation='unconscious')
    people = [person.state.situation.name for i in range(3)
              for person in clip_scene(asked, i).people]
    assert people.count('unconscious') >= 3


def test_swaying_is_small_and_slow():
    assert swaying(_CAMERA, [], np.random.default_rng(0)) == []
    cameras = swaying(_CAMERA, [0.2 * i for i in range(50)], np.random.default_rng(0))
    pitch = np.array([camera.pitch_deg for camera in cameras])
    assert 0.1 < np.ptp(pitch) < 1.3
    assert abs(np.diff(pitch)).max() < 0.5
    assert all(abs(camera.height_m - 1.0) < 0.01 for camera in cameras)


@pytest.mark.parametrize(('frames', 'expected'), [
    ([{'time_s': 0.0, 'people': []}], (45.0, 1.414)),
    ([{'time_s': t, 'people': [{'id': who, 'bearing_deg': 10.0 * t, 'distance_m': 2.0 + t}]}
      for t, who in ((0.0, 0), (1.0, 0), (2.0, 0))], (10.0, 3.0)),
    ([{'time_s': t, 'people': [{'id': who, 'bearing_deg': 10.0 * t, 'distance_m': 2.0 + t}]}
      for t, who in ((0.0, 0), (1.0, 1), (2.0, 1))], (0.0, 2.0))])
def test_somebody_is_heard_from_where_they_are_in_the_middle(frames, expected):
    unseen = PlacedPerson(moving('still', 0.0).state, -1.0, 1.0, 0.0, 7)
    assert place_of(0, unseen, frames) == expected


@pytest.mark.parametrize('seed', range(12))
def test_voices_go_with_bodies(seed):
    person = replace(moving('still', 0.0), body_seed=seed)
    build, _ = sample_look(seed, person.state, 0.1)
    scene = Scene('street', _CAMERA, (person,), (), 0.1, 1)
    frames = [{'time_s': 0.0, 'people': []}]
    register = sounding(person, 0, scene, frames).register
    assert (register == 'child') == (build['age'] <= 0.5)
    assert (register == 'woman') <= (build['gender'] <= 0.5)


@pytest.mark.parametrize('place', PLACES)
def test_every_place_has_its_sound(place):
    assert room_of(place, np.random.default_rng(0)).kind == ROOM_OF_PLACE[place]


def test_the_sheet_shows_as_much_as_it_can():
    def record(number, motion):
        return {'clip': f'clips/{number:06d}', 'sound': {'segments': []}, 'people': [
            {'situation': 's', 'motion': motion, 'frames_seen': 3}]}
    assert chosen_clips([]) == []
    some = [record(i, 'still') for i in range(30)] + [record(30, 'waving')]
    chosen = chosen_clips(some)
    assert len(chosen) == 14
    assert chosen[-1]['clip'] == 'clips/000030'


@pytest.mark.slow
def test_filming_gives_the_pictures_that_taking_gives(photographer):
    scene = Scene('street', _CAMERA, (moving('waving', 0.0),), (), 0.1, 5)
    filmed = list(photographer.film(scene, [0.0, 0.4]))
    photographer.take(Scene('street', _CAMERA, (), (), 0.1, 6))
    for frame, picture in enumerate(filmed):
        taken = photographer.take(scene, time_s=(0.0, 0.4)[frame], frame=frame)
        np.testing.assert_array_equal(picture.rgb, taken.rgb)
        assert picture.people[0].xyxy == taken.people[0].xyxy


@pytest.mark.slow
def test_stillness_shows_against_movement(photographer):
    people = (moving('still', -0.9), moving('waving', 0.9))
    scene = Scene('street', _CAMERA, people, (), 0.1, 5)
    first, *others = photographer.film(scene, [0.0, 0.3, 0.6])
    near = first.depth_m < 10
    noise = np.mean([abs(first.rgb[~near].astype(int) - o.rgb[~near]).mean() for o in others])
    for other in others:
        changed = abs(first.rgb.astype(int) - other.rgb).mean(2)
        left, top, right, bottom = first.people[0].xyxy
        still = changed[top:bottom, left:right].mean()
        left, top, right, bottom = first.people[1].xyxy
        moved = changed[top:bottom, left:right].mean()
        assert still < 1.5 * noise + 1
        assert moved > 2 * still
        np.testing.assert_array_equal(first.people[0].key_points, other.people[0].key_points)
        wrists = first.people[1].key_points[9:11, :2] - other.people[1].key_points[9:11, :2]
        assert abs(wrists).max() > 2


@pytest.mark.slow
def test_a_set_of_clips(ready, tmp_path):
    folder = write_clips(tmp_path / 'a', _SMALL, 2, jobs=1)
    made = records(folder)
    assert [record['clip'] for record in made] == ['clips/000000', 'clips/000001']
    for record in made:
        assert [frame['time_s'] for frame in record['frames']] == [0.0, 0.4, 0.8]
        assert [frame['stamp_ns'] for frame in record['frames']] == [0, 400_000_000, 800_000_000]
        ids = [person['id'] for person in record['people']]
        assert ids == list(range(len(ids)))
        for frame in record['frames']:
            assert cv2.imread(str(folder / frame['file'])).shape == (120, 160, 3)
            assert {person['id'] for person in frame['people']} <= set(ids)
            for person in frame['people']:
                # The picture shows people on the side from which they are heard.
                middle = (person['xyxy'][0] + person['xyxy'][2]) / 2
                if abs(person['bearing_deg']) > 12 and person['visible_fraction'] > 0.6:
                    assert (middle < 80) == (person['bearing_deg'] > 0)
        for person in record['people']:
            assert person['frames_seen'] == sum(
                one['id'] == person['id'] for f in record['frames'] for one in f['people'])
        sound = record['sound']
        assert len(sound['microphones']) == 2
        for segment in sound['segments']:
            assert segment['person'] in ids
            assert 0 <= segment['start_s'] < segment['end_s'] <= 1.2
        with wave.open(str(folder / sound['file'])) as file:
            assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (
                16000, 2, 19200)
    assert '- 2 clips, 6 pictures' in (folder / 'card.md').read_text()
    # Stopped after the first clip, with a cut-off line, it goes on to the same bytes.
    (folder / 'clips.jsonl').write_text((folder / 'clips.jsonl').read_text()[:-40])
    whole = contents(folder)
    write_clips(tmp_path / 'a', _SMALL, 2, jobs=1)
    again = write_clips(tmp_path / 'b', _SMALL, 2, jobs=1)
    assert contents(folder) == contents(again)
    assert contents(folder) != whole


@pytest.mark.slow
def test_a_swaying_camera_is_told(ready, tmp_path):
    record, = records(write_clips(tmp_path, replace(_SMALL, sway=True), 1, jobs=1))
    assert len({frame['camera']['pitch_deg'] for frame in record['frames']}) == 3


@pytest.mark.slow
def test_filming_a_change_shows_both_states_and_keeps_the_site(photographer):
    standing = moving('breathing', 0.0)
    lying = replace(standing, state=replace(standing.state, posture='lie_back', gesture='limp'))
    scene = Scene('street', _CAMERA, (standing,), (), 0.1, 5)
    moments_s = [-0.4, 0.0, 0.4]
    plans = [(standing,), (lying,), (lying,)]
    filmed = list(photographer.film(scene, moments_s, None, plans))
    heights = [picture.people[0].xyxy[3] - picture.people[0].xyxy[1] for picture in filmed]
    assert heights[0] > 2 * heights[1] and heights[1] == pytest.approx(heights[2], abs=3)
    before = photographer.take(scene, time_s=-0.4, frame=0)
    np.testing.assert_array_equal(filmed[0].rgb, before.rgb)


@pytest.mark.slow
def test_a_set_of_clips_with_an_onset(ready, tmp_path):
    settings = replace(_SMALL, seconds=2.4, onset_s=1.2)
    folder = write_clips(tmp_path, settings, 1, jobs=1)
    record, = records(folder)
    onset = record['onset']
    assert onset['stamp_ns'] == 1_200_000_000
    assert onset['before']['body_seed'] == record['people'][onset['person']]['body_seed']
    card = (folder / 'card.md').read_text()
    assert f'| {onset["kind"]} | 1 |' in card and 'does not change' not in card
