from emotion_rescue.core.emotions import CATEGORIES
from emotion_rescue.core.emotions import CATEGORY_COUNT
from emotion_rescue.core.emotions import CATEGORY_INDEX
from emotion_rescue.core.emotions import CATEGORY_NAMES
from emotion_rescue.core.emotions import DISTRESS_CATEGORY_NAMES

# The order of the data set's own code, written out a second time on purpose.
OFFICIAL = """Affection Anger Annoyance Anticipation Aversion Confidence Disapproval Disconnection
Disquietment Doubt/Confusion Embarrassment Engagement Esteem Excitement Fatigue Fear Happiness Pain
Peace Pleasure Sadness Sensitivity Suffering Surprise Sympathy Yearning""".split()


def test_the_official_26_in_the_official_order():
    assert list(CATEGORY_NAMES) == OFFICIAL
    assert CATEGORY_COUNT == 26
    assert list(CATEGORY_NAMES) == sorted(CATEGORY_NAMES)


def test_every_category_has_a_definition_of_its_own():
    definitions = {category.definition for category in CATEGORIES}
    assert len(definitions) == 26
    assert all(len(definition) > 10 for definition in definitions)


def test_index_is_the_position():
    assert [CATEGORY_INDEX[name] for name in CATEGORY_NAMES] == list(range(26))


def test_distress_categories_exist():
    assert set(DISTRESS_CATEGORY_NAMES) <= set(CATEGORY_NAMES)
