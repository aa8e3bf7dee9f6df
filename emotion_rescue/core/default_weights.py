"""Where the small default checkpoints lie: in a checkout, or in the installed share folder."""

from pathlib import Path
import sys

from emotion_rescue.core.errors import WeightsError

# Name of a default model -> path below the folder of weights.
DEFAULT_WEIGHTS: dict[str, str] = {
    'people': 'people/people.onnx',
    'affect': 'affect',
    'voice': 'voice',
    'words': 'words',
    'fusion': 'fusion/fusion.json',
}


def resource_folder(name: str) -> Path:
    """Return the folder `name` of this package, such as 'weights' or 'config'.

    Raises:
        WeightsError: the installation is incomplete.
    """
    candidates = [
        Path(__file__).resolve().parents[2] / name,
        *(Path(prefix) / 'share' / 'emotion_rescue' / name for prefix in _prefixes()),
    ]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise WeightsError(
        f'the folder {name!r} of emotion_rescue was not found beside the package nor in '
        f'{" or ".join(str(c) for c in candidates[1:])}; install the package again')


def default_weights(name: str) -> Path:
    """Return the path of the default checkpoint `name`, one of `DEFAULT_WEIGHTS`."""
    return resource_folder('weights') / DEFAULT_WEIGHTS[name]


def _prefixes():
    # An installed package lies in <prefix>/lib/pythonX.Y/site-packages.
    yield from (str(p) for p in Path(__file__).resolve().parents[3:7])
    yield sys.prefix
