"""The model list: checksums of the default weights and of the pickles that may be opened.

`weights/manifest.json` is written by `emotion-rescue models seal` and read by everybody else:

    {"defaults": {"people": {"people/people.onnx": {"sha256": "...", "bytes": 1}, ...}, ...},
     "trusted_pickles": {"<sha256>": "<file name>"}}
"""

import hashlib
import json
from pathlib import Path

from emotion_rescue.core.default_weights import DEFAULT_WEIGHTS
from emotion_rescue.core.default_weights import resource_folder
from emotion_rescue.core.errors import WeightsError

MANIFEST_NAME = 'manifest.json'
_CARD_SUFFIXES = ('.md', '.jpg', '.png')


def sha256_of(path: Path) -> str:
    """Return the checksum of the file `path` as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with Path(path).open('rb') as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def default_files(name: str, folder: Path) -> list[Path]:
    """Return the files that make up the default checkpoint `name` in `folder`, sorted.

    None if it is absent. The model card and its pictures are left out: they may be mended at any
    time.
    """
    place = folder / DEFAULT_WEIGHTS[name]
    place = place if place.suffix == '' else place.parent
    return sorted(file for file in place.rglob('*')
                  if file.is_file() and file.suffix not in _CARD_SUFFIXES)


def read_manifest(folder: Path | None = None) -> dict:
    """Return the model list in `folder` (None: the installed weights); empty where there is none.

    Raises:
        WeightsError: the file is damaged.
    """
    path = (folder or resource_folder('weights')) / MANIFEST_NAME
    empty = {'defaults': {}, 'trusted_pickles': {}}
    if not path.is_file():
        return empty
    try:
        content = json.loads(path.read_text())
        return {key: dict(content[key]) for key in empty}
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError(f'the model list {path} is damaged ({error!r}); install the package '
                           'again, or run "emotion-rescue models seal" in a checkout') from error


def seal(folder: Path, trust: tuple[Path, ...] = ()) -> Path:
    """Write the list of what lies in `folder` now; pickles trusted before stay trusted.

    Args:
        folder: the folder of weights.
        trust: pickles to add to those that may be opened.
    """
    manifest = {
        'defaults': {name: {
            file.relative_to(folder).as_posix(): {'sha256': sha256_of(file),
                                                  'bytes': file.stat().st_size}
            for file in default_files(name, folder)} for name in DEFAULT_WEIGHTS},
        'trusted_pickles': {**read_manifest(folder)['trusted_pickles'],
                            **{sha256_of(path): path.name for path in trust}},
    }
    path = folder / MANIFEST_NAME
    path.write_text(json.dumps(manifest, indent=2) + '\n')
    return path
