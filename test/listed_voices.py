"""A folder as "synth voices" writes it, of tones in place of voices: quick, and no engines."""

import json

import numpy as np

from emotion_rescue.synthesis.dataset.voices import wav_bytes

RATE_HZ = 16000
# Category, pitch, valence, arousal, dominance, distress.
_KINDS = (('calm', 150.0, 6.0, 3.0, 6.0, 0.02), ('fear', 900.0, 2.0, 8.0, 2.0, 0.9),
          ('joy', 500.0, 8.0, 6.0, 7.0, 0.02), ('none', None, None, None, None, 0.0))


def write_listed_voices(folder, count=20, splits=('train', 'val', 'test')):
    for number, split in enumerate(splits):
        (folder / split / 'clips').mkdir(parents=True)
        lines = []
        for i in range(count):
            rng = np.random.default_rng((number, i))
            category, hz, valence, arousal, dominance, distress = _KINDS[i % len(_KINDS)]
            sound = 0.02 * rng.standard_normal(3 * RATE_HZ)
            if hz:
                t = np.arange(2 * RATE_HZ) / RATE_HZ
                sound = 0.1 * sound
                turns = hz * rng.uniform(0.9, 1.1) * t
                sound[8000:8000 + len(t)] += 0.3 * np.sin(2 * np.pi * turns)
            (folder / split / f'clips/{i}.wav').write_bytes(wav_bytes(sound))
            lines.append(json.dumps({
                'clip': f'clips/{i}.wav', 'voice': i, 'category': category, 'valence': valence,
                'arousal': arousal, 'dominance': dominance, 'distress': distress,
                'speaker': f'{split} {i % 7}' if hz else '',
                'kind': f'speech/{category}' if hz else 'noise',
                'snr_db': None if i < count // 2 else 5.0,
                'speech_start_s': 0.5 if hz else None, 'speech_end_s': 2.5 if hz else None}))
        (folder / split / 'voices.jsonl').write_text('\n'.join(lines))
    return folder
