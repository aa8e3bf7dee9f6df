"""A wav2vec2 classifier of full size with random weights, as model.onnx, too, made on the disk.

It shows how long judging takes, and knows nothing. Run as `python -m
emotion_rescue.evaluation.voice_benchmark_checkpoint FOLDER`, so that torch, which makes it, takes
no memory in the process that is measured.
"""

import json
from pathlib import Path
import sys

from emotion_rescue.core.errors import EmotionRescueError
from emotion_rescue.core.voice_categories import VOICE_CATEGORIES
from emotion_rescue.models.voice_input import MODEL_RATE_HZ
from emotion_rescue.models.wav2vec2_export import export_wav2vec2


def make_random_wav2vec2(folder: Path, **changed) -> None:
    """Fill `folder`, which is there, with a classifier of wav2vec2-base's exact shape.

    transformers' own defaults are that shape: 7 layers of 512 channels, 12 layers of 768, 94.4 M
    parameters without the head.

    Args:
        folder: gets config.json, model.safetensors, preprocessor_config.json.
        **changed: values of Wav2Vec2Config other than its defaults.
    """
    import torch
    from transformers import Wav2Vec2Config
    from transformers import Wav2Vec2ForSequenceClassification
    from transformers.utils import logging
    logging.disable_progress_bar()
    torch.manual_seed(0)
    names = dict(enumerate(VOICE_CATEGORIES))
    network = Wav2Vec2ForSequenceClassification(Wav2Vec2Config(
        id2label=names, label2id={name: i for i, name in names.items()}, **changed))
    with torch.no_grad():
        # As they are initialised, all sounds would get nearly the same logits, and a difference
        # between two ways to compute them would not be seen.
        for layer in (network.projector, network.classifier):
            layer.weight.normal_(std=0.1)
    network.save_pretrained(folder)
    (folder / 'preprocessor_config.json').write_text(json.dumps({
        'feature_extractor_type': 'Wav2Vec2FeatureExtractor', 'do_normalize': True,
        'sampling_rate': MODEL_RATE_HZ}))


def main(folder: Path) -> int:
    """Make a checkpoint in `folder` unless there is one, and its model.onnx; return exit code."""
    try:
        if not (folder / 'config.json').is_file():
            make_random_wav2vec2(folder)
        export_wav2vec2(folder)
    except EmotionRescueError as error:
        print(f'{error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(Path(sys.argv[1])))
