"""The soundtrack of the demo: what a robot might hear on its way through a damaged house.

The synthetic part is a file of this package, so that the demo needs no speech engine; `python -m
emotion_rescue.synthesis.voice.soundtrack FILE.ogg` makes one with the voices of today. The file
is exchanged together with the default voice weights alone, as these are tested on it.
Where alsa-utils is installed,
its recorded words ("Front, left") stand in as the voices of a calm, real person.
"""

from pathlib import Path
import sys

import numpy as np

from emotion_rescue.core.default_weights import resource_folder
from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.synthesis.voice.noises import NOISES
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.source import to_peak
from emotion_rescue.synthesis.voice.vocalisations import vocalisation_of_kind

LENGTH_S = 40.0
REAL_WORDS = Path('/usr/share/sounds/alsa')

# Start in seconds, kind, loudness. Between them only the room is heard.
SCENES: tuple[tuple[float, str, float], ...] = (
    (1.0, 'speech/calm', 0.4), (4.0, 'speech/calm', 0.4),
    (7.0, 'sound/scream', 0.8), (10.0, 'speech/fear', 0.5),
    (14.0, 'sound/knock', 0.4), (18.0, 'sound/moan', 0.3), (21.0, 'speech/pain', 0.4),
    (28.0, 'sound/cough', 0.4), (31.0, 'sound/laughter', 0.4),
)
ENGINE_S = (24.0, 28.0)  # beginning and end
REAL_WORDS_S = (34.5, 37.0)  # beginnings
_REAL_FILES = ('Front_Left.wav', 'Rear_Right.wav')
_ROOM_LEVEL = 0.001
_RAMP_S = 0.3


def make_soundtrack(seed: int = 4) -> np.ndarray:
    """Return the synthetic part, float32 (n,) at 16 kHz; voices are those of the test split.

    Raises:
        MissingPackageError: a speech engine or the vocoder is not installed.
    """
    rng = np.random.default_rng(seed)
    track = _ROOM_LEVEL * rng.standard_normal(int(LENGTH_S * SAMPLE_RATE_HZ))
    ends_s = (*(start_s for start_s, _, _ in SCENES[1:]), REAL_WORDS_S[0])
    for (start_s, kind, loudness), end_s in zip(SCENES, ends_s, strict=True):
        if start_s < ENGINE_S[0] < end_s:
            end_s = ENGINE_S[0]
        _mix(track, loudness * _heard(kind, end_s - start_s, rng), start_s)
    length = int((ENGINE_S[1] - ENGINE_S[0]) * SAMPLE_RATE_HZ)
    engine = to_peak(NOISES['engine'](length, np.random.default_rng(seed), rng))
    ramp = np.minimum(1.0, np.arange(length) / (_RAMP_S * SAMPLE_RATE_HZ))
    _mix(track, 0.25 * engine * ramp * ramp[::-1], ENGINE_S[0])
    return track.astype(np.float32)


def demo_soundtrack(duration_s: float, stamp_ns: int = 0) -> AudioClip:
    """Return `duration_s` of the soundtrack, from its beginning again where it ends.

    Raises:
        InputError: the file of this package cannot be read.
    """
    track = _read(resource_folder('resource') / 'demo' / 'voices.ogg')
    for start_s, name in zip(REAL_WORDS_S, _REAL_FILES, strict=True):
        if (REAL_WORDS / name).is_file():
            _mix(track, 0.5 * to_peak(_read(REAL_WORDS / name)), start_s)
    samples = np.resize(track, round(duration_s * SAMPLE_RATE_HZ))
    return AudioClip(samples.astype(np.float32), SAMPLE_RATE_HZ, stamp_ns, 'microphone')


def real_sounds() -> dict[str, AudioClip]:
    """Return file name -> recorded sound: calmly spoken words, and a burst of noise.

    Empty where alsa-utils is not installed.
    """
    return {path.name: AudioClip(_read(path).astype(np.float32), SAMPLE_RATE_HZ, 0)
            for path in sorted(REAL_WORDS.glob('*.wav'))}


def _heard(kind, longest_s, rng):
    """Return a sound of `kind` that is over in time and, if it has words, English ones."""
    while True:
        made = vocalisation_of_kind(kind, 'test', rng)
        if made.duration_s <= longest_s and made.utterance.language in ('', 'en'):
            return made.sound


def _read(path):
    import soundfile
    try:
        samples, rate_hz = soundfile.read(path, dtype='float32')
    except (OSError, RuntimeError) as error:
        raise InputError(f'the sound {path} cannot be read ({error}); install the package '
                         'again') from error
    if rate_hz == SAMPLE_RATE_HZ:
        return samples
    from scipy.signal import resample_poly
    divisor = np.gcd(rate_hz, SAMPLE_RATE_HZ)
    return resample_poly(samples, SAMPLE_RATE_HZ // divisor, rate_hz // divisor)


def _mix(track, sound, start_s):
    start = int(start_s * SAMPLE_RATE_HZ)
    sound = sound[:len(track) - start]
    track[start:start + len(sound)] += sound


def main(path: str) -> None:
    """Write the synthetic part to `path`, an .ogg file."""
    import soundfile
    soundfile.write(path, make_soundtrack(), SAMPLE_RATE_HZ, format='OGG', subtype='VORBIS')


if __name__ == '__main__':
    main(sys.argv[1])
