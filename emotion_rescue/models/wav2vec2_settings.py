"""What the folder of a wav2vec2 classifier says about it, without any library that runs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.checkpoint_folder import read_json
from emotion_rescue.models.voice_head import VoiceCalibration
from emotion_rescue.models.voice_head import VoiceHead
from emotion_rescue.models.voice_input import MODEL_RATE_HZ

_WHAT = 'wav2vec2 checkpoint'


@dataclass(frozen=True, eq=False)
class Wav2Vec2Settings:
    """How a classifier is fed and read.

    Attributes:
        head: reads the logits.
        outputs: how many there are.
        normalise: whether the samples want mean 0 and variance 1.
    """

    head: VoiceHead
    outputs: int
    normalise: bool


def check_wav2vec2(folder: Path) -> None:
    """Raise WeightsError where `folder` holds no wav2vec2, by its config.json."""
    kind = read_json(folder, 'config.json', _WHAT).get('model_type')
    if kind != 'wav2vec2':
        raise WeightsError(f'{folder} holds a model of the type {kind!r}, expected wav2vec2')


def read_wav2vec2_settings(folder: Path) -> Wav2Vec2Settings:
    """Read config.json, and preprocessor_config.json where there is one.

    Raises:
        WeightsError: the folder is missing or holds another architecture, names for the outputs
            are missing, or the sound is wanted at another rate.
    """
    check_wav2vec2(folder)
    config = read_json(folder, 'config.json', _WHAT)
    labels = config.get('id2label')
    if not isinstance(labels, Mapping) or not labels:
        raise WeightsError(f'{folder / "config.json"} has no id2label, so nobody knows what the '
                           'outputs mean; add the names of the outputs')
    measured = config.get('voice_calibration') or {}
    try:
        head = VoiceHead(labels, VoiceCalibration(**measured))
    except (TypeError, ValueError) as error:
        raise WeightsError(f'{folder / "config.json"} has an id2label or voice_calibration that '
                           f'is not understood ({error}); copy it again') from error
    return Wav2Vec2Settings(head, len(labels), wants_normalised(folder))


def wants_normalised(folder: Path) -> bool:
    """Return whether the samples want mean 0 and variance 1.

    Raises:
        WeightsError: the sound is wanted at another rate than 16 kHz.
    """
    if not (folder / 'preprocessor_config.json').is_file():
        return True  # what wav2vec2's own feature extractor does unless told otherwise
    settings = read_json(folder, 'preprocessor_config.json', _WHAT)
    rate_hz = settings.get('sampling_rate', MODEL_RATE_HZ)
    if rate_hz != MODEL_RATE_HZ:
        raise WeightsError(f'{folder} wants sound at {rate_hz!r} Hz, expected {MODEL_RATE_HZ}')
    return bool(settings.get('do_normalize', True))
