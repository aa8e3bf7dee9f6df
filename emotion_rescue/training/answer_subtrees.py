"""The part of the tree of answers that some fields need, so that a step can teach these alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emotion_rescue.models.llava_likelihood import TokenTree
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import split_fields


@dataclass(frozen=True, eq=False)
class Subtree:
    """Some answers of a tree.

    Attributes:
        answers: int (m,), their numbers.
        nodes: int (k,), numbers of the nodes that they need.
        tree: of these answers and nodes alone, both in this order.
    """

    answers: np.ndarray
    nodes: np.ndarray
    tree: TokenTree


def subtree_of(tree: TokenTree, fields: Sequence[str]) -> Subtree:
    """Return the part of `tree`, which has all answers, that `fields` need.

    Args:
        tree: of `llava_prompt.continuations`.
        fields: names of `llava_prompt.FIELDS`.
    """
    numbers = split_fields(np.arange(sum(map(len, FIELDS.values()))))
    answers = np.concatenate([numbers[name] for name in FIELDS if name in fields])
    nodes = np.array(sorted({node for i in answers for node, _ in tree.paths[i] if node >= 0}),
                     np.int64)
    new = {-1: -1, **{int(node): place for place, node in enumerate(nodes)}}
    return Subtree(answers, nodes, TokenTree(
        tree.tokens[nodes], tree.depth[nodes], tree.visible[np.ix_(nodes, nodes)],
        tuple(tuple((new[node], token) for node, token in tree.paths[i]) for i in answers)))
