"""How well a language model judges texts: figures with intervals, by kind, and the worst errors.

Each text is taken to be independent of the others; intervals are 95 % bootstrap ones over texts.
"""

from collections.abc import Sequence
import math

import numpy as np

from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.vad import DIMENSIONS
from emotion_rescue.evaluation.affect_metrics import expected_calibration_error
from emotion_rescue.evaluation.affect_metrics import mean_absolute_error
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.evaluation.intervals import bootstrap_interval
from emotion_rescue.evaluation.spoken_texts import distress_of
from emotion_rescue.evaluation.spoken_texts import label_categories
from emotion_rescue.evaluation.spoken_texts import SpokenText
from emotion_rescue.evaluation.spoken_texts import vad_of
from emotion_rescue.evaluation.voice_metrics import concordance
from emotion_rescue.evaluation.voice_metrics import macro_f1
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import distress_log_odds
from emotion_rescue.models.llava_reading import expected_levels
from emotion_rescue.models.llava_reading import log_share

DISTRESSED = 0.5
WORST = 10


def text_figures(texts: Sequence[SpokenText], log_likelihoods: np.ndarray,
                 calibration: Calibration | None) -> dict:
    """Return all figures of one model; those that cannot be measured are left out.

    Args:
        texts: n > 0.
        log_likelihoods: float (n, answers), of `llava_prompt.continuations`.
        calibration: of the weights; None leaves out what needs probabilities.

    Returns:
        'texts': n; 'distress', 'vad', 'labels', 'kinds', 'misheard', 'worst': see the functions
        below.
    """
    fields = split_fields(np.asarray(log_likelihoods, float))
    odds = distress_log_odds(fields)
    probability = None if calibration is None else calibration.distress(odds)
    found = {'texts': len(texts), 'distress': distress_figures(texts, odds, probability),
             'vad': _vad_figures(texts, expected_levels(fields)),
             'labels': label_figures(texts, log_share(fields[EMOTIONS_FIELD])),
             'kinds': _kind_figures(texts, odds, probability)}
    if any(t.misheard for t in texts):
        found['misheard'] = {
            name: distress_figures([texts[i] for i in chosen], odds[chosen], None)
            for name, chosen in (('yes', _where(texts, True)), ('no', _where(texts, False)))
            if len(chosen)}
    if probability is not None:
        found['worst'] = worst_errors(texts, probability)
    return {name: value for name, value in found.items() if value}


def distress_figures(texts: Sequence[SpokenText], score: np.ndarray,
                     probability: np.ndarray | None) -> dict:
    """Return auroc, its interval, texts and distressed; with probabilities also how they do.

    Args:
        texts: n; those of unknown distress are left out.
        score: float (n,), the higher the more distressed.
        probability: float (n,) 0..1, or None; adds precision, recall and f1 of calling those
            distressed that have DISTRESSED or more, and the calibration error.
    """
    true = distress_of(texts)
    known = np.flatnonzero(~np.isnan(true))
    yes = true[known] >= DISTRESSED
    if not len(known):
        return {}
    found = {'texts': len(known), 'distressed': int(yes.sum()), **_with_interval(
        'auroc', auroc, score[known], yes)}
    if probability is not None:
        said = probability[known] >= DISTRESSED
        hit = int((said & yes).sum())
        found |= {'precision': _ratio(hit, said.sum()), 'recall': _ratio(hit, yes.sum()),
                  'f1': _ratio(2 * hit, said.sum() + yes.sum()),
                  'calibration_error': expected_calibration_error(yes, probability[known])}
    return found


def label_figures(texts: Sequence[SpokenText], shares: np.ndarray) -> dict:
    """Return macro_f1 and uar with intervals, and precision, recall and f1 of each label.

    A label's score is the share of its EMOTIC categories among all 26; the answer is the label
    of the highest. UAR is the mean recall of the labels. Texts without a label are left out.

    Args:
        texts: n.
        shares: float (n, 26), log shares of the categories.
    """
    known = np.array([i for i, t in enumerate(texts) if t.label], int)
    names = sorted({texts[i].label for i in known})
    if len(names) < 2:
        return {}
    columns = [[CATEGORY_INDEX[c] for c in label_categories(name)] for name in names]
    score = np.stack([np.logaddexp.reduce(shares[known][:, c], axis=1) for c in columns], axis=1)
    answer = score.argmax(axis=1)
    truth = np.array([names.index(texts[i].label) for i in known])
    each = {}
    for number, name in enumerate(names):
        hit = int(((truth == number) & (answer == number)).sum())
        there, said = int((truth == number).sum()), int((answer == number).sum())
        each[name] = {'texts': there, 'precision': _ratio(hit, said),
                      'recall': _ratio(hit, there), 'f1': _ratio(2 * hit, there + said)}
    return {'texts': len(known), **_with_interval('macro_f1', macro_f1, truth, answer),
            **_with_interval('uar', average_recall, truth, answer), 'each': each}


def average_recall(truth: np.ndarray, answer: np.ndarray) -> float:
    """Return the unweighted mean recall of the classes that occur in `truth`; NaN for none."""
    recalls = [np.mean(answer[truth == label] == label) for label in np.unique(truth)]
    return float(np.mean(recalls)) if recalls else math.nan


def worst_errors(texts: Sequence[SpokenText], probability: np.ndarray) -> list[dict]:
    """Return the texts whose distress is most wrong: text, kind, distress, said; worst first."""
    error = np.abs(probability - distress_of(texts))
    order = [i for i in np.argsort(-error, kind='stable') if error[i] > 1 - DISTRESSED]
    return [{'text': texts[i].text, 'kind': texts[i].kind, 'distress': texts[i].distress,
             'said': float(probability[i])} for i in order[:WORST]]


def _vad_figures(texts, answer):
    """Return dimension -> ccc and mae with intervals, where it is known of two texts or more."""
    true, found = vad_of(texts).astype(float), {}
    for i, name in enumerate(DIMENSIONS):
        known = np.flatnonzero(~np.isnan(true[:, i]))
        if len(known) > 1:
            pair = true[known, i], answer[known, i]
            found[name] = {'texts': len(known), **_with_interval('ccc', concordance, *pair),
                           **_with_interval('mae', mean_absolute_error, *pair)}
    return found


def _kind_figures(texts, odds, probability):
    """Return kind -> how many, how many are distressed, and how distressed they seem.

    `auroc` tells its texts from all of the other side: those of a distressed kind from everybody
    who is well, and the other way round; for a kind with both, those within it.
    """
    yes, found = distress_of(texts) >= DISTRESSED, {}
    kinds = np.array([t.kind for t in texts])
    for kind in sorted(set(kinds) - {''}):
        own = kinds == kind
        both = yes[own].any() and not yes[own].all()
        compared = own if both else own | (yes != yes[own][0])
        found[kind] = {'texts': int(own.sum()), 'distressed': int(yes[own].sum()),
                       'auroc': auroc(odds[compared], yes[compared])}
        if probability is not None:
            found[kind] |= {'mean_probability': float(probability[own].mean()),
                            'called_distressed': int((probability[own] >= DISTRESSED).sum())}
    return found


def _where(texts, misheard):
    return np.array([i for i, t in enumerate(texts) if t.misheard == misheard], int)


def _with_interval(name, metric, *values):
    low, high = bootstrap_interval(metric, *values, group=np.arange(len(values[0])))
    return {name: metric(*values), f'{name}_interval': [low, high]}


def _ratio(part, whole):
    return float(part / whole) if whole else math.nan
