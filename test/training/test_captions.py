import pytest

from emotion_rescue.models.llava_loader import load_llava
from emotion_rescue.training.affect_architecture import build_llava
from emotion_rescue.training.affect_architecture import LlavaSizes
from emotion_rescue.training.affect_data import read_people
from emotion_rescue.training.base_checkpoint import save_llava
from emotion_rescue.training.captions import captions_of
from emotion_rescue.training.captions import GENERAL
from emotion_rescue.training.replay_questions import _WORDINGS

pytest.importorskip('transformers')


@pytest.fixture(scope='module')
def loaded(tmp_path_factory):
    """Return a tiny random LLaVA."""
    folder = tmp_path_factory.mktemp('llava')
    save_llava(*build_llava(LlavaSizes(24, 12, 64, 1, 64, 1, 32, 600)), folder)
    return load_llava(folder, precision='fp32', device='cpu')


def test_a_caption_is_every_question_with_its_answer(loaded, painted):
    people = read_people(painted, 'test')[:3]
    captions = captions_of(loaded, people, ('Who?', 'Where?'), 3, print)
    assert len(captions) == 3
    for caption in captions:
        assert caption.startswith('Who? ') and ' Where? ' in caption and caption.endswith('.')


def test_people_are_described_alike_alone_and_together(loaded, painted):
    people = read_people(painted, 'test')[:34]  # more than one batch
    together = captions_of(loaded, people, ('Who?',), 4, print)
    assert captions_of(loaded, people[33:], ('Who?',), 4, print) == together[33:]


def test_nobody_has_no_caption(loaded):
    assert captions_of(loaded, [], GENERAL, 3, print) == []


def test_the_questions_are_those_that_the_base_learns():
    learned = {text for texts in _WORDINGS.values() for text in texts}
    assert set(GENERAL) <= learned
