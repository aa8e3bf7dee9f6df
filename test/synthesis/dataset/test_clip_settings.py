import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.clip_settings import ClipSettings


def test_without_an_onset_nothing_is_said_of_one():
    assert set(ClipSettings('val').recipe()) == {
        'split', 'seed', 'seconds', 'rate_hz', 'width_px', 'height_px', 'microphones', 'sway'}
    assert ClipSettings('val', sway=True).command(3).endswith('--microphones 4 --sway')


def test_an_onset_is_part_of_recipe_and_command():
    settings = ClipSettings('val', seconds=20.0, onset_s=7.5)
    assert settings.recipe()['onset_s'] == 7.5
    assert settings.command(3).endswith('--microphones 4 --onset 7.5')


@pytest.mark.parametrize('onset_s', [0.0, 0.9, 3.1, 4.0, -1.0, float('nan'), float('inf')])
def test_both_states_last_a_second_at_least(onset_s):
    with pytest.raises(InputError, match='state cannot change'):
        ClipSettings('val', seconds=4.0, onset_s=onset_s)
    ClipSettings('val', seconds=4.0, onset_s=1.0)
    ClipSettings('val', seconds=4.0, onset_s=3.0)


def test_a_situation_is_part_of_recipe_and_command():
    settings = ClipSettings('val', situation='unconscious')
    assert settings.recipe()['situation'] == 'unconscious'
    assert settings.command(3).endswith('--situation unconscious')


@pytest.mark.parametrize(('settings', 'message'), [
    ({'situation': 'flying'}, "no situation 'flying'"),
    ({'situation': 'asleep', 'onset_s': 2.0}, "leave out 'asleep'")])
def test_situations_that_cannot_be_asked_for(settings, message):
    with pytest.raises(InputError, match=message):
        ClipSettings('val', **settings)
