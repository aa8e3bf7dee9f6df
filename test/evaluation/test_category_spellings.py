import pytest

from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.evaluation.category_spellings import official_name


@pytest.mark.parametrize(('written', 'meant'), [
    ('', None), ('Boredom', None), ('Fears', None), ('fear', 'Fear'), (' PAIN ', 'Pain'),
    ('Doubt / Confusion', 'Doubt/Confusion'), ('doubt_confusion', 'Doubt/Confusion'),
    ('Disquitement', 'Disquietment'), ('disquiet', 'Disquietment')])
def test_what_is_meant(written, meant):
    assert official_name(written) == meant


def test_official_names_are_themselves():
    assert [official_name(name) for name in CATEGORY_NAMES] == list(CATEGORY_NAMES)
