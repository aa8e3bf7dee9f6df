"""How well a model judges people while it learns: figures that need no calibration."""

from collections.abc import Sequence

import numpy as np

from emotion_rescue.evaluation.affect_metrics import mean_absolute_error
from emotion_rescue.evaluation.affect_metrics import mean_average_precision
from emotion_rescue.evaluation.auroc import auroc
from emotion_rescue.models.llava_prompt import EMOTIONS_FIELD
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import distress_log_odds
from emotion_rescue.models.llava_reading import expected_levels
from emotion_rescue.models.llava_reading import log_share
from emotion_rescue.synthesis.person.inner_states import DISTRESS_PRESENT
from emotion_rescue.training.affect_data import AffectSample
from emotion_rescue.training.affect_data import distress_targets
from emotion_rescue.training.affect_data import emotion_targets
from emotion_rescue.training.affect_data import vad_targets


def progress_figures(log_likelihoods: np.ndarray, people: Sequence[AffectSample]
                     ) -> dict[str, float]:
    """Return 'mAP' (not interpolated), 'distress AUROC' and 'VAD MAE'; NaN where not measurable.

    Args:
        log_likelihoods: float (n, answers).
        people: n, whose feelings are known.
    """
    fields = split_fields(np.asarray(log_likelihoods, float))
    vad, distress = vad_targets(people), distress_targets(people)
    told, judged = ~np.isnan(vad).any(axis=1), ~np.isnan(distress)
    return {
        'mAP': mean_average_precision(emotion_targets(people), log_share(fields[EMOTIONS_FIELD])),
        'distress AUROC': auroc(distress_log_odds(fields)[judged],
                                distress[judged] >= DISTRESS_PRESENT),
        'VAD MAE': mean_absolute_error(vad[told], expected_levels(fields)[told])}
