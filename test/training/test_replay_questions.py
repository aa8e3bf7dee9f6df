import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.replay_questions import colour_word
from emotion_rescue.training.replay_questions import questions_about
from emotion_rescue.training.replay_questions import replay_questions


def person(posture='stand', visible=1.0, **outfit):
    return {'posture': posture, 'visible_fraction': visible,
            'outfit': {'top': 't_shirt', 'top_rgb': [180, 30, 30], 'pattern': 'plain', **outfit}}


def answers(*people, scene='collapsed_room'):
    picture = {'scene': scene, 'people': list(people)}
    return {kind: (answer, garment)
            for kind, answer, _, garment in questions_about(picture, people[0])}


def test_what_the_renderer_knows_is_asked_for():
    assert answers(person(), person('lie_back', visible=0.5)) == {
        'people': ('two', ''), 'lying': ('yes', ''), 'colour': ('red', 't-shirt'),
        'place': ('collapsed room', ''), 'hidden': ('nothing', '')}


@pytest.mark.parametrize(('visible', 'hidden'), [
    (1.0, 'nothing'), (0.95, 'nothing'), (0.94, 'a part'), (0.6, 'a part'), (0.59, 'most'),
    (0.0, 'most')])
def test_how_much_is_hidden(visible, hidden):
    assert answers(person(visible=visible))['hidden'][0] == hidden


def test_many_people_are_counted_as_such():
    assert answers(*[person()] * 4)['people'][0] == 'four'
    assert answers(*[person()] * 9)['people'][0] == 'five or more'


def test_what_has_several_answers_or_none_is_not_asked():
    assert 'colour' not in answers(person(pattern='stripes'))
    assert 'place' not in answers(person(), scene='moon')
    assert answers({'posture': 'sit', 'visible_fraction': 1.0})['lying'][0] == 'no'


@pytest.mark.parametrize(('rgb', 'word'), [
    ((0, 0, 0), 'black'), ((255, 255, 255), 'white'), ((120, 125, 130), 'grey'),
    ((200, 20, 25), 'red'), ((240, 130, 20), 'orange'), ((240, 220, 60), 'yellow'),
    ((30, 110, 40), 'green'), ((30, 60, 180), 'blue'), ((90, 40, 120), 'purple'),
    ((240, 150, 180), 'pink'), ((90, 60, 40), 'brown')])
def test_colours_have_the_words_that_people_use(rgb, word):
    assert colour_word(rgb) == word


def test_every_answer_is_among_those_allowed_and_the_seed_decides_order_and_wording(painted):
    people = read_people(painted, 'val')
    questions = replay_questions(painted / 'val', people, 1)
    assert questions == replay_questions(painted / 'val', people, 1)
    assert questions != replay_questions(painted / 'val', people, 2)
    assert {q.row for q in questions} == set(range(len(people)))
    assert all(q.answer in q.allowed for q in questions)
    assert len({q.text for q in questions if q.kind == 'people'}) == 3


def test_of_a_picture_that_was_cut_only_the_person_is_asked_for(painted):
    people = read_people(painted, 'val')
    kinds = {q.kind for q in replay_questions(painted / 'val', people, 1, cropped=True)}
    assert kinds == {'hidden'}


def test_nobody_to_ask_about_is_an_error(painted):
    with pytest.raises(InputError, match='nothing to ask'):
        replay_questions(painted / 'val', [], 1)
