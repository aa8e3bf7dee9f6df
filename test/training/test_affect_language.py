import numpy as np
import pytest

from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_language import answer_targets
from emotion_rescue.training.affect_language import AnswerTeacher
from emotion_rescue.training.affect_tower import patch_features

pytest.importorskip('transformers')


def test_targets_share_between_neighbouring_levels_and_between_emotions(painted):
    people = read_people(painted, 'test')
    hurt = next(i for i, p in enumerate(people) if p.situation == 'hurt')
    happy = next(i for i, p in enumerate(people) if p.situation == 'happy')
    fields = split_fields(answer_targets(people))
    for shares in fields.values():
        np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(
        fields['valence'][happy], [0] * 7 + [0.7, 0.3, 0], atol=1e-6)
    assert fields['dominance'][hurt].tolist() == [1] + [0] * 9
    assert sorted(fields['emotions'][hurt])[-3:] == [0, 0.5, 0.5]
    np.testing.assert_allclose(fields['distress'][hurt], [0.1, 0.9], atol=1e-6)


def test_expectation_of_the_targets_is_the_truth_at_every_level():
    from types import SimpleNamespace

    levels = np.linspace(1, 10, 37, dtype=np.float32)
    people = [SimpleNamespace(vad=np.repeat(v, 3), emotions=np.zeros(26, bool), distress=0.0)
              for v in levels]
    fields = split_fields(answer_targets(people))
    np.testing.assert_allclose(fields['arousal'] @ np.arange(1, 11), levels, atol=1e-5)


def test_what_is_taught_is_what_is_scored(painted, tmp_path):
    """Frozen features and the scorer's own path must give the same likelihoods."""
    import torch

    from emotion_rescue.models.llava import LlavaSightScorer
    from emotion_rescue.models.llava_views import affect_view
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes
    from emotion_rescue.training.affect_data import draw_views
    from emotion_rescue.training.affect_data import read_image

    for part in build_llava(LlavaSizes(
            image_px=48, patch_px=12, vision_width=64, vision_layers=1, text_width=64,
            text_layers=1)):
        part.save_pretrained(tmp_path)
    scorer = LlavaSightScorer(tmp_path, precision='fp32', device='cpu')
    scorer.load()
    people = read_people(painted, 'test')[:3]
    loaded = scorer._loaded
    views = torch.from_numpy(draw_views(people, loaded.processor.image_processor))
    with torch.inference_mode():
        taught = AnswerTeacher(loaded.model, loaded.processor).log_likelihoods(
            patch_features(loaded.model.model.vision_tower, views))
    scored = scorer.answer_log_likelihoods(
        [affect_view(read_image(p.image), p.xyxy).rgb for p in people])
    np.testing.assert_allclose(taught.numpy(), scored, atol=1e-4)
