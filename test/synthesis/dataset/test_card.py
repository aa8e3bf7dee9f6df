import math

import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.synthesis.dataset.card import category_table
from emotion_rescue.synthesis.dataset.card import share_table
from emotion_rescue.synthesis.dataset.card import spread_table
from emotion_rescue.synthesis.dataset.card import table
from emotion_rescue.synthesis.dataset.card import write_card
from emotion_rescue.synthesis.dataset.category_prevalences import EMOTIC_PERCENT


def rows(text):
    return [[cell.strip() for cell in line.strip('|').split('|')]
            for line in text.splitlines()][2:]


@pytest.mark.parametrize(('values', 'known', 'expected'), [
    ((), (), []),
    ((), ('a',), [['a', '0', '-']]),
    ('aab', 'c', [['a', '2', '66.7'], ['b', '1', '33.3'], ['c', '0', '0.0']])])
def test_shares(values, known, expected):
    assert rows(share_table('letter', values, known)) == expected


@pytest.mark.parametrize(('values', 'expected'), [
    ([], ['x', '0'] + ['-'] * 7),
    ([None, math.nan], ['x', '0'] + ['-'] * 7),
    ([1.0, 3.0, math.inf], ['x', '2', '2.00', '1.00', '1.00', '1.10', '2.00', '2.90', '3.00'])])
def test_spreads(values, expected):
    assert rows(spread_table({'x': values})) == [expected]


@pytest.mark.parametrize('people', [[], [['Fear', 'Pain']], [['Fear'], [], ['Fear', 'Fear']]])
def test_all_categories_stand_beside_emotic(people):
    found = {row[0]: row[1:] for row in rows(category_table(people))}
    assert tuple(found) == CATEGORY_NAMES
    counted = sum('Fear' in emotions for emotions in people)
    share = f'{100 * counted / len(people):.1f}' if people else '-'
    assert found['Fear'] == [str(counted), share, '1.7']


def test_every_category_has_a_share_in_emotic():
    assert tuple(EMOTIC_PERCENT) == CATEGORY_NAMES
    # The list that was counted has 2.89 labels a person.
    assert sum(EMOTIC_PERCENT.values()) == pytest.approx(289, abs=1)


def test_the_card_is_markdown(tmp_path):
    path = write_card(tmp_path, 'Voices', [('Counts', table(('a', 'b'), [(1, 2)]))])
    assert path.read_text() == (
        '# Voices\n\n## Counts\n| a | b |\n| :-- | --: |\n| 1 | 2 |\n')
