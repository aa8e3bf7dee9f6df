from types import SimpleNamespace

import numpy as np
import pytest

from emotion_rescue.models.llava_prompt import build_prompt
from emotion_rescue.models.llava_prompt import FIELDS
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.llava_reading import log_share
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.affect_language import AnswerTeacher
from emotion_rescue.training.seen_people import drawer_of
from emotion_rescue.training.seen_people import DrawnPictures
from emotion_rescue.training.seen_people import KeptFeatures

pytest.importorskip('transformers')


@pytest.fixture(scope='module')
def seen(painted, tmp_path_factory):
    """Return a tiny random model, its scorer, and what it sees of three people."""
    from emotion_rescue.models.llava import LlavaSightScorer
    from emotion_rescue.models.llava_loader import load_llava
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes

    folder = tmp_path_factory.mktemp('tiny')
    for part in build_llava(LlavaSizes(
            image_px=48, patch_px=12, vision_width=64, vision_layers=1, text_width=64,
            text_layers=1)):
        part.save_pretrained(folder)
    scorer = LlavaSightScorer(folder, precision='fp32', device='cpu')
    scorer.load()
    people = read_people(painted, 'test')[:3]
    loaded = load_llava(folder, precision='fp32', device='cpu')
    model, processor = loaded.model, loaded.processor
    return SimpleNamespace(
        scorer=scorer, people=people, model=model, processor=processor,
        prompt=build_prompt(processor),
        kept=KeptFeatures(model, processor, drawer_of(people), len(people)),
        drawn=DrawnPictures(model, processor, drawer_of(people), len(people)))


@pytest.mark.parametrize('way', ['kept', 'drawn'])
@pytest.mark.parametrize('joined', [False, True])
def test_what_is_taught_is_what_is_scored(seen, way, joined):
    """Frozen features, fresh drawings, one pass or two: all must read as the scorer reads."""
    import torch

    from emotion_rescue.models.llava_views import affect_view
    from emotion_rescue.training.pictured_person import read_image

    teacher = AnswerTeacher(seen.model, seen.processor, len(FIELDS), joined)
    with torch.inference_mode():
        taught = teacher.log_likelihoods(getattr(seen, way), [0, 1, 2], [seen.prompt] * 3)
    scored = seen.scorer.answer_log_likelihoods(
        [affect_view(read_image(p.image), p.xyxy, head_xyxy=p.head_xyxy).rgb
         for p in seen.people])
    for name, values in split_fields(taught.numpy()).items():
        np.testing.assert_allclose(
            log_share(values), log_share(split_fields(scored)[name]), atol=2e-4)


def test_people_with_prompts_of_different_length_come_back_in_their_order(seen):
    import torch

    teacher = AnswerTeacher(seen.model, seen.processor, len(FIELDS))
    prompts = [seen.prompt, 'A forest. ' + seen.prompt, seen.prompt]
    with torch.inference_mode():
        together = teacher.log_likelihoods(seen.kept, [2, 0, 1], prompts)
        alone = [teacher.log_likelihoods(seen.kept, [row], [prompt])
                 for row, prompt in zip([2, 0, 1], prompts, strict=True)]
    np.testing.assert_allclose(together.numpy(), torch.cat(alone).numpy(), atol=1e-4)


def test_the_loss_of_a_written_answer_is_that_of_its_tokens_and_its_end(seen):
    """The same number from the likelihood of the whole text as one continuation."""
    import torch

    from emotion_rescue.models.llava_likelihood import build_tree
    from emotion_rescue.models.llava_likelihood import log_likelihoods
    from emotion_rescue.training.answer_texts import answer_tokens

    answers = ['valence: low\ndistress: yes', 'distress: no']
    teacher = AnswerTeacher(seen.model, seen.processor, len(FIELDS))
    wanted = []
    with torch.inference_mode():
        loss = teacher.written_loss(seen.kept, [0, 1], [seen.prompt] * 2, answers)
        for row, answer in enumerate(answers):
            tokens = answer_tokens(seen.processor.tokenizer, seen.prompt, [answer])
            total = log_likelihoods(
                seen.model, seen.kept.inputs([row], [seen.prompt]), build_tree(tokens))
            wanted.append(-total.item() / len(tokens[0]))
    assert loss.item() == pytest.approx(np.mean(wanted), abs=1e-4)


def test_a_field_without_truth_teaches_nothing(seen):
    import torch

    teacher = AnswerTeacher(seen.model, seen.processor, len(FIELDS))
    scores = torch.full((2, sum(map(len, FIELDS.values()))), -3.0)
    targets = torch.zeros_like(scores)
    assert teacher.loss_of(scores, targets).item() == 0.0
    targets[:, 0] = 1.0  # one field of five
    assert teacher.loss_of(scores, targets).item() == pytest.approx(3.0 / len(FIELDS))
