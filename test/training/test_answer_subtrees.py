import numpy as np
import pytest

from emotion_rescue.models.llava_likelihood import build_tree
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.training.answer_subtrees import subtree_of


@pytest.fixture(scope='module')
def tree():
    """Return the tree of all answers, a token a letter."""
    return build_tree([[ord(c) for c in answer] for answer in continuations('x')])


@pytest.mark.parametrize('fields', [('valence',), ('distress',), ('arousal', 'emotions')])
def test_a_part_has_the_answers_of_its_fields_alone(tree, fields):
    part = subtree_of(tree, fields)
    words = [f' {field}: {value}' for field in fields for value in FIELDS[field]]
    alone = build_tree([[ord(c) for c in word] for word in words])
    assert part.tree.tokens.tolist() == alone.tokens.tolist()
    assert part.tree.depth.tolist() == alone.depth.tolist()
    assert np.array_equal(part.tree.visible, alone.visible)
    assert part.tree.paths == alone.paths
    assert [continuations('x')[i] for i in part.answers] == words
    assert tree.tokens[part.nodes].tolist() == part.tree.tokens.tolist()


def test_all_fields_are_the_whole_tree(tree):
    part = subtree_of(tree, tuple(FIELDS))
    assert part.nodes.tolist() == list(range(len(tree.tokens)))
    assert part.tree.paths == tree.paths
