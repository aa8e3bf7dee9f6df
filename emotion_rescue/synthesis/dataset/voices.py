"""Writes labelled voices, in several processes.

DIR/<split>/ gets clips/NNNNNN.wav (16 bit, 16 kHz, a channel for each microphone), voices.jsonl,
recipe.json, contact_sheet.png and card.md. A line of voices.jsonl is one clip; null stands for
what there is not:

clip, voice (the same sound under different noise has the same number), seed; kind ('speech/fear',
'sound/moan', ..., 'noise' where nobody is heard), category, valence, arousal, dominance (1..10),
distress (0..1), tone, intensity (0..1), speaker, register, engine, language, text, words (their
number), topic; situation, emotions, pain, responsive, expressivity of the person, who may be
silent; speech_start_s, speech_end_s (of any sound of the person, at the mouth); bearing_deg (0
ahead, positive left), distance_m, microphones (x ahead, y left, z up in metres), room; snr_db
(loudness of the voice while it sounds over the noise), noise, noise_number, noise_bearing_deg
(null: from all sides).
"""

from collections.abc import Callable
from dataclasses import asdict
from dataclasses import dataclass
from functools import partial
import io
import math
from pathlib import Path
import wave

import numpy as np

from emotion_rescue import __version__
from emotion_rescue.core.errors import InputError
from emotion_rescue.synthesis.dataset.listings import finite
from emotion_rescue.synthesis.dataset.listings import read_listing
from emotion_rescue.synthesis.dataset.ordered_work import storage
from emotion_rescue.synthesis.dataset.ordered_work import write_in_order
from emotion_rescue.synthesis.dataset.ordered_work import write_whole
from emotion_rescue.synthesis.dataset.recipe import keep_recipe
from emotion_rescue.synthesis.dataset.voice_card import write_voice_card
from emotion_rescue.synthesis.dataset.voice_sheet import write_voice_sheet
from emotion_rescue.synthesis.person.inner_states import InnerState
from emotion_rescue.synthesis.person.inner_states import sample_state
from emotion_rescue.synthesis.voice.engines import require_engines
from emotion_rescue.synthesis.voice.microphones import microphone_array
from emotion_rescue.synthesis.voice.recordings import require_recordings
from emotion_rescue.synthesis.voice.rooms import ROOM_KINDS
from emotion_rescue.synthesis.voice.rooms import sample_room
from emotion_rescue.synthesis.voice.sound_scene import mixed_scene
from emotion_rescue.synthesis.voice.sound_scene import PlacedSound
from emotion_rescue.synthesis.voice.sound_scene import SoundingPerson
from emotion_rescue.synthesis.voice.sound_scene import SoundScene
from emotion_rescue.synthesis.voice.source import SAMPLE_RATE_HZ
from emotion_rescue.synthesis.voice.speakers import speaker
from emotion_rescue.synthesis.voice.speakers import SPLITS
from emotion_rescue.synthesis.voice.vocal_behaviour import voice_of
from emotion_rescue.synthesis.voice.vocalisations import register_of
from emotion_rescue.synthesis.voice.vocalisations import vocalise

# Every voice of the test split is rendered under each of these, so that figures compare.
TEST_SNR_DB: tuple[float, ...] = (math.inf, 5.0, 0.0)
_OTHER_SNR_DB = (math.inf, 20.0, 10.0, 5.0, 0.0)
_SHORTEST_S = 2.6
_SILENCE_S = (0.15, 1.2)
_NEAREST_M = 0.7
_CLIP_BYTES = 130_000
_VOICE_STREAM, _NOISE_STREAM = 41, 42


@dataclass(frozen=True)
class VoiceSettings:
    """Everything that the clips of one split depend on.

    Attributes:
        split: one of SPLITS.
        seed: of the whole data set, 0 or more.
        microphones: 1 to 4.
        recorded: share 0..1 of the speakers whose speech was recorded from people.

    Raises:
        InputError: a value is not possible.
    """

    split: str
    seed: int = 0
    microphones: int = 1
    recorded: float = 0.0

    def __post_init__(self):
        if self.split not in SPLITS:
            raise InputError(f'there is no split {self.split!r}; choose of {", ".join(SPLITS)}')
        if self.seed < 0:
            raise InputError(f'the seed is {self.seed}, but must be 0 or more')
        microphone_array(self.microphones)
        if not 0.0 <= self.recorded <= 1.0:
            raise InputError(f'the share of recorded speakers is {self.recorded}, but must be '
                             'between 0 and 1')


class VoiceMaker:
    """Makes the clips of one split; a Maker of ordered_work."""

    def __init__(self, folder: Path, settings: VoiceSettings):
        """Keep what to make and where."""
        self._folder, self._settings = folder, settings

    def make(self, index: int) -> dict:
        """Write clip `index` and return its line of voices.jsonl."""
        name = f'clips/{index:06d}.wav'
        samples, record = make_clip(self._settings, index)
        write_whole(self._folder / name, wav_bytes(samples))
        return {'clip': name, **record}

    def close(self) -> None:
        """Do nothing: a maker of voices holds nothing."""


