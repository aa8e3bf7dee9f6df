import json

import cv2
import numpy as np
import pytest

from emotion_rescue.core.errors import InputError
from emotion_rescue.models.view_panels import VIEW_PX
from emotion_rescue.training.replay_file import read_replay
from emotion_rescue.training.replay_file import split_replay
from emotion_rescue.training.replay_file import squared


def write(folder, *rows):
    for i in range(6):
        cv2.imwrite(str(folder / f'{i}.png'), np.full((20, 40, 3), 40 * i, np.uint8))
    path = folder / 'replay.jsonl'
    path.write_text(''.join(row if isinstance(row, str) else json.dumps(row) + '\n'
                            for row in rows))
    return path


def row(image, question, answer):
    return {'image': f'{image}.png', 'question': question, 'answer': answer}


def test_a_question_is_answered_by_one_of_its_own_answers_or_the_usual_ones(tmp_path):
    questions, images = read_replay(write(
        tmp_path, row(0, 'Dark?', 'yes'), row(1, 'Dark?', 'no'), row(1, 'What?', 'a wall')))
    assert [path.name for path in images] == ['0.png', '1.png']
    assert [q.row for q in questions] == [0, 1, 1]
    assert questions[0].allowed == ('yes', 'no')
    assert set(questions[2].allowed) == {'yes', 'no', 'a wall'}


@pytest.mark.parametrize(('rows', 'told'), [
    ((), 'fewer than two'),
    ((row(0, 'Dark?', 'yes'),), 'fewer than two'),
    (('{',), 'line 1'),
    ((row(0, 'Dark?', 'yes'), {'image': '0.png'}), 'line 2 has not'),
    ((row(0, 'Dark?', 'yes'), row(0, ' ', 'no')), 'line 2 has not'),
    ((row(0, 'Dark?', 'yes'), row(99, 'Dark?', 'no')), '99.png is missing')])
def test_what_cannot_be_asked_is_named(tmp_path, rows, told):
    with pytest.raises(InputError, match=told):
        read_replay(write(tmp_path, *rows))


def test_images_that_are_asked_about_are_not_learned(tmp_path):
    rows = [row(i, 'Dark?', 'yes' if i < 3 else 'no') for i in range(6)] * 2
    questions, _ = read_replay(write(tmp_path, *rows))
    learned, asked = split_replay(questions, 0)
    assert len(learned) + len(asked) == 12
    assert asked
    assert not {q.row for q in learned} & {q.row for q in asked}


def test_one_image_is_learned_and_not_asked_about(tmp_path):
    questions, _ = read_replay(write(tmp_path, row(0, 'Dark?', 'yes'), row(0, 'Far?', 'no')))
    learned, asked = split_replay(questions, 0)
    assert (len(learned), len(asked)) == (2, 0)


@pytest.mark.parametrize('shape', [(20, 40, 3), (40, 20, 3), (1, 1, 3), (900, 10, 3)])
def test_a_whole_image_keeps_its_proportions_in_a_square(shape):
    bgr = np.zeros(shape, np.uint8)
    bgr[..., 2] = 255
    rgb = squared(bgr)
    assert rgb.shape == (VIEW_PX, VIEW_PX, 3)
    red = rgb[..., 0] > 200
    rows, columns = red.any(axis=1).sum(), red.any(axis=0).sum()
    assert max(rows, columns) == VIEW_PX
    assert rows / columns == pytest.approx(shape[0] / shape[1], rel=0.15)
