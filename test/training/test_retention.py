import pytest

from emotion_rescue.training.replay_questions import Question
from emotion_rescue.training.retention import measure_retention

pytest.importorskip('transformers')


class _Nothing:
    """Shows no picture, so that a model knows the text alone."""

    def __init__(self, processor):
        self._processor = processor

    def inputs(self, rows, prompts, rng=None):
        import torch
        ids = torch.tensor(self._processor.tokenizer(
            [p.replace(self._processor.image_token, '') for p in prompts])['input_ids'])
        return {'input_ids': ids, 'attention_mask': torch.ones_like(ids)}


def test_the_share_of_right_answers_stands_beside_that_of_the_most_frequent(tmp_path):
    """A model that was taught to answer yes is right where yes is right."""
    import torch

    from emotion_rescue.models.llava_prompt import FIELDS
    from emotion_rescue.models.llava_question import question_prompt
    from emotion_rescue.training.affect_architecture import build_llava
    from emotion_rescue.training.affect_architecture import LlavaSizes
    from emotion_rescue.training.affect_language import AnswerTeacher

    model, processor = build_llava(LlavaSizes(
        image_px=24, patch_px=12, vision_width=32, vision_layers=1, text_width=32, text_layers=1))
    seen, teacher = _Nothing(processor), AnswerTeacher(model, processor, len(FIELDS))
    prompt = question_prompt(processor, 'Dark?')
    optimiser = torch.optim.AdamW(model.parameters(), 3e-3)
    for _ in range(30):
        optimiser.zero_grad()
        teacher.written_loss(seen, [0], [prompt], ['yes']).backward()
        optimiser.step()
    asked = [Question(i, 'dark', 'Dark?', answer, ('no', 'yes, very', 'yes'))
             for i, answer in enumerate(['yes', 'no', 'no', 'no', 'yes, very'])]
    found = measure_retention(model, processor, seen, asked)
    assert (found.questions, found.right, found.majority) == (5, 0.2, 0.6)
