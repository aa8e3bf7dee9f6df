from dataclasses import replace

import pytest

from emotion_rescue.cli.main import main
from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.example_sheet import choose_scenes
from emotion_rescue.synthesis.dataset.example_sheet import make_example_sheet
from emotion_rescue.synthesis.dataset.example_sheet import promise
from emotion_rescue.synthesis.dataset.image_settings import ImageSettings
from emotion_rescue.synthesis.dataset.images import scene_of
from emotion_rescue.synthesis.dataset.recipe import keep_recipe


@pytest.fixture(scope='module')
def scene():
    """Return a scene with one person, near, facing the camera, by day."""
    drawn = next(s for s in (scene_of(0, 'val', i, 4 / 3) for i in range(50)) if s.people)
    person = replace(drawn.people[0], x_m=0.0, y_m=3.0, turn_deg=0.0)
    return replace(drawn, people=(person,), light='day', weather='clear')


@pytest.mark.parametrize('worse', [{'y_m': 9.0}, {'y_m': 1.0}, {'x_m': 2.5}, {'turn_deg': 180.0}])
def test_promise_of_people(scene, worse):
    person = replace(scene.people[0], **worse)
    assert 0 < promise(replace(scene, people=(person,)), person) < promise(scene, scene.people[0])


@pytest.mark.parametrize('worse', [{'light': 'night'}, {'weather': 'fog'}])
def test_promise_of_light_and_air(scene, worse):
    assert promise(replace(scene, **worse), scene.people[0]) < promise(scene, scene.people[0])


def test_no_plans_no_scenes():
    assert choose_scenes(ImageSettings('val'), 0, 2) == ()


def test_every_situation_that_was_drawn_is_chosen():
    chosen = choose_scenes(ImageSettings('val'), 40, 1)
    assert list(chosen) == sorted(set(chosen))
    drawn, shown = ({person.state.situation.name for i in numbers
                     for person in scene_of(0, 'val', i, 4 / 3).people}
                    for numbers in (range(40), chosen))
    assert shown == drawn


def test_pictures_of_other_settings_are_refused(tmp_path):
    keep_recipe(tmp_path, 'synth sheet', {'seed': 1})
    with pytest.raises(InputError, match='was made with seed 1, not 2|unset'):
        make_example_sheet(tmp_path, ImageSettings('val', 2), plans=0)


@pytest.mark.parametrize(('out', 'message'), [
    ('sheet.gif', 'neither a .jpg nor a .png'), ('file/sheet.jpg', 'cannot be written')])
def test_a_sheet_that_cannot_be_written_is_told_at_once(tmp_path, capsys, out, message):
    (tmp_path / 'file').write_text('')
    assert main(['synth', 'sheet', '--out', str(tmp_path / out)]) == 1
    told = capsys.readouterr().err
    assert message in told and 'searching plans' not in told
