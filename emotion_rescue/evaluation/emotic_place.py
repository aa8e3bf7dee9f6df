"""Where EMOTIC, or a data set in its layout, has its labels."""

from pathlib import Path

from emotion_rescue.core.errors import InputError


def find_mat(path: Path) -> Path:
    """Return the Annotations.mat that `path` is or has.

    Raises:
        InputError: there is none.
    """
    tried = [path / 'Annotations/Annotations.mat', path / 'Annotations.mat', path]
    for candidate in tried:
        if candidate.is_file():
            return candidate
    if not path.exists():
        raise InputError(f'there is no {path}; name a folder as synth images writes it, or one '
                         "with EMOTIC's archives unpacked")
    raise InputError(f'there is no Annotations.mat in {path} or in its folder Annotations; '
                     "EMOTIC's archives are unpacked into one folder")
