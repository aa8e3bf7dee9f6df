import json

import numpy as np
import pytest

from emotion_rescue.core.body import Posture
from emotion_rescue.pipeline.posture import KNOWN_POSTURES
from emotion_rescue.training.fit_posture import fit
from emotion_rescue.training.fit_posture import main
from emotion_rescue.training.fit_posture import report
from emotion_rescue.training.fit_posture import table_of
from emotion_rescue.training.fit_posture import true_posture

TALL, WIDE = (300, 150, 350, 330), (200, 330, 400, 390)


def person(posture, xyxy, head=True, visible=1.0):
    return {'posture': posture, 'xyxy': list(xyxy), 'depth_m': 4.0, 'visible_fraction': visible,
            'head_xyxy': [0, 0, 1, 1] if head else None}


def picture(*people):
    return {'width': 640, 'height': 480, 'camera': {'fov_vertical_deg': 52.0},
            'people': list(people)}


def write(folder, *pictures):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'people.jsonl').write_text(''.join(json.dumps(one) + '\n' for one in pictures))


@pytest.mark.parametrize(('one', 'posture'), [
    (person('stand', TALL), Posture.STANDING), (person('curl_up', TALL), Posture.SITTING),
    (person('crawl', WIDE), Posture.KNEELING), (person('lie_back', WIDE), Posture.LYING),
    (person('lie_back', WIDE, head=False, visible=0.2), Posture.LIMB_ONLY),
    (person('lie_back', WIDE, head=False, visible=0.9), Posture.LYING)])
def test_names_of_the_generator_are_postures(one, posture):
    assert true_posture(one) is posture


def test_an_empty_set_has_no_rows(tmp_path):
    write(tmp_path, picture())
    measures, truth = table_of(tmp_path, depth=False)
    assert len(measures) == len(truth) == 0


def test_boxes_that_are_cut_or_tiny_are_left_out(tmp_path):
    write(tmp_path, picture(person('stand', TALL), person('stand', (0, 150, 50, 330)),
                            person('stand', (300, 300, 305, 320))))
    measures, truth = table_of(tmp_path, depth=True)
    assert measures.shape == (1, 8) and truth.tolist() == [0]


def boxes(rng, shape, count):
    """Return boxes of about one shape."""
    left, top, right, bottom = shape
    return [(left, top, right + rng.uniform(-8, 8), bottom + rng.uniform(-8, 8))
            for _ in range(count)]


def test_what_is_fitted_tells_others_apart(tmp_path, capsys):
    rng = np.random.default_rng(0)
    for split in ('train', 'test'):
        write(tmp_path / split, *(picture(person('stand', tall), person('lie_back', wide))
                                  for tall, wide in zip(boxes(rng, TALL, 40),
                                                        boxes(rng, WIDE, 40), strict=True)))
    weights = fit(*table_of(tmp_path / 'train', depth=False))
    figures = report(weights, *table_of(tmp_path / 'test', depth=False))
    assert figures['accuracy'] == 1.0 and figures['most_common'] == 0.5
    assert figures['each']['LYING'] == {'people': 40, 'recall': 1.0, 'precision': 1.0}
    assert main([str(tmp_path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert np.shape(lines[1]['DEPTH_WEIGHTS']) == (len(KNOWN_POSTURES), 8)