def write_voices(out: Path, settings: VoiceSettings, count: int, *, jobs: int | None = None,
                 progress: Callable[[int, int], None] = lambda done, count: None) -> Path:
    """Write what lacks of `count` voices and return their folder, `out`/`split`.

    Clip i depends on the settings and i alone; those that exist are kept, so that an interrupted
    run is continued, and a larger `count` continues a complete set.

    Args:
        out: folder of the data set.
        settings: of the split.
        count: voices when done; one of the test split makes a clip for each of TEST_SNR_DB.
        jobs: processes; None is one for each core.
        progress: called with (clips done, clips).

    Raises:
        InputError: the folder holds clips of other settings, or `count` is negative.
        UnfinishedError: no room or no right to write; the same call goes on from there.
        MissingPackageError: a speech engine or a library is not installed.
    """
    require_engines()
    if settings.recorded:
        require_recordings(settings.split)
    folder = Path(out) / settings.split
    with storage(folder):
        keep_recipe(folder, 'synth voices', {'version': __version__, **asdict(settings)})
        (folder / 'clips').mkdir(parents=True, exist_ok=True)
        listing, each = folder / 'voices.jsonl', renderings(settings.split)
        clips = write_in_order(partial(VoiceMaker, folder, settings), count * each, listing,
                               jobs=jobs, progress=progress,
                               item_bytes=_CLIP_BYTES * settings.microphones)
        records = list(read_listing(listing))
        write_voice_sheet(folder, records)
        write_voice_card(folder, command_of(settings, clips // each), records)
    return folder


def command_of(settings: VoiceSettings, count: int) -> str:
    """Return the command that makes the clips again."""
    return (f'emotion-rescue synth voices --out DIR --split {settings.split} --count {count} '
            f'--seed {settings.seed} --microphones {settings.microphones} '
            f'--recorded {settings.recorded:g}')


def renderings(split: str) -> int:
    """Return how many clips are made of one voice."""
    return len(TEST_SNR_DB) if split == 'test' else 1


def make_clip(settings: VoiceSettings, index: int) -> tuple[np.ndarray, dict]:
    """Return float32 (n, microphones) and the truth about it; see the head of this file."""
    split, voice = settings.split, index // renderings(settings.split)
    rng = np.random.default_rng((settings.seed, SPLITS.index(split), voice, _VOICE_STREAM))
    state = sample_state(rng)
    behaviour = voice_of(state, rng)
    recorded = settings.recorded > 0.0 and rng.uniform() < settings.recorded
    who = speaker(split, rng, register_of(state, rng), recorded)
    made = vocalise(state, behaviour, who, split, rng)
    before_s, after_s = rng.uniform(*_SILENCE_S, size=2)
    duration_s = max(before_s + made.duration_s + after_s, rng.uniform(_SHORTEST_S, 4.0))
    before_s += rng.uniform() * (duration_s - before_s - made.duration_s - after_s)
    room = sample_room(rng)
    farther = ROOM_KINDS[room.kind].reach_m / _NEAREST_M
    person = SoundingPerson(state, bearing_deg=float(rng.uniform(-180.0, 180.0)),
                            distance_m=_NEAREST_M * farther ** float(rng.uniform()), seed=0)
    placed = [PlacedSound(made, float(before_s))] if made.duration_s else []
    microphones_m = microphone_array(settings.microphones)
    # Each rendering of a voice has its own noise and loudness.
    own = np.random.default_rng((settings.seed, SPLITS.index(split), index, _NOISE_STREAM))
    snr_db = (TEST_SNR_DB[index % len(TEST_SNR_DB)] if split == 'test'
              else float(own.choice(_OTHER_SNR_DB)))
    scene = mixed_scene([person], [placed], duration_s, split, int(own.integers(2 ** 31)),
                        microphones_m=microphones_m, snr_db=snr_db, room=room)
    return scene.samples, {'voice': voice, 'seed': settings.seed,
                           **clip_record(scene, state, microphones_m)}


def clip_record(scene: SoundScene, state: InnerState, microphones_m: np.ndarray) -> dict:
    """Return what voices.jsonl says of a scene of one person in `state`, but clip and number."""
    heard = dict(scene.people[0])
    start_s, end_s = heard.pop('start_s'), heard.pop('end_s')
    del heard['events']
    if heard['kind'] == 'silence':
        heard['kind'] = 'noise'
    return finite({
        **heard, 'situation': state.situation.name, 'emotions': list(state.emotions),
        'pain': state.pain, 'responsive': state.responsive, 'expressivity': state.expressivity,
        'speech_start_s': start_s, 'speech_end_s': end_s, 'microphones': microphones_m.tolist(),
        'room': scene.room, **scene.noise})


def wav_bytes(samples: np.ndarray) -> bytes:
    """Return float (n,) or (n, channels) within -1..1 as a 16-bit WAV file at 16 kHz."""
    samples = samples[:, None] if samples.ndim == 1 else samples
    buffer = io.BytesIO()
    with wave.open(buffer, 'wb') as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((samples * 32767.0).astype('<i2').tobytes())
    return buffer.getvalue()
