"""Decides whether a checkpoint that can run code may be opened.

A .pt file is a pickle: opening it runs whatever its author put in. It is opened only when its
checksum stands in the model list, or when the user says so for this file. ONNX and safetensors
hold numbers alone and need no trust.
"""

from pathlib import Path

from emotion_rescue.core.errors import WeightsError
from emotion_rescue.models.weights_manifest import read_manifest
from emotion_rescue.models.weights_manifest import sha256_of

PICKLE_ENDINGS = ('.pt', '.pth')


def check_pickle_trust(path: Path, trust_pickle: bool = False) -> None:
    """Refuse a pickle that nobody vouches for; other files pass.

    Args:
        path: an existing checkpoint.
        trust_pickle: the user's word for this file.

    Raises:
        WeightsError: `path` is a pickle, not in the model list, and not trusted by the user.
    """
    if Path(path).suffix.lower() not in PICKLE_ENDINGS or trust_pickle:
        return
    checksum = sha256_of(path)
    if checksum not in read_manifest()['trusted_pickles']:
        raise WeightsError(
            f'{path} is a pickle, which can run any code, and its sha256 {checksum} is not in '
            'the model list; export it to .onnx, or set trust_pickle to true if you know where '
            'it comes from')
