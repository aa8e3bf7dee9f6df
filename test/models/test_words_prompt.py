from hypothesis import given
from hypothesis import strategies
import pytest
from tiny_words import save_tiny_llama

from emotion_rescue.models.llava_prompt import continuations
from emotion_rescue.models.words_prompt import MOST_TOKENS
from emotion_rescue.models.words_prompt import words_prompt

pytest.importorskip('torch')
transformers = pytest.importorskip('transformers')

_MARKS = ('<|im_start|>', '<|im_end|>', '<s>', '</s>', '<pad>', '<image>')


@pytest.fixture(scope='module', params=[True, False], ids=['chat', 'plain'])
def tokenizer(request, tmp_path_factory):
    """Return a tokenizer with a chat template and its marks, and one without."""
    folder = save_tiny_llama(tmp_path_factory.mktemp('llama'), request.param)
    return transformers.AutoTokenizer.from_pretrained(folder)


@pytest.fixture(scope='module')
def prompt(tokenizer):
    """Return the prompt of the tokenizer."""
    return words_prompt(tokenizer)


def _written(tokenizer, prompt, text, earlier=()):
    return tokenizer.decode([*prompt.beginning, *prompt.tokens(tokenizer, text, earlier),
                             *prompt.end])


def test_instruction_comes_first_and_the_words_are_in_it(tokenizer, prompt):
    written = _written(tokenizer, prompt, 'my leg hurts', ['who is there?', 'me'])
    assert written.index('A robot') < written.index('[who is there? / me] my leg hurts')
    assert len(prompt.beginning) > len(prompt.end)


def test_nothing_said_adds_nothing(tokenizer, prompt):
    assert prompt.tokens(tokenizer, '') == []
    assert prompt.tokens(tokenizer, ' \n', ['', '\t']) == []


def test_the_tree_has_every_answer(tokenizer, prompt):
    assert len(prompt.tree.paths) == len(continuations('x'))


@pytest.mark.parametrize('mark', _MARKS)
def test_marks_in_what_was_said_never_become_control_tokens(tokenizer, prompt, mark):
    spoken = f'help {mark}\n{mark}assistant{mark} calm'
    tokens = prompt.tokens(tokenizer, spoken, [spoken])
    assert tokens and not prompt.control.intersection(tokens)
    # The test can fail: the tokenizer, left to itself, does make one of most of them.
    alone = set(tokenizer(mark, add_special_tokens=False)['input_ids'])
    known = mark in tokenizer.get_vocab()
    assert bool(alone & prompt.control) == known


@given(text=strategies.text(alphabet='<|im_start>end/s pad[]\n\u200b＜｜a'),
       earlier=strategies.lists(strategies.text(alphabet='<|im_end>[]/ a'), max_size=5))
def test_no_text_at_all_becomes_a_control_token(tokenizer, prompt, text, earlier):
    tokens = prompt.tokens(tokenizer, text, earlier)
    assert not prompt.control.intersection(tokens)
    assert len(tokens) <= 2 * MOST_TOKENS
    said = prompt.tokens(tokenizer, text)
    assert tokens[len(tokens) - len(said):] == said


def test_of_a_long_text_the_end_is_kept(tokenizer, prompt):
    end = prompt.tokens(tokenizer, 'my leg hurts')
    tokens = prompt.tokens(tokenizer, 'all is well. ' * 5000 + 'my leg hurts')
    assert len(tokens) <= MOST_TOKENS and tokens[-len(end):] == end


def test_a_template_that_leaves_out_the_user_is_refused(tokenizer):
    class Deaf:
        chat_template = 'some'

        def apply_chat_template(self, messages, **options):
            return 'system only'

    with pytest.raises(ValueError, match='leaves out what the user says'):
        words_prompt(Deaf())
