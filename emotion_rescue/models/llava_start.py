"""From a folder to a LLaVA at work that has judged its first picture."""

import logging
from pathlib import Path

import numpy as np

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.llava_calibration import Calibration
from emotion_rescue.models.llava_calibration import CALIBRATION_FILE
from emotion_rescue.models.llava_calibration import read_calibration
from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.models.llava_session import LlavaSession
from emotion_rescue.models.view_panels import VIEW_PX

_logger = logging.getLogger(__name__)


def find_calibration(weights: Path, adapter: Path | None) -> Calibration | None:
    """Return the calibration of `adapter`, or of `weights` without one; warn where it is absent.

    An adapter changes the likelihoods, so the calibration of its base no longer holds.

    Raises:
        WeightsError: the file is there and cannot be understood.
    """
    folder = adapter or weights
    calibration = read_calibration(folder)
    if calibration is None:
        _logger.warning(
            '%s brings no %s: emotions and distress by looks stay unknown; fit one on labelled '
            'views with emotion_rescue.evaluation.affect_calibration.fit_calibration',
            folder, CALIBRATION_FILE)
    return calibration


def start_session(weights: Path, adapter: Path | None, precision: str, device: str,
                  cache_bytes: int) -> LlavaSession:
    """Return a session that has judged one grey picture.

    Args:
        weights: as `load_llava` takes it, like all but the last.
        adapter: of the weights, or None.
        precision: number format.
        device: where it computes.
        cache_bytes: most memory for features of pictures seen lately.

    Raises:
        WeightsError: as `load_llava`; or the picture could not be judged.
        MissingPackageError: a library is not installed.
    """
    loaded = load_llava(weights, adapter, precision, device)
    try:
        session = LlavaSession(loaded, cache_bytes)
        warm = session.log_likelihoods([np.full((VIEW_PX, VIEW_PX, 3), 127, np.uint8)])
    except (ValueError, RuntimeError, TypeError, IndexError, KeyError) as error:
        raise WeightsError(f'{weights} was loaded, but cannot judge a picture: '
                           f'{error}') from error
    if not np.isfinite(warm).all():
        raise WeightsError(f'{weights} gives numbers that are not finite in the precision '
                           f'{precision}; try another precision')
    return session
