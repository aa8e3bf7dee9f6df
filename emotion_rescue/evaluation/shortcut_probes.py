"""Learners that look for distress where it must not be: in clothes, scene and background.

If clothes, light or rubble went with distress, a model would learn these and fail on a real site.
A probe learns from some people and is asked about others; an AUROC near 0.5 is what is wanted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace

import numpy as np

from emotion_rescue.evaluation.affect_report import Figure
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.boosted_trees import field_importances
from emotion_rescue.evaluation.boosted_trees import learn_probability
from emotion_rescue.evaluation.boosted_trees import Learned
from emotion_rescue.evaluation.feature_table import Facts
from emotion_rescue.evaluation.feature_table import tabulate
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.evaluation.logistic import fit_logistic
from emotion_rescue.evaluation.logistic import sigmoid
from emotion_rescue.evaluation.people_set import PeopleSet

_COMPONENTS = 24
_PULL = 0.02
# From this AUROC on it is asked what told; below, nothing much did.
_WORTH_EXPLAINING = 0.55


@dataclass(frozen=True, eq=False)
class Probe:
    """What one probe found.

    Attributes:
        auroc: of distress; its interval is by resampling of whole pictures.
        said: float (n,), its answers about the people asked about.
        importances: (field, loss of AUROC without it), largest first; empty for pixels, and where
            too little was found to be explained.
    """

    auroc: Figure
    said: np.ndarray
    importances: tuple[tuple[str, float], ...] = ()


def probe_facts(name: str, facts: Callable[[dict, dict], Facts], known: PeopleSet,
                asked: PeopleSet) -> Probe:
    """Probe named facts with boosted trees.

    Args:
        name: of the probe.
        facts: takes the records of the picture and of the person.
        known: people to learn from.
        asked: other people.
    """
    table = tabulate([facts(*pair) for people in (known, asked)
                      for pair in zip(people.pictures, people.people, strict=True)])
    learned = learn_probability(table.values[:len(known)], known.distressed)
    asked_table = table.rows(slice(len(known), None))
    probe = judge(name, learned(asked_table.values), asked)
    if not probe.auroc.value >= _WORTH_EXPLAINING:
        return probe
    losses = field_importances(learned, asked_table,
                               lambda said: auroc(said, asked.distressed))
    return replace(probe, importances=tuple(losses))


def probe_values(name: str, known_values: np.ndarray, asked_values: np.ndarray,
                 known: PeopleSet, asked: PeopleSet) -> tuple[Probe, Probe]:
    """Probe float (n, d) and (m, d) by trees, which find single columns, and linearly.

    The linear one, logistic regression on principal components, finds what is spread over many.
    """
    return tuple(
        judge(f'{name}, {kind}', learn(known_values, known.distressed)(asked_values), asked)
        for kind, learn in (('trees', learn_probability), ('linear', learn_linear)))


def judge(name: str, said: np.ndarray, asked: PeopleSet) -> Probe:
    """Return the probe that says `said`, float (n,), of the people in `asked`."""
    low, high = bootstrap_interval(auroc, said, asked.distressed, group=asked.picture)
    return Probe(Figure(name, auroc(said, asked.distressed), low, high), said)


def learn_linear(values: np.ndarray, positive: np.ndarray) -> Learned:
    """Learn yes or no by logistic regression on the first principal components.

    Args:
        values: float (n, d), none NaN.
        positive: bool (n,).
    """
    values = np.asarray(values, float)
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    _, sizes, axes = np.linalg.svd((values - mean) / spread, full_matrices=False)
    kept = min(_COMPONENTS, int((sizes > 1e-6 * max(sizes.max(), 1e-12)).sum()))
    turn = axes[:kept].T / np.maximum(sizes[:kept], 1e-12) * np.sqrt(len(values))

    def design(asked):
        turned = (np.asarray(asked, float) - mean) / spread @ turn
        return np.concatenate([turned, np.ones((len(turned), 1))], axis=1)

    weights = fit_logistic(design(values), np.asarray(positive, float),
                           np.append(np.full(kept, _PULL), 1e-6))
    return lambda asked: sigmoid(design(asked) @ weights)
