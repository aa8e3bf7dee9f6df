from painted_people import paint_people
import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.evaluation.label_ceiling import measure_ceiling
from emotion_rescue.evaluation.label_ceiling import shown_values
from emotion_rescue.evaluation.people_set import read_people

pytest.importorskip('sklearn')


def test_the_face_sets_the_ceiling(tmp_path):
    for split, seed in (('train', 1), ('test', 2)):
        paint_people(tmp_path / split, 60, seed, 'face')
    known, asked = read_people(tmp_path / 'train'), read_people(tmp_path / 'test')
    steps = []
    ceiling = measure_ceiling(known, asked, rounds=20,
                              progress=lambda done, count: steps.append((done, count)))
    assert 0.85 < ceiling.distress_auroc.value < 1.0
    assert ceiling.distress_auroc.low <= ceiling.distress_auroc.value
    figures = {figure.name: figure.value for figure in ceiling.figures}
    guessed = {figure.name: figure.value for figure in ceiling.guessed}
    assert figures['mAP'] > guessed['mAP'] + 0.2
    assert figures['valence MAE'] < 1.2 < guessed['valence MAE']
    assert [category.name for category in ceiling.categories] == list(CATEGORY_NAMES)
    pain = next(category for category in ceiling.categories if category.name == 'Pain')
    assert pain.people == asked.distressed.sum()
    assert pain.ap > pain.prevalence + 0.2
    assert steps[0] == (0, 30) and steps[-1] == (30, 30)


def test_no_name_of_a_state_and_nothing_worn_is_shown(tmp_path):
    for split, seed in (('train', 1), ('test', 2)):
        paint_people(tmp_path / split, 5, seed, 'clothes')
    known, asked = read_people(tmp_path / 'train'), read_people(tmp_path / 'test')
    before = shown_values(known, asked)
    for people in (known, asked):
        for person in people.people:
            person.update(posture='lie', gesture='wave', outfit={}, build={}, distress=1.0,
                          emotions=['Anger'], vad=[1, 1, 1])
    for old, new in zip(before, shown_values(known, asked), strict=True):
        assert (old == new).sum() + (old != old).sum() == old.size
