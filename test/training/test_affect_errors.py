import cv2
import numpy as np
import pytest

from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_errors import draw_worst
from emotion_rescue.training.affect_errors import worst_people
from emotion_rescue.training.scored_answers import known_of


@pytest.mark.parametrize('distress, said, missed, alarms', [
    ([], [], [], []),
    ([0.9], [0.1], [0], []),
    ([0.1], [0.9], [], [0]),
    ([0.5, 0.9, 0.8, 0.1, 0.4], [0.6, 0.1, 0.3, 0.7, 0.9], [1, 2], [4, 3])])
def test_the_worst_come_first(distress, said, missed, alarms):
    found = worst_people(np.array(distress), np.array(said), 2)
    assert found == (missed, alarms)


def test_the_page_shows_the_people_who_were_missed(painted, tmp_path):
    people = read_people(painted, 'test')
    truth = known_of(people)
    said = known_of(people)
    said.distress[:] = 1 - truth.distress
    draw_worst(people, truth, said, tmp_path / 'worst.jpg')
    page = cv2.imread(str(tmp_path / 'worst.jpg'))
    assert page.shape[1] > 6 * 168
    dark, bright = page[:200].mean(), page[page.shape[0] // 2:].mean()
    assert dark < bright, 'the missed are painted dark, the false alarms bright'
