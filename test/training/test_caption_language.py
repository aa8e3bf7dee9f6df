import numpy as np
import pytest
from tiny_language import tiny_language

from emotion_rescue.core.errors import MissingPackageError
from emotion_rescue.models.llava_likelihood import continuation_tokens
from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.llava_prompt import split_fields
from emotion_rescue.models.smollm2 import find_smollm2
from emotion_rescue.models.smollm2 import load_smollm2
from emotion_rescue.training.caption_language import caption_prompt
from emotion_rescue.training.caption_language import caption_scores

torch = pytest.importorskip('torch')
pytest.importorskip('transformers')


@pytest.fixture(scope='module')
def language():
    """Return a tiny random language model and its tokenizer."""
    return tiny_language()


def test_scores_are_the_likelihoods_of_words_after_the_caption(language):
    model, tokenizer = language
    scores = caption_scores(model, tokenizer, ['One person.', 'Two people.'], print)
    for row, caption in zip(scores, ('One person.', 'Two people.'), strict=True):
        prompt = caption_prompt(tokenizer, caption)
        start = tokenizer(prompt)['input_ids']
        for place in (0, 17, -1):
            tokens, = continuation_tokens(tokenizer, prompt, [continuations(prompt)[place]])
            with torch.inference_mode():
                logits = model(torch.tensor([[*start, *tokens]])).logits[0].log_softmax(-1)
            direct = sum(logits[len(start) - 1 + i, token] for i, token in enumerate(tokens))
            assert row[place] == pytest.approx(float(direct), abs=1e-3)
    assert not np.allclose(scores[0], scores[1])


def test_the_same_caption_is_read_once(language):
    model, tokenizer = language
    read = []
    handle = model.register_forward_pre_hook(lambda *_: read.append(1))
    scores = caption_scores(model, tokenizer, ['a.', 'b.', 'a.', 'a.'], print)
    handle.remove()
    assert len(read) == 4  # two captions, and two passes for each
    assert (scores[0] == scores[2]).all() and (scores[0] == scores[3]).all()


def test_a_prompt_has_caption_and_question_in_the_form_of_the_model(language):
    _, tokenizer = language
    assert caption_prompt(tokenizer, 'One person lies.').endswith('in distress.\n')

    class Chatting:
        chat_template = 'some'

        def apply_chat_template(self, messages, **options):
            assert options == {'add_generation_prompt': True, 'tokenize': False}
            return f'<user>{messages[0]["content"]}</user>'

    assert 'One person lies.' in caption_prompt(Chatting(), 'One person lies.')


@pytest.mark.slow
def test_smollm2_itself_ranks_people_by_what_it_is_told():
    try:
        find_smollm2()
    except MissingPackageError as error:
        pytest.skip(str(error))
    model, tokenizer = load_smollm2()
    assert sum(p.numel() for p in model.parameters()) == 134_515_008
    captions = ['The person laughs and dances with friends at a party.',
                'The person lies under rubble, bleeds and screams in pain.']
    scores = caption_scores(model, tokenizer, captions, print)
    assert np.isfinite(scores).all() and (scores < 0).all()
    distress = split_fields(scores)['distress']
    yes = distress[:, 1] - distress[:, 0]
    assert yes[1] > yes[0]
