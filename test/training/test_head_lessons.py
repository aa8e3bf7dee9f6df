"""Heads are learned from painted people, and found in pictures never seen."""

from dataclasses import replace

import numpy as np
import pytest

from emotion_rescue.models.head_finder import HeadFinder
from emotion_rescue.models.head_finder import write_head_finder
from emotion_rescue.models.head_network import build_head_network
from emotion_rescue.models.head_network import CELLS
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_recipe import recipe_of
from emotion_rescue.training.head_lessons import draw_lessons
from emotion_rescue.training.head_lessons import finder_of
from emotion_rescue.training.head_lessons import finding_figures
from emotion_rescue.training.head_lessons import teach_heads
from emotion_rescue.training.head_lessons import with_found_heads
from emotion_rescue.training.kept_state import Keeper
from emotion_rescue.training.training_sets import read_sets

torch = pytest.importorskip('torch')


def test_a_lesson_names_the_cell_of_the_head_and_one_without_a_head_says_so(painted):
    person = read_people(painted, 'val')[0]
    lessons = draw_lessons([person, replace(person, head_xyxy=None)])
    assert lessons.views.shape == (2, 96, 96, 3)
    assert lessons.cells[1] == CELLS * CELLS
    row, column = divmod(int(lessons.cells[0]), CELLS)
    green = lessons.views[0].astype(int)
    rows, columns = np.nonzero(green[..., 1] > green[..., 0] + 40)
    assert (rows.mean() / 4, columns.mean() / 4) == pytest.approx((row + 0.5, column + 0.5), abs=1)


def test_chance_depends_on_the_seed_only(painted):
    people = read_people(painted, 'val')[:3]
    first, again, other = (draw_lessons(people, seed, copies=2) for seed in (1, 1, 2))
    assert len(first.cells) == 6
    assert (first.views == again.views).all()
    assert (first.views != other.views).any()


def test_heads_of_people_never_seen_are_found(painted):
    recipe = recipe_of({'data': 'd', 'out': 'o', 'head_epochs': 25})
    people, val = read_people(painted, 'train'), read_people(painted, 'val')
    finder = teach_heads(people, val, recipe, Keeper(), print)
    test = read_people(painted, 'test')
    assert finding_figures(finder, test)['heads found'] > 0.8
    untaught = finding_figures(HeadFinder(build_head_network()), test)
    assert untaught['heads found'] < 0.2


def test_without_a_finder_nobody_has_a_head(painted):
    people = read_people(painted, 'val')[:3]
    assert [p.head_xyxy for p in with_found_heads(None, people)] == [None] * 3


def test_the_finder_of_a_base_is_kept(painted, tmp_path):
    base = HeadFinder(build_head_network())
    write_head_finder(tmp_path, base)
    recipe = recipe_of({'data': str(painted), 'out': str(tmp_path / 'o'), 'base': str(tmp_path)})
    found = finder_of(recipe, read_sets(recipe, print), Keeper(), print)
    for name, value in base.network.state_dict().items():
        torch.testing.assert_close(
            found.network.state_dict()[name], value, atol=1e-3, rtol=1e-3)


def test_where_nobody_knows_of_heads_none_are_taught(painted, tmp_path):
    recipe = recipe_of({'data': str(painted), 'out': str(tmp_path), 'head_epochs': 0})
    assert finder_of(recipe, read_sets(recipe, print), Keeper(), print) is None
