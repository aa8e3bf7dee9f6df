import numpy as np
from painted_people import paint_people
import pytest

from emotion_rescue.evaluation import person_facts
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.people_set import read_people
from emotion_rescue.evaluation.shortcut_probes import learn_linear
from emotion_rescue.evaluation.shortcut_probes import probe_facts
from emotion_rescue.evaluation.shortcut_probes import probe_values

pytest.importorskip('sklearn')


def _sets(folder, clue):
    for split, seed in (('train', 1), ('test', 2)):
        paint_people(folder / split, 60, seed, clue)
    return read_people(folder / 'train'), read_people(folder / 'test')


@pytest.mark.parametrize(('facts', 'clue', 'field'), [
    (person_facts.worn, 'clothes', 'headgear'),
    (person_facts.surroundings, 'scene', 'light'),
    (person_facts.shown, 'face', 'face jawOpen'),
])
def test_a_clue_is_found_and_named_and_no_other(tmp_path, facts, clue, field):
    known, asked = _sets(tmp_path / 'clue', clue)
    probe = probe_facts('facts', facts, known, asked)
    assert probe.auroc.value > 0.85
    assert probe.auroc.low <= probe.auroc.value <= probe.auroc.high
    assert probe.importances[0][0] == field
    assert len(probe.said) == len(asked)
    known, asked = _sets(tmp_path / 'none', 'nothing')
    probe = probe_facts('facts', facts, known, asked)
    assert probe.auroc.low < 0.5 < probe.auroc.high
    assert probe.auroc.value < 0.65


def test_numbers_are_probed_alone_and_together(tmp_path):
    known, asked = _sets(tmp_path, 'nothing')
    rng = np.random.default_rng(0)

    def weakly(people):
        # Each of the columns tells a little, all together everything.
        return rng.normal(0.6 * people.distressed[:, None], 1.0, (len(people), 60))

    trees, linear = probe_values('numbers', weakly(known), weakly(asked), known, asked)
    assert linear.auroc.value > 0.85
    assert trees.auroc.value > 0.8
    assert (trees.auroc.name, linear.auroc.name) == ('numbers, trees', 'numbers, linear')


@pytest.mark.parametrize('columns', [1, 5, 200])
def test_the_linear_learner(columns):
    rng = np.random.default_rng(columns)
    positive = rng.random(150) < 0.5
    values = rng.normal(2.0 * positive[:, None], 1.0, (150, columns))
    values[:, 1:2] = 3.0  # what is always the same tells nothing
    learned = learn_linear(values[:100], positive[:100])
    assert auroc(learned(values[100:]), positive[100:]) > 0.8
    assert learned(values[:0]).shape == (0,)
