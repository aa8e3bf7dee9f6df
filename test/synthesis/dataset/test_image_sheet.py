import cv2
import numpy as np
import pytest

from emotion_rescue.synthesis.dataset.image_card import write_image_card
from emotion_rescue.synthesis.dataset.image_sheet import clearest_examples
from emotion_rescue.synthesis.dataset.image_sheet import clearness
from emotion_rescue.synthesis.dataset.image_sheet import crop_square
from emotion_rescue.synthesis.dataset.image_sheet import image_sheet
from emotion_rescue.synthesis.dataset.image_sheet import write_image_sheet


def person(situation='trapped', xyxy=(100, 100, 200, 300), **changed):
    return {'situation': situation, 'xyxy': list(xyxy), 'visible_fraction': 0.9,
            'luminance': 100.0, 'heading_deg': 0.0, 'expressivity': 0.9, 'distress': 0.8,
            'head_xyxy': [130, 100, 160, 140], 'gesture': 'hang',
            'vad': [2.0, 6.0, 3.0], 'emotions': ['Fear'], 'pain': 0.5, 'fatigue': 0.2,
            'distance_m': 3.0, 'depth_m': 2.9, 'build': {'age': 0.7}, 'posture': 'stand',
            'motion': 'still', 'attention': 'down', 'responsiveness': 'alert',
            'outfit': {'work_suit': False}} | changed


def record(*people, image='images/000000.jpg', **changed):
    return {'image': image, 'width': 640, 'height': 480, 'scene': 'street', 'light': 'day',
            'weather': 'clear', 'people': list(people)} | changed


@pytest.mark.parametrize('worse', [
    {'visible_fraction': 0.5}, {'luminance': 10.0}, {'luminance': 240.0}, {'heading_deg': 180.0},
    {'expressivity': 0.1}, {'xyxy': (100, 100, 120, 150)},
    {'xyxy': (0, 100, 100, 300)}, {'head_xyxy': None}])
def test_clearness(worse):
    assert 0 < clearness(record(), person(**worse)) < clearness(record(), person()) <= 1


def test_somebody_alone_is_clearer():
    alone, before = person(), person('asleep')
    assert clearness(record(alone, before), alone) < clearness(record(alone), alone)


def test_the_clearest_of_each_situation():
    clear, dark, other = person(), person(luminance=5.0), person('asleep', (0, 0, 40, 40))
    lines = [record(), record(dark), record(clear, other)]
    found = clearest_examples(lines)
    assert {name: example for name, [(_, _, example)] in found.items()} == {
        'trapped': clear, 'asleep': other}
    assert [example for _, _, example in clearest_examples(lines, 5)['trapped']] == [clear, dark]


@pytest.mark.parametrize('situation,usual,rare', [
    ('calling_for_help', {'gesture': 'call'}, {'gesture': 'relaxed'}),
    ('trapped', {'gesture': 'reach', 'posture': 'lie_front'},
     {'gesture': 'reach', 'posture': 'stand'}),
    ('rescuer_at_work', {'gesture': 'work', 'outfit': {'work_suit': True}}, {'gesture': 'work'})])
def test_among_clear_ones_the_typical_one(situation, usual, rare):
    usual = person(situation, **usual)
    rare = person(situation, luminance=105.0, **rare)
    assert clearness(record(rare), rare) > clearness(record(usual), usual)
    assert clearest_examples([record(rare), record(usual)])[situation][0][2] == usual


@pytest.mark.parametrize('xyxy', [
    (0, 0, 10, 10), (630, 470, 640, 480), (0, 0, 640, 480), (300, 200, 320, 300)])
def test_crops_are_squares_within_the_picture(xyxy):
    left, top, right, bottom = crop_square(xyxy, 640, 480)
    assert right - left == bottom - top
    assert 0 <= left < right <= 640 and 0 <= top < bottom <= 480
    assert left <= max(xyxy[0], 0) or xyxy[2] - xyxy[0] > right - left


def test_of_two_pictures_the_sharp_one(tmp_path):
    rng = np.random.default_rng(0)
    sharp = np.kron(rng.integers(0, 255, (48, 64, 3)), np.ones((10, 10, 1))).astype(np.uint8)
    cv2.imwrite(str(tmp_path / 'sharp.png'), sharp)
    cv2.imwrite(str(tmp_path / 'blurred.png'), cv2.GaussianBlur(sharp, None, 20))
    lines = [record(person(), image=name) for name in ('blurred.png', 'sharp.png')]
    both, alone = image_sheet(tmp_path, lines), image_sheet(tmp_path, lines[1:])
    np.testing.assert_array_equal(both[:240, :240], alone[:240, :240])


@pytest.mark.parametrize('count', [0, 3])
def test_sheet_and_card_are_written(tmp_path, count):
    lines = []
    for i in range(count):
        lines.append(record(person(), person('asleep', distress=0.1), image=f'{i}.jpg'))
        cv2.imwrite(str(tmp_path / lines[-1]['image']), np.full((480, 640, 3), 90, np.uint8))
    sheet = cv2.imread(str(write_image_sheet(tmp_path, lines)))
    assert (sheet < 200).any() == bool(count)
    card = write_image_card(tmp_path, 'emotion-rescue synth images', lines).read_text()
    assert f'{count} pictures' in card and f'{2 * count} labelled people' in card
    assert ('(50.0 %) of them in distress' in card) == bool(count)
    for heading in ('What it is', 'Made by', 'Situations', 'EMOTIC categories', 'State', 'Sites',
                    'Limits', 'Licence'):
        assert f'## {heading}\n' in card
