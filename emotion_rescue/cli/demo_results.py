"""The demo's results.json: what was found, on what, with what, how fast, and whether it holds."""

from collections.abc import Mapping
import dataclasses
import hashlib
from importlib import metadata
import json
import math
import os
from pathlib import Path
import platform
from typing import Any

from emotion_rescue import __version__
from emotion_rescue.core.default_weights import default_weights
from emotion_rescue.core.errors import InputError

_PACKAGES = ('numpy', 'torch', 'ultralytics', 'onnxruntime', 'transformers', 'bitsandbytes',
             'opencv-python', 'rosbags', 'av')
_BLOCK_BYTES = 1 << 20
_DECIMALS = 6


def stamp_check(derived: Mapping[str, list], images: set) -> dict[str, Any]:
    """Return how many derived messages carry the stamp and frame of a published image.

    Args:
        derived: topic -> (stamp in ns, frame) of each message.
        images: (stamp in ns, frame) of each published image.
    """
    foreign = {topic: sum(stamp not in images for stamp in stamps)
               for topic, stamps in derived.items()}
    return {'derived_messages': {topic: len(stamps) for topic, stamps in derived.items()},
            'without_published_image': foreign, 'all_belong': not any(foreign.values())}


def people_of(observer: Any) -> list[dict[str, Any]]:
    """Return one entry a person."""
    return [{
        'id': person.person_id, 'first_seen_s': person.first_s, 'last_seen_s': person.last_s,
        'seconds_in_view': person.seconds_in_view, 'images': person.images,
        'assessments': person.assessments, 'emotions': person.emotions, 'vad': person.vad,
        'distress': person.distress, 'highest_level': person.highest_level,
        'evidence': person.evidence,
    } for person in observer.people.people]


def voices_of(observer: Any) -> list[dict[str, Any]]:
    """Return one entry a stretch of sound in which somebody was heard, in tone or words."""
    return [{
        'at_s': voice.header.stamp.sec + voice.header.stamp.nanosec / 1e9,
        'speech_probability': voice.speech_probability, 'distress': voice.distress,
        'label': voice.labels[0] if voice.labels else None,
        'probability': voice.probability[0] if voice.labels else None,
        'transcript': voice.transcript, 'words_distress': voice.words_distress,
    } for voice in observer.voices if voice.labels or voice.transcript]


def weights_used(detector: str | None, affect: str | None) -> dict[str, dict[str, Any]]:
    """Return path, size and checksum of the weights; None stands for the default ones."""
    return {
        'detector': described_weights(Path(detector or default_weights('people'))),
        'affect': described_weights(Path(affect or default_weights('affect'))),
        'voice': described_weights(default_weights('voice')),
        'words': described_weights(default_weights('words'))}


def versions() -> dict[str, str]:
    """Return the versions of everything that has a say in the result."""
    found = {'emotion_rescue': __version__, 'python': platform.python_version(),
             'machine': f'{platform.machine()}, {os.cpu_count()} CPUs',
             'ros': os.environ.get('ROS_DISTRO', 'unknown')}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = 'not installed'
    return found


def write_json(path: Path, values: Mapping[str, Any]) -> None:
    """Write `values`; a number that is not known becomes null.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        path.write_text(json.dumps(_plain(values), indent=2, ensure_ascii=False) + '\n',
                        encoding='utf-8')
    except OSError as error:
        raise InputError(f'{str(path)!r} cannot be written ({error.strerror})') from error


def _plain(value):
    if dataclasses.is_dataclass(value):
        value = dataclasses.asdict(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, float):
        return round(value, _DECIMALS) if math.isfinite(value) else None
    return value


def described_weights(path: Path) -> dict[str, Any]:
    """Return path, size and checksum (of all files one after the other) of a file or folder."""
    files = sorted(p for p in path.rglob('*') if p.is_file()) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        return {'path': path, 'bytes': None, 'sha256': None}
    digest = hashlib.sha256()
    for file in files:
        with file.open('rb') as stream:
            while block := stream.read(_BLOCK_BYTES):
                digest.update(block)
    return {'path': path, 'bytes': sum(f.stat().st_size for f in files),
            'sha256': digest.hexdigest()}
