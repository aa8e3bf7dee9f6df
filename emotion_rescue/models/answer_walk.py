"""Likelihoods of a field's values from lists of the likeliest next tokens.

A chat server lists only the likeliest tokens, and only those that follow some text. A value of
several tokens ('very low') is therefore walked: the list after 'valence:' gives P('very'), that
after 'valence: very' gives P('low' after 'very'), and their product is the value's likelihood.

Exact, up to the server's own precision:
* a value all of whose tokens were found in lists.

Approximate, and still taken as known:
* a value whose first tokens no other value shares ('Doub' of 'Doubt/Confusion'): the rest is taken
  for sure, so that its likelihood is an upper bound;
* between the branch and the place where its values part ('some' of 'somewhat low' and 'somewhat
  high'), the text is taken for sure likewise;
* white space around tokens is not compared, because servers differ in whether they show it; of
  two tokens that differ by it only, and of two that begin the same value, the likelier counts.

Not known:
* a value whose next token is not listed. It is no likelier than the last one listed, nor than
  what the list leaves over; that bound stands for it, which can only take certainty away;
* a value of a branch that was not followed: the branch's likelihood, evenly divided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
import math
import os.path

import numpy as np

from emotion_rescue.models.chat_reply import TopList


@dataclass(frozen=True, eq=False)
class FieldLikelihoods:
    """What is known of a field's values.

    Attributes:
        log_likelihoods: float64 (values,), natural; of bounds where not known.
        known: bool (values,), see above.
    """

    log_likelihoods: np.ndarray
    known: np.ndarray

    def unknown_share(self) -> float:
        """Return 0..1: the most that values which are not known can have of all likelihood."""
        shares = np.exp(self.log_likelihoods - self.log_likelihoods.max())
        return float(shares[~self.known].sum() / shares.sum())


@dataclass(frozen=True)
class Branch:
    """A begun value that several values go on from.

    Attributes:
        begun: the text that they share.
        log_p: its log-likelihood.
    """

    begun: str
    log_p: float


class AnswerWalk:
    """Collects lists until everything is told apart that is worth a request."""

    def __init__(self, values: Sequence[str]):
        """Prepare for the `values` of one field, none of which begins another."""
        self._values = tuple(values)
        self._lists: dict[str, TopList] = {}

    def learn(self, begun: str, lists: Sequence[TopList]) -> None:
        """Take the lists after `begun` and after each token that the server went on with."""
        for top in lists:
            self._lists.setdefault(begun, top)
            begun = self._next(begun, top.token)
            if begun is None:
                return

    def found_share(self) -> float:
        """Return 0..1: the probability that one of the values is begun."""
        top = self._lists.get('')
        if top is None:
            return 0.0
        steps = (_step(value, top) for value in self._values)
        return sum(math.exp(log_p) for _, log_p in {step for step in steps if step})

    def likelihoods(self) -> FieldLikelihoods:
        """Return what is known so far."""
        return self._walked()[0]

    def branches(self) -> list[Branch]:
        """Return those not followed yet, likeliest first; '' before anything is known."""
        return sorted(self._walked()[1], key=lambda branch: -branch.log_p)

    def _walked(self):
        """Return what is known so far, and the branches that are open."""
        log_p = np.zeros(len(self._values))
        known = np.zeros(len(self._values), bool)
        branches = self._follow('', range(len(self._values)), 0.0, log_p, known)
        return FieldLikelihoods(log_p, known), branches

    def _follow(self, begun, which, log_p, found, known):
        """Fill in the values `which` begin with `begun`; return the branches that are open."""
        top = self._lists.get(begun)
        if top is None:
            found[which] = log_p - math.log(len(which))
            return [Branch(begun, log_p)]
        groups: dict[str, list[int]] = {}
        for i in which:
            step = _step(_rest(self._values[i], begun), top)
            if step is None:
                found[i] = log_p + top.bound
            else:
                groups.setdefault(step[0], []).append(i)
        open_branches = []
        for token, members in groups.items():
            reached = log_p + top.log_probabilities[token]
            if len(members) == 1:
                found[members], known[members] = reached, True
            else:
                open_branches += self._follow(self._shared(members), members, reached, found,
                                              known)
        return open_branches

    def _shared(self, members):
        return os.path.commonprefix([self._values[i] for i in members]).rstrip()

    def _next(self, begun, token):
        """Return the branch at which the values part after `begun` and `token`, or None."""
        token = token.strip()
        members = [i for i, value in enumerate(self._values)
                   if value.startswith(begun) and _rest(value, begun).startswith(token)]
        if not token or len(members) < 2:
            return None
        shared = self._shared(members)
        # Lists are of the places after single tokens; text between token and branch has none.
        return shared if _rest(shared, begun) == token else None


def _rest(value, begun):
    return value[len(begun):].lstrip()


def _step(rest, top):
    """Return the likeliest listed token that begins `rest`, and its log-probability, or None."""
    fits = [(log_p, token) for token, log_p in top.log_probabilities.items()
            if rest.startswith(token)]
    return (max(fits)[1], max(fits)[0]) if fits else None
