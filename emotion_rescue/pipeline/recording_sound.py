"""Sound of a recording in pieces as a microphone would deliver them."""

from collections.abc import Iterator
from pathlib import Path

from emotion_rescue.core.errors import InputError
from emotion_rescue.core.frames import AudioClip
from emotion_rescue.core.frames import NS_PER_S

CHUNK_S = 0.1
SOUNDTRACK_FRAME = 'microphone'


def chunks(clip: AudioClip, start_s: float = 0.0,
           duration_s: float | None = None) -> Iterator[AudioClip]:
    """Yield `clip` in chunks of `CHUNK_S`; the last may be shorter.

    Args:
        clip: the whole sound.
        start_s: where to begin, after the clip's begin.
        duration_s: how much; None: to the end.
    """
    rate = clip.sample_rate_hz
    size = max(1, round(CHUNK_S * rate))
    first = round(start_s * rate)
    end = len(clip.samples)
    if duration_s is not None:
        end = min(end, first + round(duration_s * rate))
    for begin in range(first, end, size):
        yield AudioClip(clip.samples[begin:min(end, begin + size)], rate,
                        clip.stamp_ns + begin * NS_PER_S // rate, clip.frame_id)


def read_soundtrack(path: Path) -> AudioClip:
    """Return the sound file `path` with time starting at 0.

    Raises:
        InputError: it cannot be read.
    """
    import soundfile
    try:
        samples, rate = soundfile.read(path, dtype='float32')
    except (soundfile.LibsndfileError, OSError) as error:
        raise InputError(f'the sound {str(path)!r} cannot be read: {error}') from error
    return AudioClip(samples, rate, 0, SOUNDTRACK_FRAME)
